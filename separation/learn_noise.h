// SPDX-License-Identifier: GPL-3.0-or-later
/// Teach a model a user's own noise.
#pragma once

#include "separation/model.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace winnow::separation {

struct LearnOptions {
    std::string name = "learned"; ///< the new noise group's name
    // The plain engine's:
    int atoms;      ///< at most; no more than there are frames. Default in constants.h
    int iterations; ///< default in constants.h
    /// true: the factory's noise group stays beside the learned one. Measured much worse
    /// (docs/EXPERIMENTS.md): what was learned fits, what stays only takes from speech.
    bool keepFactoryNoise = false;
    // The two-layer engine's:
    /// Longest time for fine-tuning, in seconds of the clock; 0: the noise is expected, and that is all.
    double seconds; ///< default in training/constants.h
    int steps;      ///< of fine-tuning, where the seconds suffice; default in training/constants.h

    std::uint64_t seed = 0;
    LearnOptions();
};

/// Share done, 0 .. 1; returning false cancels.
using LearnProgress = std::function<bool(double)>;

/// A new model: `base`, taught `noise` (one channel, no speech in it, at least two frames that are not
/// silent, better some seconds). The same input gives the same model (as long as `seconds` do not end the
/// fine-tuning). Runs on any thread but the audio thread. [any]
///
/// A plain model gets a noise group learned by KL-NMF. A two-layer model keeps the noise's spectrum, which it
/// then expects (layered/learned_noise.h), and is fine-tuned on mixtures of this noise with the speech that
/// ships inside (training/unfolded/fine_tuning.h): up to `seconds` on one to two cores.
///
/// For a plain model a recording of a lower rate than the dictionary's says nothing about the top of the
/// axis: there each atom is continued with its mean over the uppermost quarter that is known.
/// @returns null if cancelled
/// @throws std::invalid_argument: too short, silent, not finite, name taken, options out of range, or a model
/// of another engine
ModelPtr learnNoise(const Model& base, std::span<const float> noise, double sampleRate,
                    const LearnOptions& options = {}, const LearnProgress& progress = {});

} // namespace winnow::separation
