// SPDX-License-Identifier: GPL-3.0-or-later
/// Which frames of a corpus are learned from: level quantile, shares of categories, the draw. Numbers only,
/// no audio.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace winnow::separation {

/// A histogram of one recording, as small as it can be kept: only the levels from its lowest to its highest.
struct LevelCounts {
    int first = 0; ///< bin
    std::vector<std::uint32_t> counts;

    /// Frames in the bins from `bin` (at least 1) on.
    std::int64_t countFrom(int bin) const noexcept;
};

/// Counts of frames by level, in steps of trainingConstants::levelStepDb: bounded memory for a corpus of any
/// length.
class LevelHistogram {
public:
    static constexpr int bins = 320;

    /// Bin of a level in dB; 0 is digital silence, which no quantile counts.
    static int binOf(double levelDb) noexcept;

    void add(int bin) noexcept { ++counts_[static_cast<std::size_t>(bin)]; }
    void add(const LevelCounts& counts) noexcept;

    std::int64_t total() const noexcept; ///< frames that are not silent
    /// Frames in the bins from `bin` (at least 1) on.
    std::int64_t countFrom(int bin) const noexcept;
    LevelCounts counts() const;
    /// The bin (at least 1) in which the given quantile of the frames that are not silent lies.
    int quantileBin(double quantile) const noexcept;

private:
    std::array<std::uint32_t, bins> counts_{};
};

/// Shares `wanted` among categories in proportion to min(available, cap), never more than is available: what
/// one cannot give goes to the others. The shares add up to min(wanted, sum of available) exactly. [any]
std::vector<std::int64_t> shareAmongCategories(std::span<const std::int64_t> available, std::int64_t cap,
                                               std::int64_t wanted);

/// use(number) for `count` different numbers of 0 .. available-1, in rising order, every choice as likely
/// (Knuth, The Art of Computer Programming vol. 2, algorithm 3.4.2 S). The same for the same seed and label
/// on every machine. [any]
void drawOrdinals(std::int64_t available, std::int64_t count, std::uint64_t seed, const std::string& label,
                  const std::function<void(std::int64_t)>& use);

} // namespace winnow::separation
