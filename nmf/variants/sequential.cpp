// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/sequential.h"

#include "nmf/variants/weighted.h"

namespace winnow::nmf {

namespace {

Factorization<double> fit(const ConstMatrix& V, const Matrix<double>& M, const Matrix<double>& W,
                          const Matrix<double>& H, const Options& options) {
    if (M.size() > 0) return factorizeWeighted<double>(V, M, W, H, options);
    return factorize<double>(V, W, H, options);
}

} // namespace

SequentialFactorization sequentialNmf(const ConstMatrix& V, const Matrix<double>& M,
                                      const VariantOptions& options) {
    checkVariant(options);
    const bool weighted = M.size() > 0;
    if (!weighted) checkMatrix("V", V);
    SequentialFactorization result;
    const Matrix<double> present = weighted && M.rows() == V.rows() && M.cols() == V.cols()
                                       ? Matrix<double>((M.array() > 0).select(V, 0.0))
                                       : Matrix<double>(V);
    const auto squares = [&](const Matrix<double>& x) {
        return weighted ? (M.array() * x.array().square()).sum() : x.squaredNorm();
    };
    for (Index a = 0; a < options.rank; ++a) {
        Options o;
        o.rank = a + 1;
        o.beta = 2;
        o.solver = weighted ? Solver::Mu : Solver::AcceleratedHals;
        o.fixedAtoms = a;
        o.maxIterations = options.maxIterations;
        o.tolerance = options.tolerance;
        o.checkEvery = options.checkEvery;
        o.timeLimit = options.timeLimit;
        o.progress = options.progress;
        o.seed = options.seed;
        // H of the components there are goes on from where it was; the new row is small and the same
        // everywhere, so that nothing is lost at first.
        Matrix<double> H(a + 1, V.cols());
        if (a > 0) {
            H.topRows(a) = result.H.cwiseMax(1e-6 * result.H.mean());
            H.row(a).setConstant(0.1 * result.H.mean());
        }
        const Factorization<double> f = fit(V, M, result.W, a > 0 ? H : Matrix<double>(), o);
        result.W = f.W;
        result.H = f.H;
        const double total = squares(present);
        result.residualVariance.push_back(total > 0 ? squares(present - f.W * f.H) / total : 0);
        if (f.status == Status::Cancelled) break;
    }
    return result;
}

Index elbow(const std::vector<double>& curve) {
    const std::size_t last = curve.size() - 1;
    if (curve.size() < 3 || !(curve.front() > curve.back())) return 1;
    Index best = 1;
    double farthest = 0;
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const double x = static_cast<double>(i) / static_cast<double>(last);
        const double y = (curve[i] - curve.back()) / (curve.front() - curve.back());
        if (1 - x - y > farthest) {
            farthest = 1 - x - y;
            best = static_cast<Index>(i) + 1;
        }
    }
    return best;
}

} // namespace winnow::nmf
