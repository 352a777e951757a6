// SPDX-License-Identifier: GPL-3.0-or-later
/// Learns the atoms of a class from batches of frames, pass after pass, with a memory of what it has seen.
#pragma once

#include "nmf/column_source.h"
#include "nmf/types.h"
#include "separation/training/class_learning.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace winnow::separation {

/// Atoms that were learned before from other frames, and how much they explained of these: their
/// activations' sums (learned_class.h).
struct KnownAtoms {
    nmf::Matrix<float> W; ///< bins x atoms, of sum 1
    Eigen::VectorXf activations;
};

struct OnlineLearningOptions {
    int atoms = 0;
    double beta = 1; ///< 1 Kullback-Leibler, 0 Itakura-Saito, 2 Frobenius
    double sparsity = 0;
    int passes = 0;
    int batch = 0;         ///< frames
    double forgetting = 1; ///< weight of what was known before each batch, above 0; 1 forgets nothing
    std::uint64_t seed = 0;
    int threads = 1;
    /// For Kullback-Leibler: the state begins with W of these, and the sums that the atoms follow from have
    /// theirs added to those of the last pass over the frames. `forgetting` is not read then.
    const KnownAtoms* known = nullptr;
};

/// Batches in all: what is to be done. [any]
std::int64_t onlineBatches(nmf::Index frames, const OnlineLearningOptions& options);

/// Goes on from `state` until all batches are done. A batch is put together of blocks of neighbouring frames
/// from all over the class. For its frames activations are found with the atoms there are; then the atoms
/// follow from sums over all batches so far, older ones weighing less: H H^T and V H^T, and a sweep of
/// coordinate descent (Frobenius: Mairal, Bach, Ponce & Sapiro 2010), or the multiplicative step's numerator
/// and denominator (Lefevre, Bach & Fevotte 2011). Atoms have sum 1 throughout. Activations are not kept.
/// `state.iteration` counts batches; its objective is that of the last whole pass, found on the way.
/// Stopping after any batch and going on gives the same bits. [main]
/// @param V  bins x frames, mean 1
/// @param progress, afterBatch  after every batch
/// @returns false if cancelled
bool learnClassOnline(const nmf::ColumnSource<float>& V, const OnlineLearningOptions& options,
                      ClassState& state, const IterationCallback& progress, const SliceCallback& afterBatch);

} // namespace winnow::separation
