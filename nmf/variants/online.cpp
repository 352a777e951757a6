// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/online.h"

#include "nmf/divergence_kind.h"
#include "nmf/nnls.h"
#include "nmf/variants/online_input.h"

#include <algorithm>

namespace winnow::nmf {

namespace {

constexpr double kLeast = 1e-5; ///< smallest element of an atom learned by ratios, relative to its mean

} // namespace

OnlineNmf::OnlineNmf(const OnlineOptions& options) : options_(options) {
    checkOnlineOptions(options);
    if (options.beta != 0 && options.beta != 1 && options.beta != 2)
        throw InvalidInput(
            "Online NMF is for beta 2 (Frobenius), 1 (Kullback-Leibler) and 0 (Itakura-Saito).");
}

void OnlineNmf::start(const ConstMatrix& batch) {
    const Index k = options_.rank;
    W_ = randomFactor(batch.rows(), k, options_.seed, 0);
    normalise();
    A_ = options_.beta == 2 ? Matrix<double>::Zero(k, k) : Matrix<double>::Zero(batch.rows(), k);
    B_ = Matrix<double>::Zero(batch.rows(), k);
}

void OnlineNmf::normalise() {
    for (Index a = 0; a < W_.cols(); ++a) {
        const double size = options_.beta == 2 ? W_.col(a).norm() : W_.col(a).sum();
        if (size > 0) W_.col(a) /= size;
    }
}

Matrix<double> OnlineNmf::transform(const ConstMatrix& batch) const {
    checkOnlineTransform(batch, W_);
    Options options;
    options.rank = options_.rank;
    options.beta = options_.beta;
    options.solver = options_.beta == 2 ? Solver::AcceleratedHals : Solver::Mu;
    options.updateW = false;
    options.l1H = options_.l1H;
    options.maxIterations = options_.activationSteps;
    options.tolerance = 0;
    options.checkEvery = options_.activationSteps;
    options.seed = options_.seed;
    return factorize<double>(batch, W_, Matrix<double>(), options).H;
}

Matrix<double> OnlineNmf::learn(const ConstMatrix& batch) {
    checkOnlineBatch(batch, W_);
    if (W_.size() == 0) start(batch);
    const Matrix<double> H = transform(batch);
    A_ *= options_.forgetting;
    B_ *= options_.forgetting;
    if (options_.beta == 2)
        learnSquares(batch, H);
    else
        learnRatios(batch, H);
    normalise();
    seen_ += batch.cols();
    return H;
}

void OnlineNmf::learnSquares(const ConstMatrix& batch, const Matrix<double>& H) {
    A_ += H * H.transpose();
    B_ += batch * H.transpose();
    for (int s = 0; s < options_.dictionarySteps; ++s) {
        for (Index a = 0; a < W_.cols(); ++a) {
            if (!(A_(a, a) > 0)) continue;
            Eigen::VectorXd w = (W_.col(a) + (B_.col(a) - W_ * A_.col(a)) / A_(a, a)).cwiseMax(0.0);
            // The ball, not the sphere, as in the paper: what is inside is the minimum.
            const double norm = w.norm();
            if (norm > 1) w /= norm;
            if (norm > 0) W_.col(a) = w;
        }
    }
}

void OnlineNmf::learnRatios(const ConstMatrix& batch, const Matrix<double>& H) {
    const double floor = 1e-15 * std::max(batch.maxCoeff(), 1e-290);
    // Far below an atom's mean: what the data ask for again can come back.
    const double least = kLeast / static_cast<double>(W_.rows());
    const Matrix<double> pastA = A_, pastB = B_;
    for (int s = 0; s < options_.dictionarySteps; ++s) {
        const Eigen::ArrayXXd R = (W_ * H).array() + floor;
        if (options_.beta == 1) {
            A_ = pastA.array() + W_.array() * ((batch.array() / R).matrix() * H.transpose()).array();
            B_ = pastB.rowwise() + H.rowwise().sum().transpose();
            W_ = (B_.array() > 0).select(A_.array() / B_.array(), W_.array());
        } else {
            A_ =
                pastA.array() + W_.array().square() *
                                    (((batch.array() + floor) / R.square()).matrix() * H.transpose()).array();
            B_ = pastB + R.inverse().matrix() * H.transpose();
            W_ = (B_.array() > 0).select((A_.array() / B_.array()).sqrt(), W_.array());
        }
        W_ = W_.cwiseMax(least);
    }
    // The sums belong to atoms as they now are: scaling an atom to sum 1 scales them with it.
    for (Index a = 0; a < W_.cols(); ++a) {
        const double sum = W_.col(a).sum();
        if (!(sum > 0)) continue;
        A_.col(a) /= sum;
        if (options_.beta == 0) B_.col(a) *= sum; // h grows by as much as w shrinks
    }
}

namespace {

template <class T>
Factorization<T> refined(const MatrixView<T>& V, const Matrix<T>& W, const Matrix<T>& H, Options options,
                         int refine) {
    options.maxIterations = refine;
    options.init = Init::Random;
    return factorize<T>(V, W, H, options);
}

/// Activations of some columns with W held, or of some rows with H held.
Options holding(Options options, bool w) {
    options.updateW = !w;
    options.updateH = w;
    options.fixedAtoms = 0;
    options.init = Init::Random;
    return options;
}

} // namespace

template <class T>
Factorization<T> addColumns(MatrixView<T> V, const Factorization<T>& before, const Options& options,
                            int refine) {
    const Index old = before.H.cols(), added = V.cols() - old;
    if (added < 0 || V.rows() != before.W.rows())
        throw InvalidInput("addColumns: V must hold the old columns and the new ones behind them.");
    Matrix<T> H(before.H.rows(), V.cols());
    H.leftCols(old) = before.H;
    if (added > 0)
        H.rightCols(added) =
            factorize<T>(V.rightCols(added), before.W, Matrix<T>(), holding(options, true)).H;
    return refined<T>(V, before.W, H, options, refine);
}

template <class T>
Factorization<T> addRows(MatrixView<T> V, const Factorization<T>& before, const Options& options,
                         int refine) {
    const Index old = before.W.rows(), added = V.rows() - old;
    if (added < 0 || V.cols() != before.H.cols())
        throw InvalidInput("addRows: V must hold the old rows and the new ones below them.");
    Matrix<T> W(V.rows(), before.W.cols());
    W.topRows(old) = before.W;
    if (added > 0)
        W.bottomRows(added) =
            factorize<T>(V.bottomRows(added), Matrix<T>(), before.H, holding(options, false)).W;
    return refined<T>(V, W, before.H, options, refine);
}

#define WINNOW_ONLINE(T)                                                                                     \
    template Factorization<T> addColumns(MatrixView<T>, const Factorization<T>&, const Options&, int);       \
    template Factorization<T> addRows(MatrixView<T>, const Factorization<T>&, const Options&, int);
WINNOW_ONLINE(float)
WINNOW_ONLINE(double)

} // namespace winnow::nmf
