// SPDX-License-Identifier: GPL-3.0-or-later
/// Which frames are learned from.
#include "separation/training/frame_draw.h"

#include "separation/training/constants.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace winnow::separation {

int LevelHistogram::binOf(double levelDb) noexcept {
    const double step = std::floor((levelDb - trainingConstants::silenceDb) / trainingConstants::levelStepDb);
    return step >= 0 ? static_cast<int>(std::min(step + 1, bins - 1.0)) : 0; // NaN and -infinity: silence
}

void LevelHistogram::add(const LevelCounts& other) noexcept {
    for (std::size_t i = 0; i < other.counts.size(); ++i)
        counts_[static_cast<std::size_t>(other.first) + i] += other.counts[i];
}

LevelCounts LevelHistogram::counts() const {
    const auto isUsed = [](std::uint32_t count) { return count > 0; };
    const auto first = std::find_if(counts_.begin(), counts_.end(), isUsed);
    const auto last = std::find_if(counts_.rbegin(), counts_.rend(), isUsed).base();
    if (first == counts_.end()) return {};
    return {static_cast<int>(first - counts_.begin()), {first, last}};
}

std::int64_t LevelCounts::countFrom(int bin) const noexcept {
    const auto skipped = std::clamp<std::ptrdiff_t>(bin - first, 0, std::ssize(counts));
    return std::accumulate(counts.begin() + skipped, counts.end(), std::int64_t{0});
}

std::int64_t LevelHistogram::total() const noexcept {
    return countFrom(1);
}

std::int64_t LevelHistogram::countFrom(int bin) const noexcept {
    return std::accumulate(counts_.begin() + bin, counts_.end(), std::int64_t{0});
}

int LevelHistogram::quantileBin(double quantile) const noexcept {
    const auto below = static_cast<std::int64_t>(std::floor(quantile * static_cast<double>(total())));
    std::int64_t passed = 0;
    for (int bin = 1; bin < bins; ++bin) {
        passed += counts_[static_cast<std::size_t>(bin)];
        if (passed > below) return bin;
    }
    return bins - 1;
}

std::vector<std::int64_t> shareAmongCategories(std::span<const std::int64_t> available, std::int64_t cap,
                                               std::int64_t wanted) {
    std::vector<std::int64_t> shares(available.size(), 0);
    std::int64_t left =
        std::min(wanted, std::accumulate(available.begin(), available.end(), std::int64_t{0}));
    while (left > 0) {
        double weights = 0; // of those that can give more
        for (std::size_t c = 0; c < shares.size(); ++c)
            if (shares[c] < available[c]) weights += static_cast<double>(std::min(available[c], cap));

        // Rounded along the running sum, so that nothing is lost; then bounded by what is there.
        double running = 0;
        std::int64_t given = 0, taken = 0;
        for (std::size_t c = 0; c < shares.size(); ++c) {
            if (shares[c] >= available[c]) continue;
            running += static_cast<double>(std::min(available[c], cap));
            const auto upTo = std::llround(static_cast<double>(left) * (running / weights));
            const std::int64_t more = std::min<std::int64_t>(upTo - given, available[c] - shares[c]);
            given = upTo;
            shares[c] += more;
            taken += more;
        }
        left -= taken;
    }
    return shares;
}

void drawOrdinals(std::int64_t available, std::int64_t count, std::uint64_t seed, const std::string& label,
                  const std::function<void(std::int64_t)>& use) {
    std::uint64_t hash = 0xCBF29CE484222325U; // FNV-1a: every category draws on its own
    for (const char c : label)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    std::mt19937_64 generator(hash ^ (seed * 0x9E3779B97F4A7C15U));

    std::int64_t chosen = 0;
    for (std::int64_t i = 0; i < available && chosen < count; ++i) {
        // Not std::uniform_real_distribution: its values differ between libraries.
        const double uniform = static_cast<double>(generator() >> 11U) * 0x1p-53;
        if (uniform * static_cast<double>(available - i) >= static_cast<double>(count - chosen)) continue;
        use(i);
        ++chosen;
    }
}

} // namespace winnow::separation
