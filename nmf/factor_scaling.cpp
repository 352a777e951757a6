// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factor_scaling.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace winnow::nmf {

namespace {

/// Starts are kept below, so that the squares of their sums are finite in float.
constexpr double kCeiling = 1e12;

} // namespace

template <class T> std::vector<double> balanceOf(const Matrix<T>& W, Communicator* ranks) {
    std::vector<double> balance;
    for (Index a = 0; a < W.cols(); ++a) {
        double largest = W.rows() > 0 ? static_cast<double>(W.col(a).maxCoeff()) : 0;
        if (ranks != nullptr) {
            const std::vector<double> all = gatherValues(*ranks, largest);
            largest = *std::max_element(all.begin(), all.end());
        }
        balance.push_back(largest > 0 ? std::ldexp(1.0, std::ilogb(largest)) : 1.0);
    }
    return balance;
}

template <class T>
void scaleIn(const std::vector<double>& balance, const Scaling<T>& scaling, Matrix<T>& W, Matrix<T>& H) {
    const double most = kCeiling * scaling.ceilingH / Scaling<T>::ceilingW;
    for (Index a = 0; a < W.cols(); ++a)
        for (Index i = 0; i < W.rows(); ++i)
            W(i, a) = static_cast<T>(static_cast<double>(W(i, a)) / balance[static_cast<std::size_t>(a)]);
    for (Index j = 0; j < H.cols(); ++j)
        for (Index a = 0; a < H.rows(); ++a)
            H(a, j) = static_cast<T>(std::min(
                static_cast<double>(H(a, j)) * scaling.s * balance[static_cast<std::size_t>(a)], most));
}

template <class T>
void scaleOut(const std::vector<double>& balance, const Scaling<T>& scaling, Penalties::UnitNorm unit,
              Index firstLearned, const std::vector<double>& norms, Matrix<T>& W, Matrix<T>& H) {
    constexpr double largest = static_cast<double>(std::numeric_limits<T>::max());
    std::vector<double> toH;
    for (Index a = 0; a < W.cols(); ++a) {
        const auto at = static_cast<std::size_t>(a);
        double toW = balance[at];
        toH.push_back(1 / (scaling.s * toW));
        if (a >= firstLearned && unit == Penalties::UnitNorm::W && norms[at] > 0) {
            toW = 1 / norms[at];
            toH.back() = norms[at] / scaling.s;
        } else if (a >= firstLearned && unit == Penalties::UnitNorm::H && norms[at] > 0) {
            toW = norms[at] / scaling.s;
            toH.back() = 1 / norms[at];
        }
        for (Index i = 0; i < W.rows(); ++i)
            W(i, a) = static_cast<T>(std::min(static_cast<double>(W(i, a)) * toW, largest));
    }
    for (Index j = 0; j < H.cols(); ++j)
        for (Index a = 0; a < H.rows(); ++a)
            H(a, j) = static_cast<T>(
                std::min(static_cast<double>(H(a, j)) * toH[static_cast<std::size_t>(a)], largest));
}

template <class T>
void scaleOut(const std::vector<double>& balance, const Scaling<T>& scaling, Penalties::UnitNorm unit,
              Index firstLearned, Matrix<T>& W, Matrix<T>& H) {
    std::vector<double> norms;
    for (Index a = 0; a < W.cols(); ++a)
        norms.push_back(unit == Penalties::UnitNorm::H ? H.row(a).template cast<double>().norm()
                                                       : W.col(a).template cast<double>().norm());
    scaleOut(balance, scaling, unit, firstLearned, norms, W, H);
}

#define WINNOW_FACTOR_SCALING(T)                                                                             \
    template std::vector<double> balanceOf(const Matrix<T>&, Communicator*);                                 \
    template void scaleOut(const std::vector<double>&, const Scaling<T>&, Penalties::UnitNorm, Index,        \
                           const std::vector<double>&, Matrix<T>&, Matrix<T>&);                              \
    template void scaleIn(const std::vector<double>&, const Scaling<T>&, Matrix<T>&, Matrix<T>&);            \
    template void scaleOut(const std::vector<double>&, const Scaling<T>&, Penalties::UnitNorm, Index,        \
                           Matrix<T>&, Matrix<T>&);
WINNOW_FACTOR_SCALING(float)
WINNOW_FACTOR_SCALING(double)

} // namespace winnow::nmf
