// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/least_squares/gradient_solvers.h"

#include "nmf/kernels/gram_kernels.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

namespace {

/// G X - N from the G X given, in place.
template <class T> void subtract(const GramBlock<T>& b, T* GX) {
    for (Index i = 0; i < b.stride * b.columns; ++i)
        GX[i] -= b.N[i];
}

/// Squared norm of the projected gradient at X.
template <class T> double projectedNorm(const GramBlock<T>& b, const T* X, const T* gradient) {
    double total = 0;
    for (Index i = 0; i < b.stride * b.columns; ++i) {
        const auto g = static_cast<double>(gradient[i]);
        const double projected = X[i] > 0 ? g : std::min(g, 0.0);
        total += projected * projected;
    }
    return total;
}

template <class T> void multiply(const GramBlock<T>& b, const T* X, T* Y) {
    kernels::gramKernels<T>(simdLevel()).multiply(b.G, b.atoms, b.stride, X, b.columns, Y);
}

} // namespace

template <class T>
Index ProjectedGradientSolver<T>::scratchSize(Index, Index stride, Index columns) const noexcept {
    return 4 * stride * columns;
}

template <class T> void ProjectedGradientSolver<T>::solve(const GramBlock<T>& b) const {
    const Index size = b.stride * b.columns;
    T* const gradient = b.scratch;
    T* const step = gradient + size;
    T* const G_step = step + size;
    T* const best = G_step + size;
    constexpr double sigma = 0.01, factor = 10;

    // X moved by `length` against the gradient: the step, and whether it lowers the objective enough (Lin
    // 2007, in the form that needs one product).
    const auto lowers = [&](double length) {
        double slope = 0;
        for (Index i = 0; i < size; ++i) {
            step[i] = std::max(b.X[i] - static_cast<T>(length) * gradient[i], T(0)) - b.X[i];
            slope += static_cast<double>(gradient[i]) * static_cast<double>(step[i]);
        }
        multiply(b, step, G_step);
        double curvature = 0;
        for (Index i = 0; i < size; ++i)
            curvature += static_cast<double>(step[i]) * static_cast<double>(G_step[i]);
        return (1 - sigma) * slope + curvature / 2 <= 0;
    };

    double length = 1, target = 0;
    for (int i = 0; i < stop_.most; ++i) {
        multiply(b, b.X, gradient);
        subtract(b, gradient);
        const double norm = projectedNorm(b, b.X, gradient);
        if (i == 0) target = stop_.reduction * stop_.reduction * norm;
        if (!(norm > target)) return;
        bool good = lowers(length);
        if (good) {
            // Longer while that still lowers it.
            for (int trial = 0; trial < 20; ++trial) {
                std::copy(step, step + size, best);
                good = lowers(length * factor);
                if (!good || std::equal(step, step + size, best)) break;
                length *= factor;
            }
            if (!good) std::copy(best, best + size, step);
        } else {
            for (int trial = 0; trial < 40 && !good; ++trial)
                good = lowers(length /= factor);
            if (!good) return; // rounding: no step is short enough
        }
        for (Index at = 0; at < size; ++at)
            b.X[at] = std::max(b.X[at] + step[at], T(0));
    }
}

template <class T> Index NesterovSolver<T>::scratchSize(Index, Index stride, Index columns) const noexcept {
    return 3 * stride * columns;
}

template <class T> void NesterovSolver<T>::prepare(const T* G, Index atoms, Index stride) {
    const Eigen::MatrixXd gram =
        Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>(G, atoms, atoms, Eigen::OuterStride<>(stride))
            .template cast<double>();
    norm_ =
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(gram, Eigen::EigenvaluesOnly).eigenvalues().maxCoeff();
}

template <class T> void NesterovSolver<T>::solve(const GramBlock<T>& b) const {
    if (!(norm_ > 0)) return;
    const Index size = b.stride * b.columns;
    T* const gradient = b.scratch;
    T* const ahead = gradient + size; // Y of the paper
    T* const before = ahead + size;
    // A little above the norm: rounding must not make the step too long.
    const T inverse = static_cast<T>(1 / (norm_ * (1 + 1e-6)));
    std::copy(b.X, b.X + size, ahead);
    double momentum = 1, target = 0;
    for (int i = 0; i < stop_.most; ++i) {
        multiply(b, ahead, gradient);
        subtract(b, gradient);
        const double norm = projectedNorm(b, ahead, gradient);
        if (i == 0) target = stop_.reduction * stop_.reduction * norm;
        if (!(norm > target)) break;
        double against = 0; // of the gradient and the step taken
        for (Index at = 0; at < size; ++at) {
            before[at] = b.X[at];
            b.X[at] = std::max(ahead[at] - gradient[at] * inverse, T(0));
            against += static_cast<double>(gradient[at]) * static_cast<double>(b.X[at] - before[at]);
        }
        if (against > 0) { // uphill: go back, and on without momentum
            std::copy(before, before + size, b.X);
            std::copy(before, before + size, ahead);
            momentum = 1;
            continue;
        }
        const double next = (1 + std::sqrt(4 * momentum * momentum + 1)) / 2;
        const T weight = static_cast<T>((momentum - 1) / next);
        for (Index at = 0; at < size; ++at)
            ahead[at] = std::max(b.X[at] + weight * (b.X[at] - before[at]), T(0));
        momentum = next;
    }
}

template class ProjectedGradientSolver<float>;
template class ProjectedGradientSolver<double>;
template class NesterovSolver<float>;
template class NesterovSolver<double>;

} // namespace winnow::nmf
