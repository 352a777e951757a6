// SPDX-License-Identifier: GPL-3.0-or-later
/// Adds recordings to a plain model, without the recordings it was learned from.
#pragma once

#include "separation/training/dictionary_training.h"

#include <memory>
#include <stdexcept>

namespace winnow::separation {

struct DictionaryUpdateOptions {
    int passes = 3;        ///< over the new frames
    int batch = 600;       ///< frames
    double forgetting = 1; ///< weight that is left of what the model was learned from, above 0, at most 1
    std::int64_t maxFrames = 20000; ///< new frames a class, drawn evenly over categories; 0: all
    double maxSecondsPerCategory;   ///< a category's weight stops growing here
    std::uint64_t seed = 0;
    int threads = 1;    ///< 0: all. The result does not depend on it
    MemoryLimit memory; ///< what does not fit is read from a cache file, with the same result
    DictionaryUpdateOptions();
};

/// Message: why recordings cannot be added to a model, and what to do.
class ModelNotUpdatable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A model whose atoms go on from the old ones by learning from batches of the new frames
/// (online_learning.h), where the old atoms keep the weight of what they explained (learned_class.h). Its
/// rate, front end, settings, groups and the atoms' places are the old model's, and its data card names it by
/// its hash. The same model, corpora and options give the same model, byte for byte.
/// @param speech, noise  an empty one leaves its atoms as they are, bit for bit
/// @returns null if cancelled
/// @throws std::invalid_argument for options; ModelNotUpdatable; std::runtime_error as trainDictionaries.
/// [main]
std::shared_ptr<NmfModel> updateDictionaries(const NmfModel& model, const Corpus& speech, const Corpus& noise,
                                             const DictionaryUpdateOptions& options,
                                             const TrainingCallback& progress = {});

} // namespace winnow::separation
