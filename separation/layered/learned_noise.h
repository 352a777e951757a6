// SPDX-License-Identifier: GPL-3.0-or-later
/// Noises a user has taught a two-layer model, and what they let it expect.
#pragma once

#include "separation/constants.h"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace winnow::separation::layered {

/// A noise as it was recorded.
struct LearnedNoise {
    std::string name;
    /// Mean power at multiples of binHz (config.h), on the separators' scale, as far as the recording's rate
    /// tells; at least `bins` values, negative where nothing is known.
    std::vector<float> power;
};

inline constexpr int learnedBins = 769; ///< values of a learned noise: up to 24 kHz

/// The noise to expect from the learned ones. Of one, it is that noise. Of several, each counts by how much
/// of the tracked noise it explains: q ~ sum_i a_i p_i, one multiplicative update for the Kullback-Leibler
/// divergence a frame, 0 < a_i <= 1.
class ExpectedNoise {
public:
    /// Allocates. @param streamBins  at least `bins`; @param spacing  Hz between them. [main]
    void prepare(std::span<const LearnedNoise> noises, int streamBins, double spacing);
    void reset() noexcept; ///< [audio]

    /// @param levels  one a noise: 0 expected, 1 not at all. [audio]
    void setLevels(std::span<const float> levels) noexcept;
    /// One frame. @param tracked  noise power of the first bins, as many as are given. [audio]
    void update(std::span<const float> tracked) noexcept;

    /// Power on all bins, negative where nothing is known. [audio]
    std::span<const float> power() const noexcept { return expected_; }
    /// How far the tracker is to be pulled, 0 .. 1, for the largest pull `most`. [audio]
    float weight(float most) const noexcept { return most * share_; }
    /// a_i, for display. [audio]
    std::span<const float> activations() const noexcept { return activations_; }

private:
    void combine() noexcept;

    std::vector<std::vector<float>> noises_; // on the stream's bins
    std::vector<float> levels_, activations_, expected_, model_;
    float share_ = 0;
};

} // namespace winnow::separation::layered
