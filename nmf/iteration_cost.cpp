// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/iteration_cost.h"

#include "nmf/column_shards.h"
#include "nmf/kernels/dispatch.h"
#include "nmf/kernels/gram_kernels.h"
#include "nmf/least_squares/inner_sweeps.h"
#include "nmf/shard_sums.h"
#include "nmf/simd.h"

#include <algorithm>

namespace winnow::nmf {
namespace {

/// Sides of V as the solver has them, and the paddings of this machine's kernels.
struct Layout {
    Index columns, length; ///< that are shared out, and their elements
    Index stride;          ///< atoms, padded
    Index panels;          ///< elements of W in panels
    Index lanes;
    ColumnShards shards;
};

bool isSparse(const CostedProblem& p) {
    return p.entries >= 0;
}

Layout layoutOf(const CostedProblem& p) {
    const bool tall = !isSparse(p) && p.solver != Solver::Mu && p.rows > p.columns;
    const auto columns = static_cast<Index>(tall ? p.rows : p.columns),
               length = static_cast<Index>(tall ? p.columns : p.rows);
    const auto layout = [&](const auto& tile, const auto& gram) {
        const Index lanes = isSparse(p) || p.solver != Solver::Mu ? gram.lanes : tile.lanes;
        return Layout{columns,
                      length,
                      (p.rank + lanes - 1) / lanes * lanes,
                      (length + tile.panelRows - 1) / tile.panelRows * tile.panelRows * p.rank,
                      lanes,
                      isSparse(p) ? ColumnShards::ofSparse(columns) : ColumnShards::ofDense(columns)};
    };
    const SimdLevel level = simdLevel();
    if (p.elementBytes == sizeof(double))
        return layout(kernels::tileKernels<double>(level), kernels::gramKernels<double>(level));
    return layout(kernels::tileKernels<float>(level), kernels::gramKernels<float>(level));
}

/// Adds sums over the shards to a cost.
class Sums {
public:
    Sums(const CostedProblem& problem, const Layout& layout, int process, IterationCost& cost)
        : problem_(problem), shards_(layout.shards.count()), process_(process), cost_(cost) {}

    void add(Index size, std::size_t elementBytes) {
        const int ranks = problem_.ranks;
        cost_.bytesSent += static_cast<double>(shardSumBytes(process_, ranks, shards_, size, elementBytes));
        const auto own = static_cast<double>(shareBegin(shards_, process_ + 1, ranks) -
                                             shareBegin(shards_, process_, ranks));
        const double vector = static_cast<double>(elementBytes) * static_cast<double>(size);
        cost_.bytesTouched +=
            4 * own * vector; // cleared, read, and read and written where it is added or kept
        if (ranks == 1) return;
        cost_.bytesTouched += vector * shards_ / ranks; // this process's slice of all
        cost_.messages += (own + 1) * (ranks - 1);
        cost_.bytesKept += vector * (own + (shards_ - own) / static_cast<double>(ranks));
    }

private:
    const CostedProblem& problem_;
    int shards_, process_;
    IterationCost& cost_;
};

} // namespace

double shardsOf(const CostedProblem& problem) {
    return layoutOf(problem).shards.count();
}

IterationCost iterationCost(const CostedProblem& p, int process) {
    const Layout layout = layoutOf(p);
    const auto k = static_cast<double>(p.rank);
    const double elements = isSparse(p) ? p.entries : p.rows * p.columns;
    IterationCost cost;
    Sums sums(p, layout, process, cost);
    if (p.solver == Solver::Mu) {
        // The model twice, and a product with the ratio for each factor; two for other divergences.
        const bool kl = p.beta == 1;
        cost.flops = (kl ? 8.0 : 12.0) * elements * k;
        cost.steps = static_cast<double>(layout.length * layout.stride);
        if (isSparse(p)) {
            sums.add(layout.stride * layout.length, p.elementBytes);
            sums.add(2 * p.rank, sizeof(double));
        } else {
            sums.add(layout.panels, p.elementBytes);
            if (!kl) sums.add(p.beta == 2 ? layout.stride * p.rank : layout.panels, p.elementBytes);
            sums.add(p.rank, sizeof(double));
        }
        return cost;
    }
    const auto length = static_cast<double>(layout.length), columns = static_cast<double>(layout.columns);
    cost.flops = 4 * elements * k + 2 * (length + columns) * k * k +
                 2 * k * k * (columns * worthwhileSweeps(length, k) + length * worthwhileSweeps(columns, k));
    cost.serialFlops = 2 * length * k * k; // the smaller factor's Gram matrix
    sums.add(layout.stride * p.rank, p.elementBytes);
    sums.add(3, sizeof(double));
    const bool byRows = !isSparse(p) && 5 * layout.stride > 6 * p.rank; // DenseOperand
    const Index paddedLength = (layout.length + layout.lanes - 1) / layout.lanes * layout.lanes;
    sums.add(byRows ? p.rank * paddedLength : layout.stride * layout.length, p.elementBytes);
    if (p.ranks > 1) { // the slices of the shorter factor
        const ColumnShards rows = ColumnShards::ofDense(layout.length);
        const auto at = [&](int rank) {
            return rows.beginOf(static_cast<int>(shareBegin(rows.count(), rank, p.ranks)));
        };
        cost.bytesSent += static_cast<double>((at(process + 1) - at(process)) * layout.stride) *
                          static_cast<double>(p.elementBytes) * (p.ranks - 1);
        cost.messages += p.ranks - 1;
    }
    return cost;
}

} // namespace winnow::nmf
