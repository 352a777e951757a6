// SPDX-License-Identifier: GPL-3.0-or-later
/// One class's atoms by multiplicative updates.
#include "separation/training/class_learning.h"

#include "nmf/factorize.h"
#include "separation/training/constants.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace winnow::separation {
namespace {

/// Atoms of sum 1, activations scaled against it: W H stays.
void normaliseAtoms(ClassState& state) {
    for (nmf::Index a = 0; a < state.W.cols(); ++a) {
        const float sum = state.W.col(a).sum();
        if (!(sum > 0)) continue;
        state.W.col(a) /= sum;
        state.H.row(a) *= sum;
    }
}

} // namespace

bool isLongIteration(nmf::Index rows, nmf::Index columns, int atoms) noexcept {
    return static_cast<double>(rows) * static_cast<double>(columns) * atoms >=
           trainingConstants::longIteration;
}

bool learnClass(nmf::MatrixView<float> V, const ClassLearningOptions& options, ClassState& state,
                const IterationCallback& progress, const SliceCallback& afterSlice) {
    const bool isLong = isLongIteration(V.rows(), V.cols(), options.atoms);
    const int slice = isLong ? trainingConstants::longSliceIterations : trainingConstants::sliceIterations;
    nmf::Options updates;
    updates.rank = options.atoms;
    updates.beta = options.beta;
    updates.tolerance = 0;
    updates.checkEvery = isLong ? trainingConstants::longCheckIterations : trainingConstants::checkIterations;
    updates.overRelaxation = trainingConstants::overRelaxation;
    updates.l1H = options.sparsity;
    updates.seed = options.seed;
    updates.threads = options.threads;

    while (state.iteration < options.iterations) {
        updates.maxIterations = std::min(options.iterations - state.iteration, slice);
        updates.progress = [&](const nmf::Progress& done) {
            return !progress ||
                   progress(state.iteration + done.iteration, done.objective / static_cast<double>(V.size()));
        };
        nmf::Factorization<float> result = nmf::factorize<float>(V, state.W, state.H, updates);
        // A slice that was cut short is given up: between slices atoms are normalised, and where that happens
        // must not depend on interruptions.
        if (result.iterations < updates.maxIterations) return false;
        state.W = std::move(result.W);
        state.H = std::move(result.H);
        state.iteration += result.iterations;
        state.objective = result.trace.back() / static_cast<double>(V.size());
        normaliseAtoms(state);
        if (afterSlice) afterSlice(state);
        if (result.status == nmf::Status::Cancelled) return false;
    }
    return true;
}

nmf::Matrix<float> sortedByCentroid(const nmf::Matrix<float>& W) {
    const Eigen::VectorXf axis = Eigen::VectorXf::LinSpaced(W.rows(), 0, 1);
    const Eigen::VectorXf centroids = ((axis.transpose() * W).array() / W.colwise().sum().array()).matrix();
    std::vector<nmf::Index> order(static_cast<std::size_t>(W.cols()));
    std::iota(order.begin(), order.end(), nmf::Index{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](nmf::Index a, nmf::Index b) { return centroids[a] < centroids[b]; });
    nmf::Matrix<float> sorted(W.rows(), W.cols());
    for (nmf::Index a = 0; a < W.cols(); ++a)
        sorted.col(a) = W.col(order[static_cast<std::size_t>(a)]);
    return sorted;
}

} // namespace winnow::separation
