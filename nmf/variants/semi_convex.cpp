// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/semi_convex.h"

#include <Eigen/Cholesky>

namespace winnow::nmf {

namespace {

Matrix<double> positive(const Matrix<double>& x) {
    return x.cwiseMax(0.0);
}

Matrix<double> negative(const Matrix<double>& x) {
    return (-x).cwiseMax(0.0);
}

} // namespace

SemiFactorization semiNmf(const ConstMatrix& V, const VariantOptions& options) {
    checkVariant(options);
    checkMatrix("V", V, true);
    SemiFactorization result;
    Matrix<double>& W = result.W;
    Matrix<double>& H = result.H;
    H = randomFactor(options.rank, V.cols(), options.seed, 0);
    const auto solveW = [&] {
        Matrix<double> G = H * H.transpose();
        const double largest = G.diagonal().maxCoeff();
        G.diagonal().array() += 1e-13 * (largest > 0 ? largest : 1.0);
        W = G.ldlt().solve(H * V.transpose()).transpose();
    };
    const auto step = [&] {
        const Matrix<double> N = W.transpose() * V, G = W.transpose() * W;
        multiplyByRoot(positive(N) + negative(G) * H, negative(N) + positive(G) * H, H);
        solveW();
    };
    solveW();
    result.course = runVariant(options, step, [&] { return (V - W * H).squaredNorm() / 2; });
    return result;
}

ConvexFactorization convexNmf(const ConstMatrix& V, const VariantOptions& options) {
    checkVariant(options);
    checkMatrix("V", V, true);
    ConvexFactorization result;
    Matrix<double>& A = result.A;
    // The paper's G is the transpose of H.
    Matrix<double> G = randomFactor(V.cols(), options.rank, options.seed, 0);
    A = randomFactor(V.cols(), options.rank, options.seed, 1, 2 / static_cast<double>(V.cols()));
    const Matrix<double> Y = V.transpose() * V, plus = positive(Y), minus = negative(Y);
    const auto step = [&] {
        const Matrix<double> plusA = plus * A, minusA = minus * A;
        multiplyByRoot(plusA + G * (A.transpose() * minusA), minusA + G * (A.transpose() * plusA), G);
        const Matrix<double> gram = G.transpose() * G;
        multiplyByRoot(plus * G + minus * (A * gram), minus * G + plus * (A * gram), A);
    };
    result.course = runVariant(options, step, [&] { return (V - V * A * G.transpose()).squaredNorm() / 2; });
    result.W = V * A;
    result.H = G.transpose();
    return result;
}

} // namespace winnow::nmf
