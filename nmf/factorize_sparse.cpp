// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_sparse.h"

#include "nmf/factorize_input.h"
#include "nmf/least_squares_run.h"
#include "nmf/shard_sums.h"
#include "nmf/sparse_kl_run.h"
#include "nmf/sparse_operand.h"
#include "nmf/start/initial_factors.h"
#include "nmf/start/random_start.h"

#include <string>

namespace winnow::nmf {

namespace {

/// Checks the stored entries by way of a dense row of them, and says where the bad one is.
/// @param columns  of all ranks
template <class T> DataRange checkEntries(const SparseMatrix<T>& V, Index columns) {
    if (V.rows() == 0 || columns == 0)
        throw InvalidInput("V is empty (" + std::to_string(V.rows()) + " x " + std::to_string(V.cols()) +
                           "); it needs at least one row and one column.");
    DataRange range;
    for (Index j = 0; j < V.outerSize(); ++j) {
        for (typename SparseMatrix<T>::InnerIterator it(V, j); it; ++it) {
            const auto v = static_cast<double>(it.value());
            if (!(v >= 0) || v > static_cast<double>(std::numeric_limits<T>::max()))
                throw InvalidInput("V(" + std::to_string(it.row()) + ", " + std::to_string(j) + ") is " +
                                   std::to_string(v) + "; every entry must be zero or positive, and finite.");
            if (v > range.largest) range.largest = v;
            if (v > 0 && (range.smallestPositive == 0 || v < range.smallestPositive))
                range.smallestPositive = v;
        }
    }
    return range;
}

void checkKind(const Options& options) {
    const kernels::Divergence kind = divergenceKind(options.beta);
    if (kind != kernels::Divergence::Frobenius && kind != kernels::Divergence::KullbackLeibler)
        throw InvalidInput("beta is " + std::to_string(options.beta) +
                           "; a sparse V can be fitted with beta = 2 (Frobenius) or 1 (Kullback-Leibler). "
                           "Others need W H at every entry: pass V as a dense matrix.");
    if (options.nanIsMissing)
        throw InvalidInput("nanIsMissing is for dense V; entries that a sparse V does not store are zeros.");
    if (options.overRelaxation != 1)
        throw InvalidInput("overRelaxation is for dense V; leave it at 1 with a sparse one.");
}

/// Mean of all elements / largest.
template <class T> double relativeMean(const SparseMatrix<T>& V, const ColumnShards& shards, double largest) {
    if (!(largest > 0)) return 0;
    const double sum = sumOverShards(shards.ranks(), shards.count(), [&](int shard) {
        const auto [first, count] = shards.columnsOfShard(shard);
        double part = 0;
        for (int p = V.outerIndexPtr()[first]; p < V.outerIndexPtr()[first + count]; ++p)
            part += static_cast<double>(V.valuePtr()[p]) / largest;
        return part;
    });
    return sum / (static_cast<double>(V.rows()) * static_cast<double>(shards.columns()));
}

} // namespace

template <class T>
Factorization<T> factorize(const SparseMatrix<T>& given, const Matrix<T>& W0, const Matrix<T>& H0,
                           const Options& options) {
    SparseMatrix<T> compressed;
    if (!given.isCompressed()) {
        compressed = given;
        compressed.makeCompressed();
    }
    const SparseMatrix<T>& V = given.isCompressed() ? given : compressed;
    Communicator* const ranks = options.sharing.ranks;
    const ColumnShards shards(options.sharing.active() ? options.sharing.columns : V.cols(), kSparseShards,
                              ranks);
    DataRange range;
    together(ranks, [&] {
        checkPart(shards, V.cols());
        range = checkEntries(V, shards.columns());
        checkStart<T>(V.rows(), V.cols(), W0, H0, options);
        checkKind(options);
    });
    range = rangeOfAll(ranks, range);
    Factorization<T> result;
    result.W = W0;
    result.H = H0;
    const Scaling<T> scaling(range, options.beta);
    const SparseOperand<T> operand(V, scaling.s);
    if (options.init == Init::Random || range.largest == 0) {
        fillStart({V.rows(), shards.columns(), false, &shards}, range, relativeMean(V, shards, range.largest),
                  options, result.W, result.H);
    } else {
        initialFactors<T>(operand, options, result.W, result.H);
        result.H /= static_cast<T>(scaling.s);
    }
    if (options.beta == 2)
        runLeastSquares<T>(operand, false, scaling, options, result);
    else
        runSparseKl<T>(operand, scaling, options, result);
    return result;
}

template <class T> Factorization<T> factorize(const SparseMatrix<T>& V, const Options& options) {
    return factorize<T>(V, Matrix<T>(), Matrix<T>(), options);
}

#define WINNOW_FACTORIZE_SPARSE(T)                                                                           \
    template Factorization<T> factorize(const SparseMatrix<T>&, const Options&);                             \
    template Factorization<T> factorize(const SparseMatrix<T>&, const Matrix<T>&, const Matrix<T>&,          \
                                        const Options&);
WINNOW_FACTORIZE_SPARSE(float)
WINNOW_FACTORIZE_SPARSE(double)

} // namespace winnow::nmf
