// SPDX-License-Identifier: GPL-3.0-or-later
/// One class's atoms by multiplicative updates.
#include "separation/training/class_learning.h"

#include "nmf/activation_blocks.h"
#include "nmf/factorize_columns.h"
#include "separation/training/constants.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace winnow::separation {
namespace {

/// Atoms of sum 1, activations scaled against it: W H stays.
void normaliseAtoms(nmf::Matrix<float>& W, nmf::ActivationStore<float>& H) {
    Eigen::ArrayXf scale = Eigen::ArrayXf::Ones(W.cols());
    for (nmf::Index a = 0; a < W.cols(); ++a) {
        const float sum = W.col(a).sum();
        if (!(sum > 0)) continue;
        W.col(a) /= sum;
        scale[a] = sum;
    }
    nmf::changeBlocks(H, [&](float* block, nmf::Index, nmf::Index count) {
        for (nmf::Index j = 0; j < count; ++j)
            Eigen::Map<Eigen::ArrayXf>(block + j * W.cols(), W.cols()) *= scale;
    });
}

void copy(const nmf::ActivationStore<float>& from, nmf::ActivationStore<float>& to) {
    nmf::fillBlocks(
        to, [&](float* block, nmf::Index first, nmf::Index count) { from.read(first, count, block); });
}

} // namespace

bool isLongIteration(nmf::Index rows, nmf::Index columns, int atoms) noexcept {
    return static_cast<double>(rows) * static_cast<double>(columns) * atoms >=
           trainingConstants::longIteration;
}

bool learnClass(const nmf::ColumnSource<float>& V, const ClassLearningOptions& options, ClassState& state,
                ClassActivations H, const IterationCallback& progress, const SliceCallback& afterSlice) {
    const bool isLong = isLongIteration(V.rows(), options.frames, options.atoms);
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
    updates.sharing = {options.ranks, V.rows(), options.frames};
    const double values = static_cast<double>(V.rows()) * static_cast<double>(options.frames);

    while (state.iteration < options.iterations) {
        updates.maxIterations = std::min(options.iterations - state.iteration, slice);
        updates.progress = [&](const nmf::Progress& done) {
            return !progress || progress(state.iteration + done.iteration, done.objective / values);
        };
        const bool startGiven = state.iteration > 0 || options.startGiven;
        if (state.iteration > 0) copy(H.now, H.kept);
        nmf::Factorization<float> result =
            nmf::factorizeColumns<float>(V, state.W, H.now, startGiven, updates);
        // A slice that was cut short is given up: between slices atoms are normalised, and where that happens
        // must not depend on interruptions.
        if (result.iterations < updates.maxIterations) {
            if (state.iteration > 0) copy(H.kept, H.now);
            return false;
        }
        state.W = std::move(result.W);
        state.iteration += result.iterations;
        state.objective = result.trace.back() / values;
        normaliseAtoms(state.W, H.now);
        if (afterSlice) afterSlice(state);
        if (result.status == nmf::Status::Cancelled) return false;
    }
    return true;
}

std::vector<nmf::Index> orderByCentroid(const nmf::Matrix<float>& W) {
    const Eigen::VectorXf axis = Eigen::VectorXf::LinSpaced(W.rows(), 0, 1);
    const Eigen::VectorXf centroids = ((axis.transpose() * W).array() / W.colwise().sum().array()).matrix();
    std::vector<nmf::Index> order(static_cast<std::size_t>(W.cols()));
    std::iota(order.begin(), order.end(), nmf::Index{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](nmf::Index a, nmf::Index b) { return centroids[a] < centroids[b]; });
    return order;
}

} // namespace winnow::separation
