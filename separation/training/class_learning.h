// SPDX-License-Identifier: GPL-3.0-or-later
/// Learns the atoms of one class, in slices of iterations between which the work can be kept.
#pragma once

#include "nmf/types.h"
#include "separation/training/training_state.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace winnow::separation {

/// The activations of a class (atoms x frames), in memory or not; with ranks, this rank's.
struct ClassActivations {
    nmf::ActivationStore<float>& now;
    nmf::ActivationStore<float>& kept; ///< room for those before the slice under way
};

struct ClassLearningOptions {
    int atoms = 0;
    double beta = 1;
    double sparsity = 0;
    int iterations = 0;
    std::uint64_t seed = 0;
    int threads = 1;
    nmf::Communicator* ranks = nullptr; ///< share V's columns out (nmf/sharing.h); null: one process
    nmf::Index frames = 0;              ///< of V as a whole
    bool startGiven = false;            ///< a fresh state has W, and H its activations: not random ones
};

/// Called between iterations with those done and the objective last known; returning false cancels.
using IterationCallback = std::function<bool(int iteration, double objective)>;
/// Called with the state after every slice.
using SliceCallback = std::function<void(const ClassState&)>;

/// Whether slices are short, as an iteration takes long (trainingConstants). [any]
bool isLongIteration(nmf::Index rows, nmf::Index columns, int atoms) noexcept;

/// Goes on from `state` and H (a fresh state: from random factors or startGiven) until all iterations are
/// done. After every slice each atom's sum is 1. Stopping anywhere and going on gives the same bits as not
/// stopping. [main]
/// @param V  bins x frames, mean 1; this rank's columns
/// @param H  of the same columns
/// @returns false if cancelled; `state` then holds all whole slices done
bool learnClass(const nmf::ColumnSource<float>& V, const ClassLearningOptions& options, ClassState& state,
                ClassActivations H, const IterationCallback& progress, const SliceCallback& afterSlice);

/// The atoms' numbers by rising centre of gravity on the frequency axis, so that a picture of them shows an
/// order. [any]
std::vector<nmf::Index> orderByCentroid(const nmf::Matrix<float>& W);

} // namespace winnow::separation
