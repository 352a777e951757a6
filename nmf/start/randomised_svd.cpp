// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/start/randomised_svd.h"

#include "nmf/operand_products.h"
#include "nmf/random.h"

#include <Eigen/QR>
#include <Eigen/SVD>

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

namespace {

constexpr Index kMore = 10;
constexpr int kPowerIterations = 7;
constexpr std::uint64_t kStream = 7;

/// An orthonormal basis of the columns.
Matrix<double> basis(const Matrix<double>& Y) {
    const Eigen::HouseholderQR<Matrix<double>> qr(Y);
    return qr.householderQ() * Matrix<double>::Identity(Y.rows(), std::min(Y.rows(), Y.cols()));
}

double normalAt(std::uint64_t seed, Index index) {
    const auto at = static_cast<std::uint64_t>(2 * index);
    const double u = 1 - uniformAt(seed, kStream, at); // above 0
    return std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * uniformAt(seed, kStream, at + 1));
}

} // namespace

template <class T> Svd randomisedSvd(const Operand<T>& V, Index k, std::uint64_t seed) {
    const Index l = std::min({k + kMore, V.rows(), V.columns()});
    Matrix<T> start(l, V.columns());
    for (Index i = 0; i < start.size(); ++i)
        start.data()[i] = static_cast<T>(normalAt(seed, i));
    Matrix<double> Q = basis(productWithRows<T>(V, start).template cast<double>());
    for (int i = 0; i < kPowerIterations; ++i) {
        const Matrix<double> Z =
            basis(transposedProduct<T>(V, Q.cast<T>()).template cast<double>().transpose());
        Q = basis(productWithRows<T>(V, Z.transpose().template cast<T>()).template cast<double>());
    }
    // V = Q (Q^T V), and the SVD of the small factor by way of its QR decomposition.
    const Matrix<double> B = transposedProduct<T>(V, Q.cast<T>()).template cast<double>().transpose();
    const Matrix<double> right = basis(B);
    const Eigen::JacobiSVD<Matrix<double>> small(right.transpose() * B,
                                                 Eigen::ComputeThinU | Eigen::ComputeThinV);
    Svd result{Q * small.matrixV().leftCols(k), small.singularValues().head(k),
               right * small.matrixU().leftCols(k)};
    for (Index a = 0; a < k; ++a) {
        Index largest = 0;
        result.U.col(a).cwiseAbs().maxCoeff(&largest);
        if (result.U(largest, a) < 0) {
            result.U.col(a) *= -1;
            result.V.col(a) *= -1;
        }
    }
    return result;
}

template Svd randomisedSvd(const Operand<float>&, Index, std::uint64_t);
template Svd randomisedSvd(const Operand<double>&, Index, std::uint64_t);

} // namespace winnow::nmf
