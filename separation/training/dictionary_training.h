// SPDX-License-Identifier: GPL-3.0-or-later
/// Learns speech and noise dictionaries from corpora by plain NMF.
#pragma once

#include "nmf/communicator.h"
#include "separation/constants.h"
#include "separation/model.h"
#include "separation/training/cache/block_store.h"
#include "separation/training/corpus.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace winnow::separation {

/// Learning from batches in place of passes over all frames.
struct OnlineTraining {
    bool on = false;
    int batch = 0; ///< frames; 0: batches grow (growth_stages.h)
    // Of batches of one size (online_learning.h):
    int passes = 10;
    double forgetting = 0.8; ///< weight of what was known before each batch, above 0; 1 forgets nothing
};

struct DictionaryTrainingOptions {
    int speechAtoms = 80;
    int noiseAtoms = 40;
    double beta = 1.0;     ///< 1 Kullback-Leibler, 0 Itakura-Saito, 2 Frobenius
    double sparsity = 0.0; ///< L1 weight on the activations of atoms of sum 1 (V has mean 1)
    int iterations = 200;
    OnlineTraining online;     ///< if on, `iterations` is not used
    double sampleRate = 16000; ///< recordings are converted to it; its half bounds the dictionary
    FrontEnd frontEnd{constants::frameSeconds, constants::overlap};
    std::int64_t maxFrames = 20000; ///< frames a class, drawn evenly over categories; 0: all
    double maxSecondsPerCategory;   ///< a category's weight stops growing here
    std::uint64_t seed = 0;
    int threads = 1;                  ///< 0: all. The result does not depend on it
    std::filesystem::path checkpoint; ///< written from time to time and at a cancel; empty: none
    double checkpointMinutes = 5; ///< at the latest, where a slice of iterations ends; 0: at every such end
    int checkpointEvery = 100;    ///< iterations, likewise
    MemoryLimit memory;           ///< what does not fit is read from a cache file, with the same result
    bool resume = false;          ///< go on from the checkpoint, to the same bytes
    nmf::Communicator* ranks =
        nullptr; ///< share the work out; null: one process. The result does not depend on it
    DictionaryTrainingOptions();
};

/// What of the options shapes the result, for the data card and for telling whether a checkpoint fits.
nlohmann::json toJson(const DictionaryTrainingOptions& options);

struct TrainingProgress {
    std::string stage;  ///< "reading speech", "learning noise", ...
    double done;        ///< share of all work, 0 .. 1
    double objective;   ///< of the stage: divergence per value of V; NaN while reading
    double secondsLeft; ///< estimate; negative while unknown
};
using TrainingCallback =
    std::function<bool(const TrainingProgress&)>; ///< on the calling thread; false cancels

/// Frames are drawn evenly over categories (speakers, kinds of noise), from those above the 30 % quantile of
/// level of their class, each divided by its mean, so that loud recordings do not rule. Memory holds the
/// drawn frames and their activations, as far as `memory` allows, never the recordings. The same corpora,
/// options and version give the same model, byte for byte, on any number of threads and ranks, and whatever
/// the memory. All ranks call this, and get the model.
/// @returns null if cancelled (the checkpoint then holds the work)
/// @throws std::invalid_argument for options; std::runtime_error naming what is wrong: a file that cannot be
/// read, a silent corpus, too few frames, a checkpoint that is missing, damaged or of other options or
/// recordings. [main]
std::shared_ptr<NmfModel> trainDictionaries(const Corpus& speech, const Corpus& noise,
                                            const DictionaryTrainingOptions& options,
                                            const TrainingCallback& progress = {});

} // namespace winnow::separation
