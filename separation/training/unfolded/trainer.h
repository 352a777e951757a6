// SPDX-License-Identifier: GPL-3.0-or-later
/// The training loop: mixtures in, theta out.
#pragma once

#include "nmf/communicator.h"
#include "separation/training/unfolded/adam.h"
#include "separation/training/unfolded/mixture.h"
#include "separation/training/unfolded/trainer_state.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace winnow::separation::unfolded {

struct TrainerOptions {
    Shape shape;
    MixingOptions mixing;
    AdamOptions adam;
    std::int64_t steps = 0; ///< planned; 0: from minutes
    double minutes = 0; ///< turned into steps after the speed has been measured; ignored if steps are given
    int batch = 8;      ///< mixtures a step
    std::uint64_t seed = 0;
    nmf::Communicator* ranks = nullptr; ///< share a step's mixtures out; null: one process. Likewise
    int threads = 1; ///< of the passes, and again of the mixing; 0: all. The result does not depend on it
    int dictionaryFrames = 8000; ///< of speech and of noise, for the first dictionaries
    int validationEvery = 250;   ///< steps
    int validationMixtures = 64;
    std::filesystem::path checkpoint; ///< written from time to time and at a cancel; empty: none
    double checkpointMinutes = 5;     ///< at the latest; 0: after every step
    int checkpointEvery = 1000;       ///< steps, likewise
    std::filesystem::path log;        ///< CSV: step, seconds, training loss, validation loss; empty: none
    std::vector<float> start;         ///< theta to go on from; empty: dictionaries by plain NMF
    std::string sourcesHash;          ///< tells trainings from other recordings or another start apart
};

/// What of the options shapes the result, for the data card and for telling whether a checkpoint fits. [any]
nlohmann::json toJson(const TrainerOptions& options);

/// The same and the version of this library, for checkpoints. [any]
std::string optionsHash(const TrainerOptions& options);

/// @throws std::invalid_argument with a sentence. [any]
void validate(const TrainerOptions& options);

struct TrainerProgress {
    enum class Stage { Dictionaries, MeasuringSpeed, Training };
    Stage stage = Stage::Dictionaries;
    double dictionariesDone = 0; ///< share of that stage
    std::int64_t step = 0, steps = 0;
    std::int64_t skipped = 0;   ///< steps whose gradient was not finite
    double trainingLoss = 0;    ///< mean since the last row of the log; NaN while there is none
    double validationLoss = 0;  ///< the last one; NaN while there is none
    double framesPerSecond = 0; ///< of the passes, without waiting for mixtures
    double waitShare = 0;       ///< share of the time spent waiting for mixtures
    double secondsLeft = -1;    ///< estimate; negative while unknown
};
using TrainerCallback = std::function<bool(const TrainerProgress&)>; ///< returning false cancels

struct TrainerSources {
    SourceSet speech, noise;                     ///< to train on
    SourceSet validationSpeech, validationNoise; ///< to choose the best by
};

/// The checkpoint, checked against the options.
/// @throws std::runtime_error: see readCheckpoint; written with other options or by another version. [main]
TrainerState readCheckpoint(const std::filesystem::path& path, const TrainerOptions& options);

/// @param earlier  a checkpoint to go on from, to the same bytes as without the break (on the same SIMD
/// level)
/// All ranks, which get the same; rank 0 writes.
/// @returns the final state (its `best` is the result); `adam.step < steps` if cancelled
/// @throws std::runtime_error: the checkpoint belongs to other sources, a file cannot be written, or the
/// training has run away; std::invalid_argument: see validate. [main]
TrainerState runTraining(const TrainerSources& sources, const TrainerOptions& options,
                         std::optional<TrainerState> earlier = {}, const TrainerCallback& progress = {});

} // namespace winnow::separation::unfolded
