// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/symmetric.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

double leastQuartic(double c, double d) noexcept {
    // Stationary: x^3 + c x + d = 0. With t^2 for the largest root where three are real (Cardano, Vieta).
    const double p = c / 3, q = d / 2;
    const double discriminant = p * p * p + q * q;
    double x;
    if (discriminant >= 0) {
        const double root = std::sqrt(discriminant);
        // The larger of the two cube roots first: their difference would cancel.
        const double u = -std::cbrt(std::abs(q) + root) * (q < 0 ? -1 : 1);
        x = u != 0 ? u - p / u : 0;
    } else {
        const double size = std::sqrt(-p);
        x = 2 * size * std::cos(std::acos(std::clamp(-q / (size * size * size), -1.0, 1.0)) / 3);
    }
    if (!(x > 0)) return 0;
    const double value = ((x * x / 4 + c / 2) * x + d) * x;
    return value < 0 ? x : 0;
}

SymmetricFactorization symmetricNmf(const ConstMatrix& A, const VariantOptions& options) {
    checkVariant(options);
    checkMatrix("A", A, true);
    if (A.rows() != A.cols() || (A - A.transpose()).cwiseAbs().maxCoeff() > 1e-8 * A.cwiseAbs().maxCoeff())
        throw InvalidInput("A must be square and symmetric.");
    const Index n = A.rows(), k = options.rank;
    SymmetricFactorization result;
    Matrix<double>& H = result.H;
    // About the scale of A: the mean of H H^T is then that of A.
    const double mean = std::max(A.mean(), 1e-3 * A.cwiseAbs().maxCoeff());
    H = randomFactor(n, k, options.seed, 0, std::sqrt(mean / static_cast<double>(k)) / 0.55);
    Matrix<double> product(n, k), gram(k, k);
    const auto step = [&] {
        product = A * H;
        gram = H.transpose() * H;
        for (Index i = 0; i < n; ++i) {
            for (Index a = 0; a < k; ++a) {
                const double old = H(i, a);
                const double others = H.row(i).squaredNorm() - old * old;
                const double c = others - A(i, i) + gram(a, a) - old * old;
                // Sum over q != i of (sum over b != a of H_ib H_qb - A_iq) H_qa.
                const double d = H.row(i).dot(gram.row(a)) - old * gram(a, a) - old * others -
                                 (product(i, a) - A(i, i) * old);
                const double x = leastQuartic(c, d);
                const double change = x - old;
                if (change == 0) continue;
                product.col(a) += change * A.col(i);
                gram.row(a) += change * H.row(i);
                gram.col(a) = gram.row(a).transpose();
                gram(a, a) += change * x;
                H(i, a) = x;
            }
        }
    };
    result.course = runVariant(options, step, [&] { return (A - H * H.transpose()).squaredNorm() / 4; });
    return result;
}

} // namespace winnow::nmf
