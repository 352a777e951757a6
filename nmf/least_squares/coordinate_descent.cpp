// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/least_squares/coordinate_descent.h"

#include "nmf/kernels/gram_kernels.h"

#include <algorithm>

namespace winnow::nmf {

namespace {

/// Ratio of a sweep's change to the first one's below which more are not worth it: epsilon of Gillis &
/// Glineur 2012.
constexpr double kWorthwhile = 0.1;

} // namespace

template <class T> Index CoordinateDescent<T>::scratchSize(Index atoms, Index, Index) const noexcept {
    return kernels::sweepScratch<T>(atoms);
}

template <class T> void CoordinateDescent<T>::solve(const GramBlock<T>& b) const {
    kernels::gramKernels<T>(simdLevel())
        .sweep({b.atoms, b.stride, b.columns, b.G, b.N, b.X, b.scratch, accelerated_ ? b.sweeps : 1,
                kWorthwhile});
}

template <class T>
Index MultiplicativeGramSolver<T>::scratchSize(Index, Index stride, Index columns) const noexcept {
    return stride * columns;
}

template <class T> void MultiplicativeGramSolver<T>::solve(const GramBlock<T>& b) const {
    const auto& kernels = kernels::gramKernels<T>(simdLevel());
    constexpr T tiny = T(1e-30);
    constexpr T floor = T(1e-18); // as in the multiplicative solver: nothing is locked at zero
    double first = 0;
    for (int s = 0; s < (accelerated_ ? b.sweeps : 1); ++s) {
        kernels.multiply(b.G, b.atoms, b.stride, b.X, b.columns, b.scratch);
        double change = 0;
        for (Index j = 0; j < b.columns; ++j) {
            T moved = 0;
            for (Index at = j * b.stride; at < j * b.stride + b.atoms; ++at) {
                const T n = b.N[at];
                const T x = b.X[at];
                const T ratio = std::max(n, T(0)) / std::max(b.scratch[at] + std::max(-n, T(0)), tiny);
                const T y = x > 0 ? std::max(x * std::min(ratio, T(1e18)), floor) : T(0);
                moved += (y - x) * (y - x);
                b.X[at] = y;
            }
            change += static_cast<double>(moved);
        }
        if (s == 0) first = change;
        if (!(change > kWorthwhile * kWorthwhile * first)) return;
    }
}

template class CoordinateDescent<float>;
template class CoordinateDescent<double>;
template class MultiplicativeGramSolver<float>;
template class MultiplicativeGramSolver<double>;

} // namespace winnow::nmf
