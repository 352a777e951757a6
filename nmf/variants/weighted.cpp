// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/weighted.h"

#include "nmf/communicator.h"
#include "nmf/factor_scaling.h"
#include "nmf/start/random_start.h"
#include "nmf/stopping_rule.h"
#include "nmf/variants/weighted_solver.h"

#include <cmath>
#include <limits>
#include <string>

namespace winnow::nmf {

namespace {

/// V without what is missing, and its range.
template <class T> Matrix<T> present(const MatrixView<T>& V, const MatrixView<T>& M, DataRange& range) {
    if (V.rows() != M.rows() || V.cols() != M.cols())
        throw InvalidInput("The weights are " + std::to_string(M.rows()) + " x " + std::to_string(M.cols()) +
                           "; they must be of V's size, " + std::to_string(V.rows()) + " x " +
                           std::to_string(V.cols()) + ".");
    Matrix<T> clean(V.rows(), V.cols());
    bool any = false;
    for (Index j = 0; j < V.cols(); ++j)
        for (Index i = 0; i < V.rows(); ++i) {
            if (!(M(i, j) >= 0) || std::isinf(M(i, j)))
                throw InvalidInput("The weight at (" + std::to_string(i) + ", " + std::to_string(j) +
                                   ") is negative or not finite; 0 marks a missing entry.");
            any |= M(i, j) > 0;
            clean(i, j) = M(i, j) > 0 ? V(i, j) : T(0);
        }
    range = checkData<T>(clean);
    if (!any) throw InvalidInput("Every entry of V is missing; there is nothing to fit.");
    return clean;
}

void checkOptions(const Options& options) {
    if (options.solver != Solver::Mu || options.init != Init::Random || options.overRelaxation != 1)
        throw InvalidInput("Weights and missing entries need Solver::Mu, Init::Random and overRelaxation 1.");
    if (options.sharing.active() && options.sharing.ranks->size() > 1)
        throw InvalidInput("Weights and missing entries do not work with several ranks.");
}

} // namespace

template <class T>
Factorization<T> factorizeWeighted(MatrixView<T> V, MatrixView<T> M, const Matrix<T>& W0, const Matrix<T>& H0,
                                   const Options& options) {
    checkOptions(options);
    checkStart<T>(V.rows(), V.cols(), W0, H0, options);
    DataRange range;
    const Matrix<T> clean = present(V, M, range);
    // The start is to have the mean of the entries that are there.
    const double there = (M.array() > T(0)).template cast<double>().mean();
    Matrix<T> W = W0, H = H0;
    fillStart({V.rows(), V.cols()}, range,
              range.largest > 0 ? relativeMean<T>(clean, range.largest) / there : 0, options, W, H);
    // In double no data underflow once they are near 1, so one power of two is all the scaling there is.
    const double s = range.largest > 0 ? std::ldexp(1.0, -std::ilogb(range.largest)) : 1.0;
    DataRange scaled;
    scaled.largest = range.largest * s;
    scaled.smallestPositive = std::min(scaled.largest, 1.0);
    Scaling<double> scaling(scaled, options.beta);
    scaling.s = s;
    WeightedData data{clean.template cast<double>() * s, M.template cast<double>(), scaling.epsilon,
                      range.largest > 0 ? scaled.largest : 1.0};
    Matrix<double> w = W.template cast<double>(), h = H.template cast<double>();
    const std::vector<double> balance = balanceOf(w);
    scaleIn(balance, scaling, w, h);
    const Index held = options.updateW ? options.fixedAtoms : options.rank;
    const auto power = [&](double exponent) {
        return std::exp2(std::clamp(exponent * std::log2(s), -1000.0, 1000.0));
    };
    const Penalties penalties(options, power(options.beta), s, balance, held);
    WeightedSolver solver(data, options, penalties, w, h);
    const auto objective = [&] {
        return std::min(solver.objective() * power(-options.beta), std::numeric_limits<double>::max());
    };
    Factorization<T> result;
    StoppingRule rule(options, objective());
    runIterations(
        rule, result, [&](int) { solver.iterate(); }, [&] { rule.evaluated(objective()); });
    scaleOut(balance, scaling, penalties.unitNorm(), held, w, h);
    constexpr double most = static_cast<double>(std::numeric_limits<T>::max());
    result.W = w.cwiseMin(most).template cast<T>();
    result.H = h.cwiseMin(most).template cast<T>();
    result.W.leftCols(held) = W.leftCols(held); // to the last bit
    if (!options.updateH) result.H = H0;
    return result;
}

template <class T>
Factorization<T> factorizeMissing(MatrixView<T> V, const Matrix<T>& W0, const Matrix<T>& H0,
                                  const Options& options) {
    const Matrix<T> M = V.array().isNaN().select(Matrix<T>::Zero(V.rows(), V.cols()), T(1));
    return factorizeWeighted<T>(V, M, W0, H0, options);
}

template <class T> Matrix<T> impute(MatrixView<T> V, const Factorization<T>& fit) {
    if (fit.W.rows() != V.rows() || fit.H.cols() != V.cols())
        throw InvalidInput("impute: the factorization is not one of a matrix of this size.");
    const Matrix<T> model = fit.W * fit.H;
    return V.array().isNaN().select(model, V);
}

#define WINNOW_WEIGHTED(T)                                                                                   \
    template Factorization<T> factorizeWeighted(MatrixView<T>, MatrixView<T>, const Matrix<T>&,              \
                                                const Matrix<T>&, const Options&);                           \
    template Factorization<T> factorizeMissing(MatrixView<T>, const Matrix<T>&, const Matrix<T>&,            \
                                               const Options&);                                              \
    template Matrix<T> impute(MatrixView<T>, const Factorization<T>&);
WINNOW_WEIGHTED(float)
WINNOW_WEIGHTED(double)

} // namespace winnow::nmf
