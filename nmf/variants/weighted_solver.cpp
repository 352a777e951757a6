// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/weighted_solver.h"

#include "nmf/beta_divergence.h"

#include <cmath>

namespace winnow::nmf {

namespace {

using kernels::Divergence;

constexpr double kFloor = 1e-18; ///< relative to factors of about 1: nothing is locked at zero

} // namespace

WeightedSolver::WeightedSolver(const WeightedData& data, const Options& options, const Penalties& penalties,
                               Matrix<double>& W, Matrix<double>& H)
    : data_(data), options_(options), penalties_(penalties), W_(W), H_(H),
      stepW_(StepKind::of(options.beta, penalties.hasSquareW())),
      stepH_(StepKind::of(options.beta, penalties.hasSquareH())) {}

AtomSize WeightedSolver::sizeOf(Index a) const {
    return {W_.col(a).sum(), W_.col(a).norm(), H_.row(a).sum(), H_.row(a).norm()};
}

void WeightedSolver::ratios() {
    const Eigen::ArrayXXd R = (W_ * H_).array() + data_.epsilon;
    const auto M = data_.M.array();
    const auto V = data_.V.array();
    switch (stepW_.divergence) {
    case Divergence::Frobenius:
        Q_ = M * V;
        P_ = M * R;
        break;
    case Divergence::KullbackLeibler:
        Q_ = M * V / R;
        P_ = M;
        break;
    case Divergence::ItakuraSaito:
        P_ = M / R;
        Q_ = P_.array() * (V + data_.epsilon) / R;
        break;
    case Divergence::Beta:
        P_ = M * R.pow(options_.beta - 1);
        Q_ = P_.array() * V / R;
        break;
    }
}

void WeightedSolver::step(Side side) {
    ratios();
    const bool isW = side == Side::W;
    const Matrix<double> numerator =
        isW ? Matrix<double>(Q_ * H_.transpose()) : Matrix<double>(W_.transpose() * Q_);
    const Matrix<double> denominator =
        isW ? Matrix<double>(P_ * H_.transpose()) : Matrix<double>(W_.transpose() * P_);
    for (Index a = isW ? options_.fixedAtoms : 0; a < W_.cols(); ++a) {
        const AtomSize size = sizeOf(a);
        const double slope = isW ? penalties_.slopeW(a, size) : penalties_.slopeH(a, size);
        const double square = isW ? penalties_.squareW(a, size) : penalties_.squareH(a, size);
        if (isW)
            for (Index i = 0; i < W_.rows(); ++i)
                W_(i, a) = multiplicativeStep(stepW_, W_(i, a), numerator(i, a), denominator(i, a) + slope,
                                              square, kFloor);
        else
            for (Index j = 0; j < H_.cols(); ++j)
                H_(a, j) = multiplicativeStep(stepH_, H_(a, j), numerator(a, j), denominator(a, j) + slope,
                                              square, kFloor * data_.largest);
    }
}

void WeightedSolver::iterate() {
    if (options_.updateH) step(Side::H);
    if (options_.updateW && options_.fixedAtoms < W_.cols()) step(Side::W);
}

double WeightedSolver::objective() const {
    double total = 0;
    const double dataPlus = stepW_.divergence == Divergence::ItakuraSaito ? data_.epsilon : 0;
    for (Index j = 0; j < data_.V.cols(); ++j) {
        const Eigen::VectorXd model = W_ * H_.col(j);
        for (Index i = 0; i < data_.V.rows(); ++i)
            if (data_.M(i, j) > 0)
                total += data_.M(i, j) *
                         betaDivergence(data_.V(i, j) + dataPlus, model(i) + data_.epsilon, options_.beta);
    }
    if (!penalties_.none())
        for (Index a = 0; a < W_.cols(); ++a)
            total += penalties_.value(a, sizeOf(a));
    return total;
}

} // namespace winnow::nmf
