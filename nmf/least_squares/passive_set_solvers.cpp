// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/least_squares/passive_set_solvers.h"

namespace winnow::nmf {

template <class T> void PassiveSetSolver<T>::solve(const GramBlock<T>& b) const {
    using View = Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>;
    const Eigen::OuterStride<> stride(b.stride);
    const Matrix<double> G = View(b.G, b.atoms, b.atoms, stride).template cast<double>();
    const Matrix<double> N = View(b.N, b.atoms, b.columns, stride).template cast<double>();
    Matrix<double> X = View(b.X, b.atoms, b.columns, stride).template cast<double>();
    if (method_ == PassiveSetMethod::ActiveSet)
        solveActiveSet(G, N, X);
    else
        solveBlockPivoting(G, N, X);
    Eigen::Map<Matrix<T>, 0, Eigen::OuterStride<>>(b.X, b.atoms, b.columns, stride) = X.template cast<T>();
}

template class PassiveSetSolver<float>;
template class PassiveSetSolver<double>;

} // namespace winnow::nmf
