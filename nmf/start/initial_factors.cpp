// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/start/initial_factors.h"

#include "nmf/exact/successive_projection.h"
#include "nmf/nnls.h"
#include "nmf/operand_products.h"
#include "nmf/random.h"
#include "nmf/start/k_means.h"
#include "nmf/start/nndsvd.h"

#include <algorithm>

namespace winnow::nmf {

namespace {

constexpr std::uint64_t kStream = 9;

/// Zeros become uniform in [low, high), by their place. @param placeOf  of element (row, column)
template <class T, class Place>
void fillZeros(Matrix<T>& factor, double low, double high, std::uint64_t seed, const Place& placeOf) {
    for (Index j = 0; j < factor.cols(); ++j)
        for (Index i = 0; i < factor.rows(); ++i)
            if (!(factor(i, j) > 0))
                factor(i, j) = static_cast<T>(
                    low + (high - low) * uniformAt(seed, kStream, static_cast<std::uint64_t>(placeOf(i, j))));
}

/// H for a W: the least-squares solution.
template <class T> Matrix<T> activations(const Operand<T>& V, const Matrix<T>& W) {
    const Matrix<T> gram = W.transpose() * W;
    return nnlsGram<T>(gram, transposedProduct(V, W), Solver::AcceleratedHals, 1e-2, 20);
}

template <class T> Matrix<T> purestColumns(const Operand<T>& V, const Options& options) {
    const Matrix<T> sums = transposedProduct<T>(V, Matrix<T>::Ones(V.rows(), 1));
    Eigen::VectorXd weights(V.columns());
    for (Index j = 0; j < V.columns(); ++j)
        weights(j) = sums(0, j) > 0 ? 1 / static_cast<double>(sums(0, j)) : 0;
    const std::vector<Index> chosen = successiveProjection(V, options.rank, weights);
    Matrix<T> W = Matrix<T>::Zero(V.rows(), options.rank);
    for (std::size_t a = 0; a < chosen.size(); ++a)
        V.column(chosen[a], W.col(static_cast<Index>(a)).data());
    for (Index a = static_cast<Index>(chosen.size()); a < options.rank; ++a)
        for (Index i = 0; i < V.rows(); ++i)
            W(i, a) = static_cast<T>(
                uniformAt(options.seed, kStream, static_cast<std::uint64_t>(a * V.rows() + i)));
    return W;
}

} // namespace

bool fromSingularVectors(Init init) noexcept {
    return init == Init::Nndsvd || init == Init::NndsvdA || init == Init::NndsvdAr;
}

template <class T>
void singularFactors(SharedProducts<T>& V, double mean, const Options& options, Matrix<T>& W, Matrix<T>& H) {
    Matrix<double> w, h;
    nndsvd(V, options.rank, options.seed, w, h);
    W = w.cast<T>();
    H = h.cast<T>();
    if (options.init == Init::Nndsvd) return;
    const bool even = options.init == Init::NndsvdA;
    const double low = even ? mean : 0, high = even ? mean : mean / 100;
    const Index rows = V.grid().rows().columns(), firstRow = V.grid().rows().firstColumn(),
                firstColumn = V.grid().columns().firstColumn();
    fillZeros(W, low, high, options.seed, [&](Index i, Index a) { return a * rows + firstRow + i; });
    fillZeros(H, low, high, options.seed,
              [&](Index a, Index j) { return rows * options.rank + (firstColumn + j) * options.rank + a; });
}

template <class T>
void initialFactors(const Operand<T>& V, const Options& options, Matrix<T>& W, Matrix<T>& H) {
    const bool multiplicative = options.solver == Solver::Mu || options.solver == Solver::AcceleratedMu;
    if (options.init == Init::KMeans) {
        const Index clusters = std::min(options.rank, V.columns());
        W = Matrix<T>::Zero(V.rows(), options.rank);
        W.leftCols(clusters) = kMeans(V, clusters, options.seed).centroids.template cast<T>();
    } else {
        W = purestColumns(V, options);
    }
    H = activations(V, W);
    if (multiplicative) {
        const double w = 0.01 * static_cast<double>(W.mean()), h = 0.01 * static_cast<double>(H.mean());
        const auto anywhere = [](Index, Index) { return 0; };
        fillZeros(W, w, w, 0, anywhere);
        fillZeros(H, h, h, 0, anywhere);
    }
}

template void singularFactors(SharedProducts<float>&, double, const Options&, Matrix<float>&, Matrix<float>&);
template void singularFactors(SharedProducts<double>&, double, const Options&, Matrix<double>&,
                              Matrix<double>&);
template void initialFactors(const Operand<float>&, const Options&, Matrix<float>&, Matrix<float>&);
template void initialFactors(const Operand<double>&, const Options&, Matrix<double>&, Matrix<double>&);

} // namespace winnow::nmf
