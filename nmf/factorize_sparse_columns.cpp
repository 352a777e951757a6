// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_sparse_columns.h"

#include "nmf/aligned_buffer.h"
#include "nmf/factorize_input.h"
#include "nmf/grid/block_sums.h"
#include "nmf/grid/grid_run.h"
#include "nmf/grid/sparse_products.h"
#include "nmf/least_squares_run.h"
#include "nmf/sparse_kl_run.h"
#include "nmf/sparse_operand.h"
#include "nmf/start/initial_factors.h"
#include "nmf/start/random_start.h"

#include <algorithm>
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

template <class T> DataRange checkEntries(const SparseOperand<T>& V, const ShardGrid& grid) {
    const ColumnShards &shards = grid.columns(), &rows = grid.rows();
    if (rows.columns() == 0 || shards.columns() == 0)
        throw InvalidInput("V is empty (" + std::to_string(rows.columns()) + " x " +
                           std::to_string(shards.columns()) + "); it needs at least one row and one column.");
    DataRange range;
    Index lastRow = -1, lastColumn = -1;
    forEachEntry(V, 0, V.columns(), [&](Index row, Index column, double v) {
        // Blocks are found by their rows: one out of order would be taken for another block's.
        if (grid.twoWays() && column == lastColumn && row < lastRow)
            throw InvalidInput("The rows of column " + std::to_string(shards.firstColumn() + column) +
                               " of V do not rise; sort the entries of each column.");
        lastRow = row;
        lastColumn = column;
        if (!(v >= 0) || v > static_cast<double>(std::numeric_limits<T>::max()))
            throw InvalidInput("V(" + std::to_string(rows.firstColumn() + row) + ", " +
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
template <class T> double relativeMean(const SparseOperand<T>& V, const ShardGrid& grid, double largest) {
    if (!(largest > 0)) return 0;
    const ColumnShards &columns = grid.columns(), &rows = grid.rows();
    BlockSums sums(grid);
    std::vector<Index> ends; // of the bands
    for (int band = rows.firstShard(); band < rows.lastShard(); ++band)
        ends.push_back(rows.columnsOfShard(band).first + rows.columnsOfShard(band).second);
    together(grid.all(), [&] {
        for (int shard = columns.firstShard(); shard < columns.lastShard(); ++shard) {
            const auto [first, count] = columns.columnsOfShard(shard);
            const std::span<double> ofBands = sums.of(shard);
            forEachEntry(V, first, count, [&](Index row, Index, double v) {
                const auto band = std::upper_bound(ends.begin(), ends.end(), row) - ends.begin();
                ofBands[static_cast<std::size_t>(band)] += v / largest;
            });
        }
    });
    return sums.total() / (static_cast<double>(rows.columns()) * static_cast<double>(columns.columns()));
}

template <class T>
void runOnGrid(const SparseOperand<T>& V, const ShardGrid& grid, const Scaling<T>& scaling,
               const Options& options, Factorization<T>& result) {
    const GridRun run{grid, false, options};
    if (options.beta == 2) {
        SparseGramProducts<T> products(V, grid.rows(), grid.columns());
        runGrid<T>(products, run, scaling, result);
    } else {
        SparseRatioProducts<T> products(V, grid.rows(), grid.columns(), scaling.epsilon);
        runGrid<T>(products, run, scaling, result);
    }
}

} // namespace

template <class T>
Factorization<T> factorizeSparseColumns(const SparseSource<T>& V, const Matrix<T>& W0, const Matrix<T>& H0,
                                        const Options& options) {
    Communicator* const ranks = options.sharing.ranks;
    const ShardGrid grid(options.sharing.active() ? options.sharing.rows : V.rows(),
                         options.sharing.active() ? options.sharing.columns : V.columns(), true,
                         options.rowShards, ranks);
    DataRange range;
    together(ranks, [&] {
        checkPart(grid.columns(), V.columns());
        checkPart(grid.rows(), V.rows());
        range = checkEntries(SparseOperand<T>(V, 1), grid);
        checkStart<T>(V.rows(), V.columns(), W0, H0, options);
        checkKind(options);
    });
    range = rangeOfAll(ranks, range);
    Factorization<T> result;
    result.W = W0;
    result.H = H0;
    const Scaling<T> scaling(range, options.beta);
    const SparseOperand<T> operand(V, scaling.s);
    if (fromSingularVectors(options.init) && range.largest > 0) {
        SparseGramProducts<T> blocks(operand, grid.rows(), grid.columns());
        SharedProducts<T> products(blocks, grid, options.threads);
        const double mean =
            relativeMean(SparseOperand<T>(V, 1), grid, range.largest) * range.largest * scaling.s;
        singularFactors(products, mean, options, result.W, result.H);
        result.H /= static_cast<T>(scaling.s);
    } else if (options.init == Init::Random || range.largest == 0) {
        const double mean = relativeMean(SparseOperand<T>(V, 1), grid, range.largest);
        fillStart({grid.rows().columns(), grid.columns().columns(), grid.twoWays() ? &grid.rows() : nullptr,
                   &grid.columns()},
                  range, mean, options, result.W, result.H);
    } else {
        initialFactors<T>(operand, options, result.W, result.H);
        result.H /= static_cast<T>(scaling.s);
    }
    if (grid.twoWays())
        runOnGrid<T>(operand, grid, scaling, options, result);
    else if (options.beta == 2)
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
