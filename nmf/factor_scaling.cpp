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

template <class T> std::vector<double> balanceOf(const Matrix<T>& W) {
    std::vector<double> balance;
    for (Index a = 0; a < W.cols(); ++a) {
        const auto largest = static_cast<double>(W.col(a).maxCoeff());
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
              Index firstLearned, Matrix<T>& W, Matrix<T>& H) {
    constexpr double largest = static_cast<double>(std::numeric_limits<T>::max());
    std::vector<double> toH;
    for (Index a = 0; a < W.cols(); ++a) {
        double toW = balance[static_cast<std::size_t>(a)];
        toH.push_back(1 / (scaling.s * toW));
        if (a >= firstLearned && unit == Penalties::UnitNorm::W) {
            const double norm = W.col(a).template cast<double>().norm();
            if (norm > 0) {
                toW = 1 / norm;
                toH.back() = norm / scaling.s;
            }
        } else if (a >= firstLearned && unit == Penalties::UnitNorm::H) {
            const double norm = H.row(a).template cast<double>().norm();
            if (norm > 0) {
                toW = norm / scaling.s;
                toH.back() = 1 / norm;
            }
        }
        for (Index i = 0; i < W.rows(); ++i)
            W(i, a) = static_cast<T>(std::min(static_cast<double>(W(i, a)) * toW, largest));
    }
    for (Index j = 0; j < H.cols(); ++j)
        for (Index a = 0; a < H.rows(); ++a)
            H(a, j) = static_cast<T>(
                std::min(static_cast<double>(H(a, j)) * toH[static_cast<std::size_t>(a)], largest));
}

#define WINNOW_FACTOR_SCALING(T)                                                                             \
    template std::vector<double> balanceOf(const Matrix<T>&);                                                \
    template void scaleIn(const std::vector<double>&, const Scaling<T>&, Matrix<T>&, Matrix<T>&);            \
    template void scaleOut(const std::vector<double>&, const Scaling<T>&, Penalties::UnitNorm, Index,        \
                           Matrix<T>&, Matrix<T>&);
WINNOW_FACTOR_SCALING(float)
WINNOW_FACTOR_SCALING(double)

} // namespace winnow::nmf
