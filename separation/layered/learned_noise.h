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
    /// bins (config.h): mean power at multiples of binHz, on the separators' scale; negative where the
    /// recording's rate tells nothing.
    std::vector<float> power;
};

/// The noise to expect from the learned ones. Of one, it is that noise. Of several, each counts by how much
/// of the tracked noise it explains: q ~ sum_i a_i p_i, one multiplicative update for the Kullback-Leibler
/// divergence a frame, 0 < a_i <= 1.
class ExpectedNoise {
public:
    /// Allocates. @param spacing  Hz between the stream's bins. [main]
    void prepare(std::span<const LearnedNoise> noises, double spacing);
    void reset() noexcept; ///< [audio]

    /// @param levels  one a noise: 0 expected, 1 not at all. [audio]
    void setLevels(std::span<const float> levels) noexcept;
    /// One frame. @param tracked  bins: noise power. [audio]
    void update(std::span<const float> tracked) noexcept;

    /// bins: power, negative where nothing is known. [audio]
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
