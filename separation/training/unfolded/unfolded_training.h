// SPDX-License-Identifier: GPL-3.0-or-later
/// Trains the two-layer engine's model on corpora of speech and noise.
#pragma once

#include "nmf/communicator.h"
#include "separation/layered/config.h"
#include "separation/layered/layered_model.h"
#include "separation/training/cache/block_store.h"
#include "separation/training/corpus.h"
#include "separation/training/dictionary_training.h"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace winnow::separation {

struct UnfoldedTrainingOptions {
    layered::LayeredConfig sizes;
    std::int64_t steps = 0; ///< 0: as many as `minutes` allow
    double minutes =
        60;        ///< of training, without reading and first dictionaries; ignored where steps are given
    int batch = 8; ///< mixtures of 3 s a step
    double stepSize = 4e-2; ///< Adam's largest, on log-parameters
    std::uint64_t seed = 0;
    int threads = 1;                                   ///< 0: all. The result does not depend on it
    std::shared_ptr<const layered::LayeredModel> from; ///< a model to go on from; then `sizes` are its own
    std::filesystem::path checkpoint; ///< written from time to time and at a cancel; empty: none
    double checkpointMinutes = 5;     ///< at the latest; 0: after every step
    int checkpointEvery = 1000;       ///< steps, likewise
    nmf::Communicator* ranks =
        nullptr;         ///< share the mixtures out; null: one process. The result does not depend on it
    bool resume = false; ///< go on from the checkpoint, to the same bytes as without the break
    std::filesystem::path log; ///< CSV of losses; empty: none
    MemoryLimit memory;        ///< what does not fit is read from a cache file, with the same result
    int validationEvery = 250; ///< steps between looks at the validation mixtures
    int validationMixtures = 64;
    int dictionaryFrames = 8000; ///< of speech and of noise, for the first dictionaries
    double mixtureSeconds = 3;
    double lowLatencyShare = 0.3; ///< of the mixtures, seen through the window of the low-latency mode
};

/// Gradient descent (Adam) on the mask's loss through the unfolded multiplicative updates, on mixtures made
/// as it goes, from dictionaries learned by plain NMF (deep unfolding: Hershey, Le Roux & Weninger 2014).
/// About 5 % of the speakers and 8 % of the noises are kept to choose the best step by. All recordings are
/// held at 16 kHz, 230 MB an hour: in memory as far as `memory` allows, the others in a file.
///
/// With `steps`, the same corpora, options and version give the same model on any number of threads, byte for
/// byte on machines of one SIMD level (nmf/simd.h); elsewhere rounding differs. With `minutes` the steps
/// depend on the speed.
/// With `ranks` each rank reads all recordings, and rank 0 writes; all call this, and get the model.
/// @param progress  its `objective` is the training loss
/// @returns the model of the best step; null if cancelled (the checkpoint then holds the work)
/// @throws std::invalid_argument for options; std::runtime_error naming what is wrong: a file that cannot be
/// read, nothing audible, too little memory, a checkpoint that is missing, damaged or of other options or
/// recordings, a training that runs away. [main]
std::shared_ptr<layered::LayeredModel> trainUnfolded(const Corpus& speech, const Corpus& noise,
                                                     const UnfoldedTrainingOptions& options,
                                                     const TrainingCallback& progress = {});

} // namespace winnow::separation
