// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/beta_divergence.h"

#include "nmf/divergence_kind.h"
#include "nmf/invalid_input.h"

#include <cmath>
#include <limits>

namespace winnow::nmf {

double betaDivergence(double v, double r, double beta) noexcept {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    switch (divergenceKind(beta)) {
    case kernels::Divergence::Frobenius:
        return 0.5 * (v - r) * (v - r);
    case kernels::Divergence::KullbackLeibler:
        if (v == 0) return r;
        return r == 0 ? infinity : v * std::log(v / r) - v + r;
    case kernels::Divergence::ItakuraSaito:
        if (v == r) return 0;
        return v == 0 || r == 0 ? infinity : v / r - std::log(v / r) - 1;
    case kernels::Divergence::Beta:
        break;
    }
    if (v == 0 && beta < 0) return infinity;
    if (r == 0 && (v > 0 ? beta < 1 : beta < 0)) return infinity;
    const double cross = v == 0 ? 0 : v * std::pow(r, beta - 1); // 0 * infinity is meant to be 0
    return (std::pow(v, beta) + (beta - 1) * std::pow(r, beta) - beta * cross) / (beta * (beta - 1));
}

double modelFloor(double largest) noexcept {
    return largest > 0 ? std::ldexp(1e-15, std::ilogb(largest)) : 1e-15;
}

template <class T>
double betaDivergence(MatrixView<T> V, const Matrix<T>& W, const Matrix<T>& H, double beta) {
    if (W.rows() != V.rows() || H.cols() != V.cols() || W.cols() != H.rows())
        throw InvalidInput("betaDivergence: V (m x n), W (m x k) and H (k x n) do not fit together.");
    if (V.size() == 0) return 0;
    const auto kind = divergenceKind(beta);
    const double floor = modelFloor(static_cast<double>(V.maxCoeff()));
    const double modelPlus = kind == kernels::Divergence::Frobenius ? 0 : floor;
    const double dataPlus = kind == kernels::Divergence::ItakuraSaito ? floor : 0;
    double total = 0;
    Eigen::VectorXd model(V.rows());
    for (Index j = 0; j < V.cols(); ++j) {
        model.setConstant(modelPlus);
        for (Index a = 0; a < W.cols(); ++a)
            model += W.col(a).template cast<double>() * static_cast<double>(H(a, j));
        for (Index i = 0; i < V.rows(); ++i)
            total += betaDivergence(static_cast<double>(V(i, j)) + dataPlus, model[i], beta);
    }
    return total;
}

template double betaDivergence(MatrixView<float>, const Matrix<float>&, const Matrix<float>&, double);
template double betaDivergence(MatrixView<double>, const Matrix<double>&, const Matrix<double>&, double);

} // namespace winnow::nmf
