// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_input.h"

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
                           " is NaN. Missing entries are not supported; fill them in or leave the row or "
                           "column out.");
    if (std::isinf(value)) throw InvalidInput(where + " is infinite; every entry must be finite.");
    throw InvalidInput(where + " is negative; every entry must be zero or positive.");
}

template <class T, class M> void checkEntries(const char* matrix, const M& values, DataRange& range) {
    T largest = 0;
    T smallest = std::numeric_limits<T>::max();
    for (Index j = 0; j < values.cols(); ++j) {
        const T* const column = values.data() + j * values.outerStride();
        // One branch a column, so that the loop is vectorised; the culprit is looked for only when there is
        // one.
        bool good = true;
        for (Index i = 0; i < values.rows(); ++i) {
            const T v = column[i];
            good &= v >= 0 && v <= std::numeric_limits<T>::max();
            largest = v > largest ? v : largest;
            smallest = v > 0 && v < smallest ? v : smallest;
        }
        if (good) continue;
        for (Index i = 0; i < values.rows(); ++i)
            if (!(column[i] >= 0) || std::isinf(column[i])) refuseEntry(matrix, column[i], i, j);
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
void checkStart(const MatrixView<T>& V, const Matrix<T>& W0, const Matrix<T>& H0, const Options& o) {
    checkOptions(o);
    const bool wGiven = W0.size() > 0;
    const bool hGiven = H0.size() > 0;
    require(o.updateW || wGiven, "updateW is false, but no W is given to hold.");
    require(o.updateH || hGiven, "updateH is false, but no H is given to hold.");
    require(o.fixedAtoms == 0 || wGiven, "fixedAtoms is above 0, but no W is given to hold.");
    if (wGiven) {
        const bool held = o.fixedAtoms > 0 && W0.cols() == o.fixedAtoms && o.updateW;
        require(W0.rows() == V.rows() && (W0.cols() == o.rank || held),
                "W0 is " + shape(W0.rows(), W0.cols()) + "; for this V and rank it must be " +
                    shape(V.rows(), o.rank) +
                    (o.fixedAtoms > 0 ? ", or only the fixed atoms, " + shape(V.rows(), o.fixedAtoms) + "."
                                      : "."));
    }
    if (hGiven)
        require(H0.rows() == o.rank && H0.cols() == V.cols(), "H0 is " + shape(H0.rows(), H0.cols()) +
                                                                  "; for this V and rank it must be " +
                                                                  shape(o.rank, V.cols()) + ".");
    DataRange unused;
    checkEntries<T>("W0", W0, unused);
    checkEntries<T>("H0", H0, unused);
}

template DataRange checkData(const MatrixView<float>&);
template DataRange checkData(const MatrixView<double>&);
template void checkStart(const MatrixView<float>&, const Matrix<float>&, const Matrix<float>&,
                         const Options&);
template void checkStart(const MatrixView<double>&, const Matrix<double>&, const Matrix<double>&,
                         const Options&);

} // namespace winnow::nmf
