// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/online_learning.h"

#include "nmf/kernels/kernels.h"
#include "nmf/multiplicative_solver.h"
#include "nmf/random.h"
#include "separation/training/constants.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace winnow::separation {
namespace {

using Matrix = nmf::Matrix<float>;
using nmf::Index;

constexpr Index blockColumns = nmf::kernels::kTileColumns; // neighbours that are read together
constexpr float modelFloor = 1e-12F;                       // frames have mean 1
constexpr std::uint64_t startStream = 1, orderStream = 2;

Index blocksOf(Index frames) {
    return (frames + blockColumns - 1) / blockColumns;
}

Index blocksPerBatch(const OnlineLearningOptions& options) {
    return std::max<Index>(1, options.batch / blockColumns);
}

Index batchesPerPass(Index frames, const OnlineLearningOptions& options) {
    return (blocksOf(frames) + blocksPerBatch(options) - 1) / blocksPerBatch(options);
}

/// The blocks in the order of a pass: Fisher & Yates' shuffle.
std::vector<Index> orderOf(Index blocks, std::uint64_t seed, std::int64_t pass) {
    std::vector<Index> order(static_cast<std::size_t>(blocks));
    std::iota(order.begin(), order.end(), Index{0});
    for (Index i = blocks - 1; i > 0; --i) {
        const double u = nmf::uniformAt(seed + static_cast<std::uint64_t>(pass) * 0x9E3779B97F4A7C15U,
                                        orderStream, static_cast<std::uint64_t>(i));
        std::swap(order[static_cast<std::size_t>(i)],
                  order[static_cast<std::size_t>(u * static_cast<double>(i + 1))]);
    }
    return order;
}

Matrix readBatch(const nmf::ColumnSource<float>& V, std::span<const Index> blocks) {
    Index columns = 0;
    for (const Index b : blocks)
        columns += std::min(blockColumns, V.columns() - b * blockColumns);
    Matrix batch(V.rows(), columns);
    Index at = 0;
    for (const Index b : blocks) {
        const Index count = std::min(blockColumns, V.columns() - b * blockColumns);
        V.read(b * blockColumns, count, batch.data() + at * V.rows());
        at += count;
    }
    return batch;
}

void normaliseSums(Matrix& W) {
    for (Index a = 0; a < W.cols(); ++a) {
        const float sum = W.col(a).sum();
        if (sum > 0) W.col(a) /= sum;
    }
}

void start(Index rows, const OnlineLearningOptions& options, ClassState& state) {
    state.W.resize(rows, options.atoms);
    for (Index i = 0; i < state.W.size(); ++i)
        state.W.data()[i] = static_cast<float>(
            0.1 + 0.9 * nmf::uniformAt(options.seed, startStream, static_cast<std::uint64_t>(i)));
    normaliseSums(state.W);
}

/// What the solver needs for a batch: everything but which factor it updates.
nmf::Options solverOptions(const OnlineLearningOptions& options) {
    nmf::Options updates;
    updates.rank = options.atoms;
    updates.beta = options.beta;
    updates.threads = options.threads;
    return updates;
}

/// A batch with its solver's views of it.
struct Batch {
    explicit Batch(Matrix&& values) : V(std::move(values)), range(nmf::checkData<float>(V)) {}

