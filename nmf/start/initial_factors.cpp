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

/// Zeros become uniform in [low, high).
template <class T>
void fillZeros(Matrix<T>& factor, double low, double high, std::uint64_t seed, std::uint64_t offset) {
    for (Index i = 0; i < factor.size(); ++i)
        if (!(factor.data()[i] > 0))
            factor.data()[i] = static_cast<T>(
                low + (high - low) * uniformAt(seed, kStream, offset + static_cast<std::uint64_t>(i)));
}

template <class T> double meanOf(const Operand<T>& V) {
    const Matrix<T> sums = transposedProduct<T>(V, Matrix<T>::Ones(V.rows(), 1));
    return sums.template cast<double>().sum() / static_cast<double>(V.rows() * V.columns());
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

template <class T>
void initialFactors(const Operand<T>& V, const Options& options, Matrix<T>& W, Matrix<T>& H) {
    const bool fromSvd =
        options.init == Init::Nndsvd || options.init == Init::NndsvdA || options.init == Init::NndsvdAr;
    const bool multiplicative = options.solver == Solver::Mu || options.solver == Solver::AcceleratedMu;
    if (fromSvd) {
        Matrix<double> w, h;
        nndsvd(V, options.rank, options.seed, w, h);
        W = w.cast<T>();
        H = h.cast<T>();
        const double mean = meanOf(V);
        const auto offset = static_cast<std::uint64_t>(W.size());
        if (options.init == Init::NndsvdA) {
            fillZeros(W, mean, mean, options.seed, 0);
            fillZeros(H, mean, mean, options.seed, offset);
        } else if (options.init == Init::NndsvdAr) {
            fillZeros(W, 0, mean / 100, options.seed, 0);
            fillZeros(H, 0, mean / 100, options.seed, offset);
        }
        return;
    }
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
        fillZeros(W, w, w, 0, 0);
        fillZeros(H, h, h, 0, 0);
    }
}

template void initialFactors(const Operand<float>&, const Options&, Matrix<float>&, Matrix<float>&);
template void initialFactors(const Operand<double>&, const Options&, Matrix<double>&, Matrix<double>&);

} // namespace winnow::nmf
