// SPDX-License-Identifier: GPL-3.0-or-later
/// The sound of a recording to mix from, in memory or in a file.
#pragma once

#include "separation/training/cache/block_store.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace winnow::separation::unfolded {

inline constexpr double sourceRate = 16000;
inline constexpr float activeRms = 0.05F;                           ///< level of a clip's active parts
inline constexpr std::size_t clipBlockBytes = std::size_t{1} << 16; ///< of a store for clips: 1 s

/// Samples, wherever they are. Immutable. [any]
class ClipAudio {
public:
    /// @param gain  of every sample
    ClipAudio(std::shared_ptr<const BlockStore> store, std::vector<std::int64_t> blocks, std::size_t size,
              float gain);

    std::size_t size() const noexcept { return size_; }
    /// Samples from `from` on, as many as `out` takes: no more than there are.
    /// @throws std::runtime_error: see CacheFile::read
    void read(std::size_t from, std::span<float> out) const;

private:
    std::shared_ptr<const BlockStore> store_;
    std::vector<std::int64_t> blocks_;
    std::size_t size_;
    float gain_;
};

/// Mono, 16 kHz, scaled so that its active parts have the level `activeRms`. Sets share clips.
struct Clip {
    std::shared_ptr<const ClipAudio> audio;

    std::size_t size() const { return audio->size(); }
    std::vector<float> samples() const; ///< all
};

/// Makes a clip of samples that come piece by piece: mono, 16 kHz, finite. [any]
class ClipBuilder {
public:
    /// @param store  of blocks of clipBlockBytes
    explicit ClipBuilder(std::shared_ptr<BlockStore> store);

    /// @throws std::runtime_error: see BlockStore::add
    void add(std::span<const float> samples);
    std::size_t size() const noexcept { return size_; }
    /// Once. @returns a clip without audio for silence and for less than 40 ms, which teach nothing
    Clip finish();

private:
    void measure(float sample);
    void storeBlock();
    double activeLevel() const;

    std::shared_ptr<BlockStore> store_;
    std::vector<std::int64_t> blocks_;
    std::vector<float> pending_;
    std::size_t size_ = 0;
    std::vector<double> powers_; ///< of blocks of 20 ms
    double power_ = 0;           ///< of the block under way
    int measured_ = 0;           ///< its samples so far
};

/// The same of samples that are there. @param samples  mono, 16 kHz. [any]
Clip makeClip(std::span<const float> samples);

} // namespace winnow::separation::unfolded
