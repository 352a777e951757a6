// SPDX-License-Identifier: GPL-3.0-or-later
/// Learns the atoms of one class, in slices of iterations between which the work can be kept.
#pragma once

#include "nmf/types.h"
#include "separation/training/training_state.h"

#include <cstdint>
#include <functional>

namespace winnow::separation {

struct ClassLearningOptions {
    int atoms = 0;
    double beta = 1;
    double sparsity = 0;
    int iterations = 0;
    std::uint64_t seed = 0;
    int threads = 1;
};

/// Called between iterations with those done and the objective last known; returning false cancels.
using IterationCallback = std::function<bool(int iteration, double objective)>;
/// Called with the state after every slice.
using SliceCallback = std::function<void(const ClassState&)>;

/// Whether slices are short, as an iteration takes long (trainingConstants). [any]
bool isLongIteration(nmf::Index rows, nmf::Index columns, int atoms) noexcept;

/// Goes on from `state` (a fresh one: from random factors) until all iterations are done. After every slice
/// each atom's sum is 1. Stopping anywhere and going on gives the same bits as not stopping. [main]
/// @param V  bins x frames, mean 1
/// @returns false if cancelled; `state` then holds all whole slices done
bool learnClass(nmf::MatrixView<float> V, const ClassLearningOptions& options, ClassState& state,
                const IterationCallback& progress, const SliceCallback& afterSlice);

/// The atoms by rising centre of gravity on the frequency axis, so that a picture of them shows an order.
/// [any]
nmf::Matrix<float> sortedByCentroid(const nmf::Matrix<float>& W);

} // namespace winnow::separation
