// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once per SIMD level, with Eigen's namespace renamed, like the library's own kernels.
#include "tests/bench/eigen_nmf.h"

#include <Eigen/Core>

namespace winnow::bench::WINNOW_SIMD_LEVEL {
namespace {

using Matrix = Eigen::Map<Eigen::MatrixXf>;
using ConstMatrix = Eigen::Map<const Eigen::MatrixXf>;
using Vector = Eigen::Map<Eigen::VectorXf>;

void naive(const EigenNmf& p) {
    const ConstMatrix V(p.V, p.m, p.n);
    Matrix W(p.W, p.m, p.k);
    Matrix H(p.H, p.k, p.n);
    const Eigen::MatrixXf ones = Eigen::MatrixXf::Ones(p.m, p.n);
    H = (H.array() * (W.transpose() * (V.array() / (W * H).array()).matrix()).array() /
         (W.transpose() * ones).array())
            .matrix();
    W = (W.array() * ((V.array() / (W * H).array()).matrix() * H.transpose()).array() /
         (ones * H.transpose()).array())
            .matrix();
}

void inPlace(const EigenNmf& p) {
    const ConstMatrix V(p.V, p.m, p.n);
    Matrix W(p.W, p.m, p.k);
    Matrix H(p.H, p.k, p.n);
    Matrix R(p.R, p.m, p.n);
    static Eigen::MatrixXf numeratorH;
    static Eigen::MatrixXf numeratorW;
    R.noalias() = W * H;
    R.array() = V.array() / R.array();
    numeratorH.noalias() = W.transpose() * R;
    H.array() *= numeratorH.array().colwise() / W.colwise().sum().transpose().array();
    R.noalias() = W * H;
    R.array() = V.array() / R.array();
    numeratorW.noalias() = R * H.transpose();
    W.array() *= numeratorW.array().rowwise() / H.rowwise().sum().transpose().array();
}

void products(const EigenNmf& p) {
    const Matrix W(p.W, p.m, p.k);
    const Matrix H(p.H, p.k, p.n);
    Matrix R(p.R, p.m, p.n);
    static Eigen::MatrixXf numeratorH;
    static Eigen::MatrixXf numeratorW;
    R.noalias() = W * H;
    numeratorH.noalias() = W.transpose() * R;
    R.noalias() = W * H;
    numeratorW.noalias() = R * H.transpose();
}

void frame(const EigenNmf& p, int iterations) {
    const Matrix W(p.W, p.m, p.k);
    const Vector v(p.R, p.m);
    Vector h(p.H, p.k);
    static Eigen::VectorXf ratio;
    static Eigen::VectorXf numerator;
    for (int i = 0; i < iterations; ++i) {
        ratio.noalias() = W * h;
        ratio.array() = v.array() / ratio.array();
        numerator.noalias() = W.transpose() * ratio;
        h.array() *= numerator.array();
    }
}

} // namespace

extern const EigenKernels kernels;
const EigenKernels kernels = {naive, inPlace, products, frame};

} // namespace winnow::bench::WINNOW_SIMD_LEVEL
