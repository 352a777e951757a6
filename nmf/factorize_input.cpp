// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_input.h"

#include "nmf/column_blocks.h"
#include "nmf/communicator.h"

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

template <class T> struct EntryRange {
    T largest = 0, smallest = std::numeric_limits<T>::max();

    operator DataRange() const {
        return {static_cast<double>(largest), largest > 0 ? static_cast<double>(smallest) : 0};
    }
};

/// @param where  takes the place of an entry that is wrong
template <class T, class Where>
void checkColumn(const T* column, Index rows, EntryRange<T>& range, const Where& refuse) {
    if (rows == 0) return;
    const Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> v(column, rows);
    // A NaN or an infinity shows in the sum; the culprit is looked for only then. The sum of good entries
    // may be infinite too.
    if (!std::isfinite(v.sum()) || !(v.minCoeff() >= 0))
        for (Index i = 0; i < rows; ++i)
            if (!(column[i] >= 0) || std::isinf(column[i])) refuse(i);
    range.largest = std::max(range.largest, v.maxCoeff());
    range.smallest = std::min(range.smallest, (v > T(0)).select(v, std::numeric_limits<T>::max()).minCoeff());
}

template <class T, class M> DataRange checkEntries(const char* matrix, const M& values) {
    EntryRange<T> range;
    for (Index j = 0; j < values.cols(); ++j) {
        const T* const column = values.data() + j * values.outerStride();
        checkColumn<T>(column, values.rows(), range, [&](Index i) { refuseEntry(matrix, column[i], i, j); });
    }
    return range;
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
    require(o.rowShards >= 0, "rowShards is negative; 0 is as the shape of V has it.");
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
    const bool several = o.sharing.active() && o.sharing.ranks->size() > 1;
    require((o.init != Init::KMeans && o.init != Init::Spa) || !several,
            "This init needs the whole of V in one process; with several ranks, choose another.");
    require(!o.nanIsMissing || !several, "nanIsMissing does not work with several ranks.");
    require(o.init != Init::Nndsvd || (!mu && o.solver != Solver::AcceleratedMu),
            "Init::Nndsvd leaves zeros, where multiplicative updates stay; choose Init::NndsvdA or "
            "Init::NndsvdAr.");
}

} // namespace

template <class T> DataRange checkData(const MatrixView<T>& V) {
    require(V.rows() > 0 && V.cols() > 0,
            "V is empty (" + shape(V.rows(), V.cols()) + "); it needs at least one row and one column.");
    return checkEntries<T>("V", V);
}

template <class T>
DataRange checkData(const ColumnSource<T>& V, bool transposed, const ColumnShards& shards, Index firstRow) {
    require((V.rows() > 0 || shards.ranks() != nullptr) && shards.columns() > 0,
            "V is empty; it needs at least one row and one column.");
    EntryRange<T> range;
    forEachColumn<T>(V, 0, V.columns(), [&](Index j, const T* column) {
        checkColumn<T>(column, V.rows(), range, [&](Index i) {
            const Index whole = shards.firstColumn() + j, row = firstRow + i;
            refuseEntry("V", column[i], transposed ? whole : row, transposed ? row : whole);
        });
    });
    return range;
}

void checkPart(const ColumnShards& shards, Index columns) {
    require(columns == shards.ownColumns(), "This rank has " + std::to_string(columns) +
                                                " columns (or rows) of V; its part are " +
                                                std::to_string(shards.ownColumns()) + ".");
}

DataRange rangeOfAll(Communicator* ranks, DataRange own) {
    if (ranks == nullptr || ranks->size() == 1) return own;
    DataRange all;
    for (const DataRange& one : gatherValues(*ranks, own)) {
        all.largest = std::max(all.largest, one.largest);
        if (one.smallestPositive > 0 &&
            (all.smallestPositive == 0 || one.smallestPositive < all.smallestPositive))
            all.smallestPositive = one.smallestPositive;
    }
    return all;
}

template <class T>
void checkStart(Index rows, Index columns, const Matrix<T>& W0, const Matrix<T>& H0, const Options& o) {
    checkOptions(o);
    checkCombination(o, W0.cols() > 0 || H0.rows() > 0);
    const bool wGiven = W0.cols() > 0; // a rank's part may have no rows
    const bool hGiven = H0.rows() > 0;
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
    checkEntries<T>("W0", W0);
    checkEntries<T>("H0", H0);
}

template DataRange checkData(const MatrixView<float>&);
template DataRange checkData(const MatrixView<double>&);
template DataRange checkData(const ColumnSource<float>&, bool, const ColumnShards&, Index);
template DataRange checkData(const ColumnSource<double>&, bool, const ColumnShards&, Index);
template void checkStart(Index, Index, const Matrix<float>&, const Matrix<float>&, const Options&);
template void checkStart(Index, Index, const Matrix<double>&, const Matrix<double>&, const Options&);

} // namespace winnow::nmf