    Matrix V;
    nmf::DataRange range;
    nmf::StridedColumns<float> columns{{V.data(), V.rows(), V.cols(), 1, V.rows()}};
};

/// Activations of a batch, from the atoms' likeness to its frames on. @param divergence  gets it
Matrix activations(const Batch& batch, const Matrix& W, const OnlineLearningOptions& options,
                   double& divergence) {
    Matrix H = Matrix::Constant(W.cols(), batch.V.cols(), 1.0F / static_cast<float>(W.cols()));
    for (Index j = 0; j < H.cols(); ++j)
        H.col(j) *= batch.V.col(j).sum(); // atoms have sum 1
    nmf::Options updates = solverOptions(options);
    updates.updateW = false;
    updates.l1H = options.sparsity;
    nmf::MatrixActivations<float> store(H);
    nmf::MultiplicativeSolver<float> solver(batch.columns, batch.range, updates, W, store);
    // W is held, so the problem is convex, and the over-relaxed steps fall on their own.
    for (int i = 0; i < trainingConstants::onlineActivationSteps; ++i)
        solver.iterate(i == 0 ? 1 : trainingConstants::overRelaxation);
    divergence += solver.objective();
    Matrix held = W;
    solver.finish(held);
    return H;
}

/// W after a multiplicative step for the batch.
Matrix stepped(const Batch& batch, const Matrix& W, Matrix& H, const OnlineLearningOptions& options) {
    nmf::Options updates = solverOptions(options);
    updates.updateH = false;
    nmf::MatrixActivations<float> store(H);
    nmf::MultiplicativeSolver<float> solver(batch.columns, batch.range, updates, W, store);
    solver.iterate(1);
    Matrix next = W;
    solver.finish(next);
    return next;
}

/// Adds to the faded sums, where there are some.
template <class Part> void accumulate(Matrix& sum, float fading, const Part& part) {
    if (sum.size() == 0)
        sum = part;
    else
        sum = fading * sum + part;
}

/// What the frames ask for again can come back; and atoms of sum 1, by which the sums are scaled with them.
void finishRatios(ClassState& state, bool scalesDenominator) {
    Matrix& W = state.W;
    W = W.cwiseMax(trainingConstants::onlineLeastShare / static_cast<float>(W.rows()));
    for (Index a = 0; a < W.cols(); ++a) {
        const float sum = W.col(a).sum();
        W.col(a) /= sum;
        state.numerator.col(a) /= sum;
        if (scalesDenominator) state.denominator.col(a) *= sum; // activations grow by as much as atoms shrink
    }
}

/// Atoms of sum 1 from the old ones' share of what is explained and the new frames': the minimum of the old
/// frames' auxiliary function, held at the old atoms, and the new ones' (Lefevre, Bach & Fevotte 2011).
void joinKnown(const KnownAtoms& known, ClassState& state) {
    Matrix& W = state.W;
    for (Index a = 0; a < W.cols(); ++a) {
        const Eigen::VectorXf explained = state.numerator.col(a) + known.activations[a] * known.W.col(a);
        if (explained.sum() > 0) W.col(a) = explained / explained.sum();
    }
    W = W.cwiseMax(trainingConstants::onlineLeastShare / static_cast<float>(W.rows()));
    normaliseSums(W);
}

void stepKullbackLeibler(const Batch& batch, Matrix& H, float fading, const OnlineLearningOptions& options,
                         ClassState& state) {
    const Eigen::VectorXf sums = H.rowwise().sum();
    // The step multiplies W by numerator over denominator, which for this divergence is the sums of H.
    accumulate(state.numerator, fading, Matrix(stepped(batch, state.W, H, options) * sums.asDiagonal()));
    accumulate(state.denominator, fading, Matrix(sums));
    if (options.known != nullptr) return joinKnown(*options.known, state);
    for (Index a = 0; a < state.W.cols(); ++a)
        if (state.denominator(a, 0) > 0) state.W.col(a) = state.numerator.col(a) / state.denominator(a, 0);
    finishRatios(state, false);
}

void stepItakuraSaito(const Batch& batch, const Matrix& H, float fading, ClassState& state) {
    const Matrix& W = state.W;
    const Matrix inverse = ((W * H).array() + modelFloor).inverse();
    const Matrix ratio = batch.V.array() * inverse.array().square();
    accumulate(state.numerator, fading, (W.array().square() * (ratio * H.transpose()).array()).matrix());
    accumulate(state.denominator, fading, Matrix(inverse * H.transpose()));
    state.W = (state.denominator.array() > 0)
                  .select((state.numerator.array() / state.denominator.array()).sqrt(), W.array());
    finishRatios(state, true);
}

void stepSquares(const Batch& batch, const Matrix& H, float fading, ClassState& state) {
    Matrix& W = state.W;
    accumulate(state.denominator, fading, Matrix(H * H.transpose()));
    accumulate(state.numerator, fading, Matrix(batch.V * H.transpose()));
    for (Index a = 0; a < W.cols(); ++a) {
        const float own = state.denominator(a, a);
        if (!(own > 0)) continue;
        const Eigen::VectorXf w =
            (W.col(a) + (state.numerator.col(a) - W * state.denominator.col(a)) / own).cwiseMax(0.0F);
        if (w.sum() > 0) W.col(a) = w;
    }
    for (Index a = 0; a < W.cols(); ++a) { // atoms of sum 1, and the sums for activations scaled against it
        const float sum = W.col(a).sum();
        if (!(sum > 0)) continue;
        W.col(a) /= sum;
        state.numerator.col(a) *= sum;
        state.denominator.row(a) *= sum;
        state.denominator.col(a) *= sum;
    }
}

} // namespace

std::int64_t onlineBatches(Index frames, const OnlineLearningOptions& options) {
    return batchesPerPass(frames, options) * options.passes;
}

bool learnClassOnline(const nmf::ColumnSource<float>& V, const OnlineLearningOptions& options,
                      ClassState& state, const IterationCallback& progress, const SliceCallback& afterBatch) {
    const Index perPass = batchesPerPass(V.columns(), options);
    const double values = static_cast<double>(V.rows()) * static_cast<double>(V.columns());
    if (state.W.size() == 0) start(V.rows(), options, state);
    std::vector<Index> order;
    const std::int64_t all = onlineBatches(V.columns(), options);
    while (state.iteration < all) {
        const Index inPass = state.iteration % perPass;
        if (order.empty() || inPass == 0)
            order = orderOf(blocksOf(V.columns()), options.seed, state.iteration / perPass);
        const Index first = inPass * blocksPerBatch(options);
        const Index count = std::min(blocksPerBatch(options), std::ssize(order) - first);
        const Batch batch(readBatch(
            V, std::span(order).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count))));
        if (inPass == 0) state.passDivergence = 0;
        Matrix H = activations(batch, state.W, options, state.passDivergence);
        // With known atoms the sums weigh as much as a pass, however many passes there are.
        const double passShare = static_cast<double>(batch.V.cols()) / static_cast<double>(V.columns());
        const auto fading = static_cast<float>(options.known == nullptr    ? options.forgetting
                                               : state.iteration < perPass ? 1
                                                                           : 1 - passShare);
        if (options.beta == 2)
            stepSquares(batch, H, fading, state);
        else if (options.beta == 1)
            stepKullbackLeibler(batch, H, fading, options, state);
        else
            stepItakuraSaito(batch, H, fading, state);
        ++state.iteration;
        if (inPass == perPass - 1) state.objective = state.passDivergence / values;
        if (afterBatch) afterBatch(state);
        if (progress && !progress(static_cast<int>(state.iteration), state.objective)) return false;
    }
    return true;
}

} // namespace winnow::separation
