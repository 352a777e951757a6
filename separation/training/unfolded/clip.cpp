// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/clip.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace winnow::separation::unfolded {
namespace {

constexpr int measuredBlock = 320;   // samples: 20 ms
constexpr double activeShare = 1e-3; // of the loudest block's power: pauses are below
constexpr double silentRms = 1e-5;
constexpr std::size_t blockSamples = clipBlockBytes / sizeof(float);

} // namespace

ClipAudio::ClipAudio(std::shared_ptr<const BlockStore> store, std::vector<std::int64_t> blocks,
                     std::size_t size, float gain)
    : store_(std::move(store)), blocks_(std::move(blocks)), size_(size), gain_(gain) {}

void ClipAudio::read(std::size_t from, std::span<float> out) const {
    while (!out.empty()) {
        const std::size_t inBlock = from % blockSamples;
        const std::span<float> part = out.first(std::min(out.size(), blockSamples - inBlock));
        store_->read(blocks_[from / blockSamples], inBlock * sizeof(float), std::as_writable_bytes(part));
        for (float& v : part)
            v *= gain_;
        from += part.size();
        out = out.subspan(part.size());
    }
}

std::vector<float> Clip::samples() const {
    std::vector<float> all(size());
    audio->read(0, all);
    return all;
}

ClipBuilder::ClipBuilder(std::shared_ptr<BlockStore> store) : store_(std::move(store)) {}

void ClipBuilder::add(std::span<const float> samples) {
    for (const float sample : samples) {
        measure(sample);
        pending_.push_back(sample);
        if (pending_.size() == blockSamples) storeBlock();
    }
    size_ += samples.size();
}

void ClipBuilder::storeBlock() {
    blocks_.push_back(store_->add(std::as_bytes(std::span(pending_))));
    pending_.clear();
}

void ClipBuilder::measure(float sample) {
    power_ += static_cast<double>(sample) * static_cast<double>(sample);
    if (++measured_ < measuredBlock) return;
    powers_.push_back(power_ / measuredBlock);
    power_ = 0;
    measured_ = 0;
}

/// Root mean square of the blocks that are not pauses; NaN if a sample is not finite.
double ClipBuilder::activeLevel() const {
    if (powers_.empty()) return 0;
    const double threshold = *std::max_element(powers_.begin(), powers_.end()) * activeShare;
    double sum = 0;
    int count = 0;
    for (const double p : powers_) {
        if (p < threshold) continue;
        sum += p;
        ++count;
    }
    return std::sqrt(sum / std::max(count, 1));
}

Clip ClipBuilder::finish() {
    const double level = activeLevel();
    if (!(level >= silentRms) || powers_.size() < 2) return {};
    if (!pending_.empty()) storeBlock();
    const auto gain = static_cast<float>(static_cast<double>(activeRms) / level);
    blocks_.shrink_to_fit();
    return {std::make_shared<const ClipAudio>(std::move(store_), std::move(blocks_), size_, gain)};
}

Clip makeClip(std::span<const float> samples) {
    ClipBuilder builder(
        std::make_shared<BlockStore>(clipBlockBytes, BlockStore::unlimited, std::filesystem::path()));
    builder.add(samples);
    return builder.finish();
}

} // namespace winnow::separation::unfolded
