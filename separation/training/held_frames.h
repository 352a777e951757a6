// SPDX-License-Identifier: GPL-3.0-or-later
/// The frames of a class that a rank holds, for every stage of the learning.
#pragma once

#include "separation/training/class_store.h"
#include "separation/training/growth_stages.h"
#include "separation/training/spaced_columns.h"

#include <filesystem>
#include <optional>
#include <span>

namespace winnow::separation {

struct FrameRange {
    nmf::Index first = 0, count = 0;

    nmf::Index end() const noexcept { return first + count; }
    bool contains(nmf::Index i) const noexcept { return i >= first && i < end(); }
};

/// Which frames a rank needs. It has its shards' columns of every stage (nmf/column_shards.h), as the frames
/// of a stage are the V of a factorization of its own.
struct FrameShare {
    nmf::Index spacing = 0; ///< of the sample; 0: there is none
    FrameRange all;         ///< frames
    FrameRange sample;      ///< numbers of frames of the sample: number i is frame i * spacing

    /// @param ranks  null: one process. [any]
    FrameShare(nmf::Index frames, std::span<const LearningStage> stages, nmf::Communicator* ranks);
    FrameShare() = default;

    /// From the first frame to the last, of both.
    FrameRange frames() const noexcept;
};

/// This rank's columns of a stage's frames, as numbers among these. [any]
FrameRange ownColumns(const LearningStage& stage, nmf::Communicator* ranks);

/// All of a share's frames, and a copy of those of the sample: where frames do not fit the memory, the many
/// updates of the first stages need not read them all.
class HeldFrames {
public:
    /// @param memory, sampleMemory  bytes to hold in memory; BlockStore::unlimited: all
    HeldFrames(nmf::Index rows, const FrameShare& share, std::uint64_t memory, std::uint64_t sampleMemory,
               const std::filesystem::path& folder);

    /// Every frame of share.frames() once, counted from its first. [any]
    void put(nmf::Index column, std::span<const float> values);
    /// This rank's columns of a stage, which outlive neither this nor the ranks. [main]
    SpacedColumns columns(const LearningStage& stage, nmf::Communicator* ranks) const;

private:
    FrameShare share_;
    FrameStore all_;
    std::optional<FrameStore> sample_;
};

} // namespace winnow::separation
