// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/hoyer.h"

#include <cmath>

namespace winnow::nmf {

double hoyerSparseness(const Eigen::Ref<const Eigen::VectorXd>& x) {
    const double root = std::sqrt(static_cast<double>(x.size())), norm = x.norm();
    if (x.size() < 2 || !(norm > 0)) return 0;
    return (root - x.lpNorm<1>() / norm) / (root - 1);
}

Eigen::VectorXd projectToNorms(const Eigen::Ref<const Eigen::VectorXd>& x, double l1, double l2) {
    const Index n = x.size();
    // On the plane of sum l1, then away from its middle until the norm is right; what becomes negative is
    // held at zero, and again.
    Eigen::VectorXd s = x.array() + (l1 - x.sum()) / static_cast<double>(n);
    std::vector<bool> zero(static_cast<std::size_t>(n), false);
    Index free = n;
    while (free > 0) {
        Eigen::VectorXd middle = Eigen::VectorXd::Zero(n);
        for (Index i = 0; i < n; ++i)
            if (!zero[static_cast<std::size_t>(i)]) middle(i) = l1 / static_cast<double>(free);
        Eigen::VectorXd away = s - middle;
        if (!(away.squaredNorm() > 0)) { // in the middle: any direction will do
            for (Index i = 0, sign = 1; i < n; ++i)
                if (!zero[static_cast<std::size_t>(i)]) away(i) = static_cast<double>(sign), sign = -sign;
            away -= (middle.array() > 0)
                        .select(Eigen::VectorXd::Constant(n, away.sum() / static_cast<double>(free)), 0.0);
        }
        const double a = away.squaredNorm(), b = 2 * middle.dot(away), c = middle.squaredNorm() - l2 * l2;
        const double alpha = a > 0 ? (-b + std::sqrt(std::max(b * b - 4 * a * c, 0.0))) / (2 * a) : 0;
        s = middle + alpha * away;
        if (s.minCoeff() >= 0) break;
        double sum = 0;
        for (Index i = 0; i < n; ++i) {
            if (s(i) < 0 && !zero[static_cast<std::size_t>(i)]) {
                zero[static_cast<std::size_t>(i)] = true;
                --free;
            }
            if (zero[static_cast<std::size_t>(i)]) s(i) = 0;
            sum += s(i);
        }
        for (Index i = 0; i < n && free > 0; ++i)
            if (!zero[static_cast<std::size_t>(i)]) s(i) -= (sum - l1) / static_cast<double>(free);
    }
    return s.cwiseMax(0.0);
}

namespace {

/// The norm l1 that gives a vector of n elements and norm l2 a sparseness.
double l1Of(double sparseness, Index n, double l2) {
    const double root = std::sqrt(static_cast<double>(n));
    return l2 * (root - (root - 1) * sparseness);
}

/// Rows of X with a sparseness; norms as they are, or 1.
Matrix<double> project(const Matrix<double>& X, double sparseness, bool unit) {
    Matrix<double> result(X.rows(), X.cols());
    for (Index a = 0; a < X.rows(); ++a) {
        const Eigen::VectorXd x = X.row(a).transpose();
        const double norm = x.norm(), l2 = unit || !(norm > 0) ? 1.0 : norm;
        result.row(a) = projectToNorms(x, l1Of(sparseness, X.cols(), l2), l2).transpose();
    }
    return result;
}

/// One factor of V ~ A X by projected gradient, X k x n.
struct ConstrainedStep {
    double sparseness;
    bool unit;
    double length = 1;

    void operator()(const Matrix<double>& G, const Matrix<double>& N, Matrix<double>& X) {
        const Matrix<double> gradient = G * X - N;
        const double before = value(G, N, X);
        for (int trial = 0; trial < 60; ++trial) {
            const Matrix<double> next = project(X - length * gradient, sparseness, unit);
            if (value(G, N, next) <= before) {
                X = next;
                length *= 1.2;
                return;
            }
            length /= 2;
        }
    }
    static double value(const Matrix<double>& G, const Matrix<double>& N, const Matrix<double>& X) {
        return (G * X).cwiseProduct(X).sum() / 2 - N.cwiseProduct(X).sum();
    }
};

} // namespace

HoyerFactorization hoyerNmf(const ConstMatrix& V, const HoyerOptions& options) {
    checkVariant(options);
    checkMatrix("V", V);
    if (!(options.sparsenessW <= 1 && options.sparsenessH <= 1))
        throw InvalidInput("sparsenessW and sparsenessH must be at most 1; below 0 leaves a factor free.");
    const bool onW = options.sparsenessW >= 0, onH = options.sparsenessH >= 0;
    HoyerFactorization result;
    Matrix<double>& H = result.H;
    H = randomFactor(options.rank, V.cols(), options.seed, 0);
    if (onH) H = project(H, options.sparsenessH, true);
    const double mean = H.mean() > 0 ? H.mean() : 1.0;
    Matrix<double> A = randomFactor(options.rank, V.rows(), options.seed, 1,
                                    V.mean() / (0.55 * mean * static_cast<double>(options.rank)));
    if (onW) A = project(A, options.sparsenessW, false);
    ConstrainedStep stepW{options.sparsenessW, false}, stepH{options.sparsenessH, true};
    const auto step = [&] {
        Matrix<double> G = A * A.transpose(), N = A * V;
        if (onH)
            stepH(G, N, H);
        else
            multiplyBy(N, G * H, H);
        G = H * H.transpose();
        N = H * V.transpose();
        if (onW)
            stepW(G, N, A);
        else
            multiplyBy(N, G * A, A);
    };
    result.course = runVariant(options, step, [&] { return (V - A.transpose() * H).squaredNorm() / 2; });
    result.W = A.transpose();
    return result;
}

} // namespace winnow::nmf
