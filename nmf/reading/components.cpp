// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/reading/components.h"

#include "nmf/reading/assignment.h"
#include "nmf/variants/hoyer.h"

namespace winnow::nmf {

namespace {

void requireFit(const ConstMatrix& W, const ConstMatrix& H) {
    if (W.cols() != H.rows() || W.cols() == 0)
        throw InvalidInput("W must have as many columns as H has rows, at least one.");
}

} // namespace

void normaliseComponents(Matrix<double>& W, Matrix<double>& H, Normalisation kind) {
    requireFit(W, H);
    for (Index a = 0; a < W.cols(); ++a) {
        const double size = kind == Normalisation::Sum    ? W.col(a).sum()
                            : kind == Normalisation::Norm ? W.col(a).norm()
                                                          : W.col(a).maxCoeff();
        if (!(size > 0)) continue;
        W.col(a) /= size;
        H.row(a) *= size;
    }
}

Matching matchComponents(const ConstMatrix& A, const ConstMatrix& B) {
    checkMatrix("A", A, true);
    checkMatrix("B", B, true);
    if (A.rows() != B.rows() || B.cols() < A.cols())
        throw InvalidInput("B must have as many rows as A, and at least as many columns.");
    Matrix<double> cosines(A.cols(), B.cols());
    for (Index i = 0; i < A.cols(); ++i)
        for (Index j = 0; j < B.cols(); ++j) {
            const double size = A.col(i).norm() * B.col(j).norm();
            cosines(i, j) = size > 0 ? A.col(i).dot(B.col(j)) / size : 0;
        }
    Matching result;
    result.partner = assign(-cosines);
    for (Index i = 0; i < A.cols(); ++i)
        result.similarity.push_back(cosines(i, result.partner[static_cast<std::size_t>(i)]));
    return result;
}

FitReport reportFit(const ConstMatrix& V, const ConstMatrix& W, const ConstMatrix& H) {
    requireFit(W, H);
    if (W.rows() != V.rows() || H.cols() != V.cols()) throw InvalidInput("W H is not of V's size.");
    FitReport report;
    report.residual = V - W * H;
    const double size = V.squaredNorm(), rest = report.residual.squaredNorm();
    report.explainedVariance = size > 0 ? 1 - rest / size : 1;
    report.relativeError = size > 0 ? std::sqrt(rest / size) : 0;
    report.share = W.colwise().sum().transpose().cwiseProduct(H.rowwise().sum());
    if (report.share.sum() > 0) report.share /= report.share.sum();
    report.sparsenessW.resize(W.cols());
    report.sparsenessH.resize(W.cols());
    for (Index a = 0; a < W.cols(); ++a) {
        report.sparsenessW(a) = hoyerSparseness(W.col(a));
        report.sparsenessH(a) = hoyerSparseness(H.row(a).transpose());
    }
    return report;
}

std::vector<Index> clusterLabels(const ConstMatrix& W, const ConstMatrix& H) {
    requireFit(W, H);
    const Eigen::VectorXd norms = W.colwise().norm().transpose();
    std::vector<Index> labels;
    for (Index j = 0; j < H.cols(); ++j) {
        Index label = 0;
        H.col(j).cwiseProduct(norms).maxCoeff(&label);
        labels.push_back(label);
    }
    return labels;
}

} // namespace winnow::nmf
