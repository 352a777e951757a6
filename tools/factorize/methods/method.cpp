// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/methods/method.h"

namespace winnow::tools {

void takeCourse(const nmf::Course& course, MethodResult& result) {
    result.trace = course.trace;
    result.iterations = course.iterations;
    result.status = course.status;
}

double relativeErrorOf(const nmf::ConstMatrix& V, const nmf::ConstMatrix& model) {
    const double scale = V.cwiseAbs().maxCoeff(); // squares of large values must not overflow
    if (!(scale > 0)) return 0;
    return ((V - model) / scale).norm() / (V / scale).norm();
}

void takeFactors(const nmf::Matrix<double>& V, nmf::Matrix<double> W, nmf::Matrix<double> H,
                 MethodResult& result) {
    result.rank = W.cols();
    result.relativeError = relativeErrorOf(V, W * H);
    if (result.objective.empty()) {
        result.objective = "half the squared Frobenius norm of V - W H";
        result.squaredNorm = V.squaredNorm();
    }
    result.factors.push_back({"W", std::move(W), "components, one a column"});
    result.factors.push_back({"H", std::move(H), "activations, one column for each of V's"});
}

} // namespace winnow::tools
