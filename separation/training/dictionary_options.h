// SPDX-License-Identifier: GPL-3.0-or-later
/// What the options of dictionary training come to.
#pragma once

#include "nmf/types.h"
#include "separation/model.h"
#include "separation/training/dictionary_training.h"
#include "separation/training/training_state.h"

#include <array>
#include <cstdint>
#include <memory>

namespace winnow::separation {

/// @throws std::invalid_argument with a sentence; what a model file would refuse after the work, too. [any]
void validate(const DictionaryTrainingOptions& options);

/// The model of atoms (bins x atoms each), without a data card. [any]
std::shared_ptr<NmfModel> makeDictionaryModel(const DictionaryTrainingOptions& options,
                                              const nmf::Matrix<float>& speech,
                                              const nmf::Matrix<float>& noise);

/// The model of learned classes (speech, noise): atoms in the order of orderByCentroid, and with
/// Kullback-Leibler what stands behind them (learned_class.h). [any]
/// @param frames  that each was learned from
std::shared_ptr<NmfModel> makeLearnedModel(const DictionaryTrainingOptions& options,
                                           const std::array<ClassState, 2>& classes,
                                           const std::array<std::int64_t, 2>& frames);

} // namespace winnow::separation
