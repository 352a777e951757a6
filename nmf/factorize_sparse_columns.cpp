// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_sparse_columns.h"

#include "nmf/aligned_buffer.h"
#include "nmf/factorize_input.h"
#include "nmf/least_squares_run.h"
#include "nmf/shard_sums.h"
#include "nmf/sparse_kl_run.h"
#include "nmf/sparse_operand.h"
#include "nmf/start/initial_factors.h"
#include "nmf/start/random_start.h"

#include <limits>
#include <string>

namespace winnow::nmf {

namespace {

/// use(row, column, value) for the entries of columns first .. first+count-1, in their order.
template <class T, class Use>
void forEachEntry(const SparseOperand<T>& V, Index first, Index count, const Use& use) {
    const std::int64_t most = V.mostEntries(first, first + count, kernels::kTileColumns);
    AlignedBuffer<T> scratch(V.scratchFor(most, kernels::kTileColumns));
    for (Index j = first; j < first + count; j += kernels::kTileColumns) {
        const Index some = std::min(kernels::kTileColumns, first + count - j);
        V.load(j, some, scratch.data());
        const kernels::SparseColumns<T> columns = V.block(j, some, scratch.data());
        for (Index c = 0; c < some; ++c)
            for (int p = columns.starts[c]; p < columns.starts[c + 1]; ++p)
                use(columns.rows[p], j + c, static_cast<double>(columns.values[p]));
    }
}

template <class T> DataRange checkEntries(const SparseOperand<T>& V, const ColumnShards& shards) {
    if (V.rows() == 0 || shards.columns() == 0)
        throw InvalidInput("V is empty (" + std::to_string(V.rows()) + " x " +
                           std::to_string(shards.columns()) + "); it needs at least one row and one column.");
    DataRange range;
    forEachEntry(V, 0, V.columns(), [&](Index row, Index column, double v) {
        if (!(v >= 0) || v > static_cast<double>(std::numeric_limits<T>::max()))
            throw InvalidInput("V(" + std::to_string(row) + ", " +
                               std::to_string(shards.firstColumn() + column) + ") is " + std::to_string(v) +
                               "; every entry must be zero or positive, and finite.");
        if (v > range.largest) range.largest = v;
        if (v > 0 && (range.smallestPositive == 0 || v < range.smallestPositive)) range.smallestPositive = v;
    });
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
template <class T>
double relativeMean(const SparseOperand<T>& V, const ColumnShards& shards, double largest) {
    if (!(largest > 0)) return 0;
    std::vector<double> parts;
    together(shards.ranks(), [&] {
        for (int shard = shards.firstShard(); shard < shards.lastShard(); ++shard) {
            const auto [first, count] = shards.columnsOfShard(shard);
            double part = 0;
            forEachEntry(V, first, count, [&](Index, Index, double v) { part += v / largest; });
            parts.push_back(part);
        }
    });
    const double sum = sumOverShards(shards.ranks(), shards.count(), [&](int shard) {
        return parts[static_cast<std::size_t>(shard - shards.firstShard())];
    });
    return sum / (static_cast<double>(V.rows()) * static_cast<double>(shards.columns()));
}

} // namespace

template <class T>
Factorization<T> factorizeSparseColumns(const SparseSource<T>& V, const Matrix<T>& W0, const Matrix<T>& H0,
                                        const Options& options) {
    Communicator* const ranks = options.sharing.ranks;
    const ColumnShards shards =
        ColumnShards::ofSparse(options.sharing.active() ? options.sharing.columns : V.columns(), ranks);
    DataRange range;
    together(ranks, [&] {
        checkPart(shards, V.columns());
        range = checkEntries(SparseOperand<T>(V, 1), shards);
        checkStart<T>(V.rows(), V.columns(), W0, H0, options);
        checkKind(options);
    });
    range = rangeOfAll(ranks, range);
    Factorization<T> result;
    result.W = W0;
    result.H = H0;
    const Scaling<T> scaling(range, options.beta);
    const SparseOperand<T> operand(V, scaling.s);
    if (options.init == Init::Random || range.largest == 0) {
        const double mean = relativeMean(SparseOperand<T>(V, 1), shards, range.largest);
        fillStart({V.rows(), shards.columns(), false, &shards}, range, mean, options, result.W, result.H);
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

template Factorization<float> factorizeSparseColumns(const SparseSource<float>&, const Matrix<float>&,
                                                     const Matrix<float>&, const Options&);
template Factorization<double> factorizeSparseColumns(const SparseSource<double>&, const Matrix<double>&,
                                                      const Matrix<double>&, const Options&);

} // namespace winnow::nmf
