// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/exact/separable.h"

#include "nmf/dense_operand.h"
#include "nmf/exact/successive_projection.h"
#include "nmf/nnls.h"

#include <algorithm>

namespace winnow::nmf {

namespace {

std::vector<Index> byProjection(const Matrix<double>& V, const SeparableOptions& options) {
    Eigen::VectorXd weights = Eigen::VectorXd::Ones(V.cols());
    for (Index j = 0; options.normalise && j < V.cols(); ++j)
        weights(j) = V.col(j).sum() > 0 ? 1 / V.col(j).sum() : 0;
    const DenseOperand<double> operand({V.data(), V.rows(), V.cols(), 1, V.rows()}, false, 1, 0);
    return successiveProjection<double>(operand, options.rank, weights);
}

/// Algorithm 1 of Kumar, Sindhwani & Kambadur 2013 with their "max" selection: of the residuals the largest,
/// and the column that reaches farthest along it for its size.
std::vector<Index> byExtremeRays(const Matrix<double>& V, Index rank) {
    std::vector<Index> chosen;
    Matrix<double> residual = V;
    const double nothing = 1e-20 * V.squaredNorm();
    while (static_cast<Index>(chosen.size()) < rank) {
        Index worst = 0;
        residual.colwise().squaredNorm().maxCoeff(&worst);
        const Eigen::VectorXd along = V.transpose() * residual.col(worst);
        Index best = -1;
        double farthest = 0;
        for (Index j = 0; j < V.cols(); ++j) {
            const double size = V.col(j).sum();
            if (size > 0 && along(j) / size > farthest) {
                farthest = along(j) / size;
                best = j;
            }
        }
        const bool again = std::find(chosen.begin(), chosen.end(), best) != chosen.end();
        if (best < 0 || again || residual.squaredNorm() <= nothing) break;
        chosen.push_back(best);
        const Matrix<double> W = V(Eigen::all, chosen);
        residual = V - W * nnls<double>(W, V);
    }
    return chosen;
}

} // namespace

SeparableFactorization separableNmf(const ConstMatrix& V, const SeparableOptions& options) {
    checkMatrix("V", V);
    if (options.rank < 1 || options.rank > V.cols())
        throw InvalidInput("rank must be between 1 and the number of columns.");
    const Matrix<double> data = V;
    SeparableFactorization result;
    result.columns = options.method == SeparableMethod::Spa ? byProjection(data, options)
                                                            : byExtremeRays(data, options.rank);
    result.W = data(Eigen::all, result.columns);
    if (result.columns.empty()) {
        result.H = Matrix<double>(0, V.cols());
        return result; // V is all zero
    }
    result.H = nnls<double>(result.W, data);
    result.relativeError = (data - result.W * result.H).norm() / data.norm();
    return result;
}

} // namespace winnow::nmf
