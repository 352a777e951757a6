// SPDX-License-Identifier: GPL-3.0-or-later
/// What stands behind the atoms of a plain model: how much of the sound they were learned from each explains.
#pragma once

#include "separation/model.h"

#include <optional>
#include <vector>

namespace winnow::separation {

/// With atoms of sum 1 and the Kullback-Leibler divergence, this and the atoms are all that the next atoms
/// follow from: the step's numerator is an atom times its activations' sum (Lefevre, Bach & Fevotte 2011).
struct LearnedClass {
    double frames = 0;              ///< of mean 1, that were learned from
    std::vector<float> activations; ///< of each atom, over all frames; together bins x frames
};

/// For NmfModel::learned. [any]
nlohmann::json toJson(const LearnedClass& learned);

/// The model's only group of a kind. @throws std::invalid_argument: there are several
const AtomGroup& onlyGroup(const NmfModel& model, GroupKind kind);

/// What stands behind the atoms of a kind: what the model says; else, where its data card says from how many
/// frames they were learned, each atom has an even share of them. Null: the model does not say. [any]
/// @throws std::invalid_argument: what it says makes no sense, it was learned with another divergence, or
/// there are several groups of the kind
std::optional<LearnedClass> learnedClass(const NmfModel& model, GroupKind kind);

} // namespace winnow::separation
