// SPDX-License-Identifier: GPL-3.0-or-later
/// How the plain engine runs a dictionary.
#pragma once

#include <nlohmann/json.hpp>

namespace winnow::separation {

/// Stored in the model file; defaults in separation/constants.h.
struct NmfSettings {
    int iterations;       ///< multiplicative updates a frame, 1 .. 200
    float speechSparsity; ///< L1 weight on speech activations, 0 .. 100; dimensionless (see
                          ///< SupervisedSeparator)
    float noiseSparsity;  ///< the same for noise
    float maskExponent;   ///< mask = S^a / (S^a + N^a), above 0 .. 8
    float maskSmoothing;  ///< share of the last frame's mask kept, 0 .. <1, at the model's own hop
    float warmStart; ///< share of the last frame's activations in the start, 0 .. <1; the rest is uniform
    float decisionDirected; ///< weight of the last frame's estimate in the ratio S/N, 0 .. <1; 0: none
    float trackedNoise;     ///< factor on the tracked minimum that one more noise atom follows, 0 .. 8; 0: no
                            ///< such atom
    /// Those of constants.h, without a tracked atom: what training adds for the factory's noises, and
    /// learning takes away.
    NmfSettings();

    /// @throws std::invalid_argument naming the value out of range
    void validate() const;

    nlohmann::json toJson() const;
    /// Every key must be there and no other: an unknown one would change the sound.
    /// @throws std::invalid_argument
    static NmfSettings fromJson(const nlohmann::json& json);

    bool operator==(const NmfSettings&) const = default;
};

} // namespace winnow::separation
