// SPDX-License-Identifier: GPL-3.0-or-later
/// Learns speech and noise dictionaries from corpora by plain NMF.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "separation/model.h"
#include "separation/training/corpus.h"

namespace winnow::separation {

struct DictionaryTrainingOptions {
    int speechAtoms = 80;
    int noiseAtoms = 40;
    double beta = 1.0;            ///< 1 Kullback-Leibler, 0 Itakura-Saito, 2 Frobenius
    double sparsity = 0.0;        ///< L1 weight on the activations, relative to the mean of V
    int iterations = 200;
    double sampleRate = 16000;    ///< recordings are converted to it; its half bounds the dictionary
    FrontEnd frontEnd;
    int maxFrames = 20000;        ///< frames a class, drawn evenly over categories
    double maxSecondsPerCategory; ///< a category's weight stops growing here
    std::uint64_t seed = 0;
    int threads = 1;              ///< 0: all. The result does not depend on it
    std::filesystem::path checkpoint; ///< written every `checkpointEvery` iterations and at a cancel; empty: none
    int checkpointEvery = 20;
    bool resume = false;          ///< go on from the checkpoint, to the same bytes
    DictionaryTrainingOptions();
};

struct TrainingProgress {
    std::string stage;       ///< "reading speech", "learning noise", ...
    double done;             ///< share of all work, 0 .. 1
    double objective;        ///< of the stage, NaN while reading
    double secondsLeft;      ///< estimate; negative while unknown
};
using TrainingCallback = std::function<bool(const TrainingProgress&)>; ///< returning false cancels

/// Frames are drawn evenly over categories (speakers, kinds of noise), from those above the 30 % quantile of level of
/// their class, each divided by its mean, so that loud recordings do not rule.
/// @returns null if cancelled (the checkpoint then holds the work)
/// @throws std::runtime_error naming the file that cannot be read; std::invalid_argument for options. [main]
std::shared_ptr<NmfModel> trainDictionaries(const Corpus& speech, const Corpus& noise,
                                            const DictionaryTrainingOptions& options,
                                            const TrainingCallback& progress = {});

} // namespace winnow::separation
