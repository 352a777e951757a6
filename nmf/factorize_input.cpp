// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_input.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace winnow::nmf {

namespace {

std::string shape(Index rows, Index columns) {
    return std::to_string(rows) + " x " + std::to_string(columns);
}

void require(bool condition, const std::string& sentence) {
    if (!condition) throw InvalidInput(sentence);
}

/// Throws for the entry at (i, j), which is not a finite, non-negative number.
template <class T> [[noreturn]] void refuseEntry(const char* matrix, T value, Index i, Index j) {
    const std::string where = std::string(matrix) + "(" + std::to_string(i) + ", " + std::to_string(j) + ")";
    if (std::isnan(value))
        throw InvalidInput(where +
                           " is NaN. If NaN marks missing entries, set nanIsMissing; else fill them in or "
                           "leave the row or column out.");
    if (std::isinf(value)) throw InvalidInput(where + " is infinite; every entry must be finite.");
    throw InvalidInput(where + " is negative; every entry must be zero or positive.");
}

template <class T, class M> void checkEntries(const char* matrix, const M& values, DataRange& range) {
    T largest = 0;
    T smallest = std::numeric_limits<T>::max();
    if (values.rows() == 0) return;
    for (Index j = 0; j < values.cols(); ++j) {
        const T* const column = values.data() + j * values.outerStride();
        const Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> v(column, values.rows());
        // A NaN or an infinity shows in the sum; the culprit is looked for only then. The sum of good entries
        // may be infinite too.
        if (!std::isfinite(v.sum()) || !(v.minCoeff() >= 0))
            for (Index i = 0; i < values.rows(); ++i)
                if (!(column[i] >= 0) || std::isinf(column[i])) refuseEntry(matrix, column[i], i, j);
        largest = std::max(largest, v.maxCoeff());
        smallest = std::min(smallest, (v > T(0)).select(v, std::numeric_limits<T>::max()).minCoeff());
    }
    range.largest = static_cast<double>(largest);
    range.smallestPositive = largest > 0 ? static_cast<double>(smallest) : 0;
}

void checkOptions(const Options& o) {
    require(o.rank >= 1, "rank is " + std::to_string(o.rank) + "; it must be at least 1.");
    require(o.beta >= 0 && o.beta <= 3,
            "beta is " + std::to_string(o.beta) +
                "; it must be between 0 (Itakura-Saito) and 3; 1 is Kullback-Leibler, "
                "2 Frobenius.");
    require(o.maxIterations >= 0, "maxIterations is negative.");
    require(o.tolerance >= 0, "tolerance is negative or NaN; 0 runs all iterations.");
    require(o.checkEvery >= 1, "checkEvery must be at least 1.");
    require(o.l1W >= 0 && std::isfinite(o.l1W), "l1W must be zero or positive, and finite.");
    require(o.l1H >= 0 && std::isfinite(o.l1H), "l1H must be zero or positive, and finite.");
    require(o.overRelaxation > 0 && o.overRelaxation < 2,
            "overRelaxation must be above 0 and below 2; 1 is the plain step.");
    require(o.fixedAtoms >= 0 && o.fixedAtoms <= o.rank,
            "fixedAtoms is " + std::to_string(o.fixedAtoms) + "; it must be between 0 and the rank.");
    require(o.threads >= 0, "threads is negative; 0 uses all the machine has.");
    require(o.l2W >= 0 && std::isfinite(o.l2W), "l2W must be zero or positive, and finite.");
    require(o.l2H >= 0 && std::isfinite(o.l2H), "l2H must be zero or positive, and finite.");
    require(o.gradientTolerance >= 0, "gradientTolerance is negative or NaN; 0 switches it off.");
    require(o.timeLimit > 0, "timeLimit must be above 0 seconds.");
    require(o.patience >= 1, "patience must be at least 1.");
}

/// Combinations that make no sense.
void checkCombination(const Options& o, bool startGiven) {
    const bool mu = o.solver == Solver::Mu;
    require(mu || o.beta == 2, "This solver is for the Frobenius norm (beta = 2); beta is " +
                                   std::to_string(o.beta) + ". Choose Solver::Mu for other divergences.");
    require(mu || o.overRelaxation == 1,
            "overRelaxation is an exponent of Solver::Mu; the other solvers have none.");
    require(!mu || o.gradientTolerance == 0,
            "gradientTolerance needs a least-squares solver; Solver::Mu does not know the gradient.");
    require(mu || !o.nanIsMissing,
            "nanIsMissing needs Solver::Mu: the least-squares solvers use sums over all entries.");
    require(o.init == Init::Random || !startGiven,
            "init chooses W and H together; with W0 or H0 given, leave it at Init::Random.");
    require(o.init == Init::Random || !o.nanIsMissing,
            "This init needs every entry of V; with nanIsMissing, leave it at Init::Random.");
    require(o.init != Init::Nndsvd || (!mu && o.solver != Solver::AcceleratedMu),
            "Init::Nndsvd leaves zeros, where multiplicative updates stay; choose Init::NndsvdA or "
            "Init::NndsvdAr.");
}

} // namespace

template <class T> DataRange checkData(const MatrixView<T>& V) {
    require(V.rows() > 0 && V.cols() > 0,
            "V is empty (" + shape(V.rows(), V.cols()) + "); it needs at least one row and one column.");
    DataRange range;
    checkEntries<T>("V", V, range);
    return range;
}

template <class T>
void checkStart(Index rows, Index columns, const Matrix<T>& W0, const Matrix<T>& H0, const Options& o) {
    checkOptions(o);
    checkCombination(o, W0.size() > 0 || H0.size() > 0);
    const bool wGiven = W0.size() > 0;
    const bool hGiven = H0.size() > 0;
    require(o.updateW || wGiven, "updateW is false, but no W is given to hold.");
    require(o.updateH || hGiven, "updateH is false, but no H is given to hold.");
    require(o.fixedAtoms == 0 || wGiven, "fixedAtoms is above 0, but no W is given to hold.");
    if (wGiven) {
        const bool held = o.fixedAtoms > 0 && W0.cols() == o.fixedAtoms && o.updateW;
        require(
            W0.rows() == rows && (W0.cols() == o.rank || held),
            "W0 is " + shape(W0.rows(), W0.cols()) + "; for this V and rank it must be " +
                shape(rows, o.rank) +
                (o.fixedAtoms > 0 ? ", or only the fixed atoms, " + shape(rows, o.fixedAtoms) + "." : "."));
    }
    if (hGiven)
        require(H0.rows() == o.rank && H0.cols() == columns, "H0 is " + shape(H0.rows(), H0.cols()) +
                                                                 "; for this V and rank it must be " +
                                                                 shape(o.rank, columns) + ".");
    DataRange unused;
    checkEntries<T>("W0", W0, unused);
    checkEntries<T>("H0", H0, unused);
}

template DataRange checkData(const MatrixView<float>&);
template DataRange checkData(const MatrixView<double>&);
template void checkStart(Index, Index, const Matrix<float>&, const Matrix<float>&, const Options&);
template void checkStart(Index, Index, const Matrix<double>&, const Matrix<double>&, const Options&);

} // namespace winnow::nmf
