// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/orthogonal.h"

#include <cmath>

namespace winnow::nmf {

namespace {

void normaliseRows(Matrix<double>& W, Matrix<double>& H) {
    for (Index a = 0; a < H.rows(); ++a) {
        const double norm = H.row(a).norm();
        if (!(norm > 0)) continue;
        H.row(a) /= norm;
        W.col(a) *= norm;
    }
}

} // namespace

OrthogonalFactorization orthogonalNmf(const ConstMatrix& V, const VariantOptions& options) {
    checkVariant(options);
    checkMatrix("V", V);
    OrthogonalFactorization result;
    Matrix<double>& W = result.W;
    Matrix<double>& H = result.H;
    const auto k = static_cast<double>(options.rank);
    H = randomFactor(options.rank, V.cols(), options.seed, 0);
    W = randomFactor(V.rows(), options.rank, options.seed, 1, V.mean() / (0.3025 * k));
    normaliseRows(W, H);
    const auto step = [&] {
        const Matrix<double> numerator = W.transpose() * V;
        multiplyBy(numerator, (H * numerator.transpose()) * H, H);
        multiplyBy(V * H.transpose(), W * (H * H.transpose()), W);
        normaliseRows(W, H);
    };
    result.course = runVariant(options, step, [&] { return (V - W * H).squaredNorm() / 2; });
    result.orthogonality = (H * H.transpose() - Matrix<double>::Identity(options.rank, options.rank)).norm();
    result.centroids = Matrix<double>::Zero(V.rows(), options.rank);
    Eigen::VectorXd members = Eigen::VectorXd::Zero(options.rank);
    for (Index j = 0; j < V.cols(); ++j) {
        Index label = 0;
        H.col(j).maxCoeff(&label);
        result.labels.push_back(label);
        result.centroids.col(label) += V.col(j);
        members(label) += 1;
    }
    for (Index a = 0; a < options.rank; ++a)
        if (members(a) > 0) result.centroids.col(a) /= members(a);
    return result;
}

} // namespace winnow::nmf
