// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/methods/fit_error.h"

#include <cmath>

namespace winnow::tools {

using nmf::Index;

double FitError::relative() const noexcept {
    return squaredNorm > 0 ? std::sqrt(squaredResidual / squaredNorm) : 0;
}

template <class T>
FitError fitError(const nmf::Matrix<T>& V, const nmf::Matrix<T>& W, const nmf::Matrix<T>& H,
                  const nmf::Matrix<T>& weights) {
    FitError error;
    const nmf::Matrix<double> w = W.template cast<double>();
    Eigen::VectorXd v(V.rows()), r(V.rows());
    for (Index j = 0; j < V.cols(); ++j) {
        v = V.col(j).template cast<double>();
        r.noalias() = w * H.col(j).template cast<double>();
        if (weights.size() > 0) {
            const Eigen::Array<bool, Eigen::Dynamic, 1> counts = weights.col(j).array() > T(0);
            r = counts.select(r, 0);
            v = counts.select(v, 0);
        }
        r = v.array().isNaN().select(0, r);
        v = v.array().isNaN().select(0, v);
        error.squaredNorm += v.squaredNorm();
        error.squaredResidual += (v - r).squaredNorm();
    }
    return error;
}

template <class T>
FitError fitError(const nmf::SparseMatrix<T>& V, const nmf::Matrix<T>& W, const nmf::Matrix<T>& H) {
    // Sum of all squares of W H, and at the stored entries the residual in place of the model.
    const nmf::Matrix<double> w = W.template cast<double>().transpose(), h = H.template cast<double>();
    FitError error;
    error.squaredResidual = (w * w.transpose()).cwiseProduct(h * h.transpose()).sum();
    for (Index j = 0; j < V.outerSize(); ++j)
        for (typename nmf::SparseMatrix<T>::InnerIterator it(V, j); it; ++it) {
            const double v = static_cast<double>(it.value()), r = w.col(it.row()).dot(h.col(j));
            error.squaredNorm += v * v;
            error.squaredResidual += v * v - 2 * v * r;
        }
    error.squaredResidual = std::max(error.squaredResidual, 0.0);
    return error;
}

template FitError fitError(const nmf::Matrix<float>&, const nmf::Matrix<float>&, const nmf::Matrix<float>&,
                           const nmf::Matrix<float>&);
template FitError fitError(const nmf::Matrix<double>&, const nmf::Matrix<double>&, const nmf::Matrix<double>&,
                           const nmf::Matrix<double>&);
template FitError fitError(const nmf::SparseMatrix<float>&, const nmf::Matrix<float>&,
                           const nmf::Matrix<float>&);
template FitError fitError(const nmf::SparseMatrix<double>&, const nmf::Matrix<double>&,
                           const nmf::Matrix<double>&);

} // namespace winnow::tools
