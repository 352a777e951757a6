// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/held_frames.h"

#include "nmf/column_shards.h"

#include <algorithm>

namespace winnow::separation {

namespace {

FrameRange joined(const FrameRange& a, const FrameRange& b) noexcept {
    if (a.count == 0 || b.count == 0) return a.count == 0 ? b : a;
    const nmf::Index first = std::min(a.first, b.first);
    return {first, std::max(a.end(), b.end()) - first};
}

} // namespace

FrameRange ownColumns(const LearningStage& stage, nmf::Communicator* ranks) {
    const auto shards = nmf::ColumnShards::ofDense(stage.frames, ranks);
    return {shards.firstColumn(), shards.ownColumns()};
}

FrameShare::FrameShare(nmf::Index frames, std::span<const LearningStage> stages, nmf::Communicator* ranks)
    : spacing(sampleSpacing(stages)), all(ownColumns({1, frames, 0}, ranks)) {
    for (const LearningStage& stage : stages) {
        if (stage.spacing == 1) continue;
        const FrameRange own = ownColumns(stage, ranks);
        const nmf::Index step = stage.spacing / spacing;
        if (own.count > 0) sample = joined(sample, {own.first * step, (own.count - 1) * step + 1});
    }
}

FrameRange FrameShare::frames() const noexcept {
    if (sample.count == 0) return all;
    return joined(all, {sample.first * spacing, (sample.count - 1) * spacing + 1});
}

HeldFrames::HeldFrames(nmf::Index rows, const FrameShare& share, std::uint64_t memory,
                       std::uint64_t sampleMemory, const std::filesystem::path& folder)
    : share_(share), all_(rows, share.all.count, memory, folder) {
    if (share.spacing > 0) sample_.emplace(rows, share.sample.count, sampleMemory, folder);
}

void HeldFrames::put(nmf::Index column, std::span<const float> values) {
    const nmf::Index frame = share_.frames().first + column;
    if (share_.all.contains(frame)) all_.put(frame - share_.all.first, values);
    if (share_.spacing > 0 && frame % share_.spacing == 0 && share_.sample.contains(frame / share_.spacing))
        sample_->put(frame / share_.spacing - share_.sample.first, values);
}

SpacedColumns HeldFrames::columns(const LearningStage& stage, nmf::Communicator* ranks) const {
    const FrameRange own = ownColumns(stage, ranks);
    if (stage.spacing == 1) return {all_.columns(), own.first - share_.all.first, 1, own.count};
    const nmf::Index step = stage.spacing / share_.spacing;
    // A rank without columns of the stage may have none of the sample at all.
    const nmf::Index first = own.count > 0 ? own.first * step - share_.sample.first : 0;
    return {sample_->columns(), first, step, own.count};
}

} // namespace winnow::separation
