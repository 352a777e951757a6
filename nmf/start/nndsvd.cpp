// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/start/nndsvd.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

namespace {

constexpr double kZero = 1e-6; ///< entries below are taken as zero, as other programs do

} // namespace

template <class T>
void nndsvd(const Operand<T>& V, Index k, std::uint64_t seed, Matrix<double>& W, Matrix<double>& H) {
    const Index found = std::min({k, V.rows(), V.columns()});
    const Svd svd = randomisedSvd(V, found, seed);
    W = Matrix<double>::Zero(V.rows(), k);
    H = Matrix<double>::Zero(k, V.columns());
    for (Index a = 0; a < found; ++a) {
        Eigen::VectorXd u = svd.U.col(a), v = svd.V.col(a);
        if (a == 0) { // of one sign (Perron-Frobenius)
            u = u.cwiseAbs();
            v = v.cwiseAbs();
        } else {
            const Eigen::VectorXd minusU = (-u).cwiseMax(0.0), minusV = (-v).cwiseMax(0.0);
            const Eigen::VectorXd plusU = u.cwiseMax(0.0), plusV = v.cwiseMax(0.0);
            const bool plus = plusU.norm() * plusV.norm() >= minusU.norm() * minusV.norm();
            u = plus ? plusU : minusU;
            v = plus ? plusV : minusV;
        }
        const double size = u.norm() * v.norm();
        if (!(size > 0)) continue;
        const double weight = std::sqrt(svd.s(a) * (a == 0 ? 1 : size));
        W.col(a) = a == 0 ? Eigen::VectorXd(weight * u) : Eigen::VectorXd(weight / u.norm() * u);
        H.row(a) =
            (a == 0 ? Eigen::VectorXd(weight * v) : Eigen::VectorXd(weight / v.norm() * v)).transpose();
    }
    W = (W.array() < kZero).select(0.0, W);
    H = (H.array() < kZero).select(0.0, H);
}

template void nndsvd(const Operand<float>&, Index, std::uint64_t, Matrix<double>&, Matrix<double>&);
template void nndsvd(const Operand<double>&, Index, std::uint64_t, Matrix<double>&, Matrix<double>&);

} // namespace winnow::nmf
