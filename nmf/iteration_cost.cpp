// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/iteration_cost.h"

#include "nmf/column_shards.h"
#include "nmf/grid/grid_factor.h"
#include "nmf/grid/shard_grid.h"
#include "nmf/kernels/dispatch.h"
#include "nmf/kernels/gram_kernels.h"
#include "nmf/least_squares/inner_sweeps.h"
#include "nmf/shard_sums.h"
#include "nmf/simd.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <vector>

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

/// A process as the solvers see it, without others to talk to.
class LonelyRank final : public Communicator {
public:
    LonelyRank(int rank, int size) : rank_(rank), size_(size) {}
    int rank() const noexcept override { return rank_; }
    int size() const noexcept override { return size_; }
    [[noreturn]] void abort(int exitCode) override { std::_Exit(exitCode); }

protected:
    void transfer(std::span<const Outgoing>, std::span<const Incoming>) override {
        throw std::logic_error("this rank only counts");
    }

private:
    int rank_, size_;
};

/// The blocks of one process, where V is cut both ways.
struct ProcessGrid {
    ProcessGrid(const CostedProblem& p, int process)
        : self(process, p.ranks), tall(!isSparse(p) && p.rows > p.columns),
          shards(static_cast<Index>(tall ? p.columns : p.rows), static_cast<Index>(tall ? p.rows : p.columns),
                 isSparse(p), p.rowShards, &self) {}

    LonelyRank self;
    bool tall;
    ShardGrid shards;
};

/// One half of an iteration: the sums for a factor's part over the shards of the other side, the slices of
/// the factor, its sums and its Gram matrix.
void addHalf(const CostedProblem& p, const ColumnShards& own, const ColumnShards& other, Index stride,
             bool longSide, IterationCost& cost) {
    SelfCommunicator alone;
    const Communicator& group = other.ranks() != nullptr ? *other.ranks() : alone;
    const Communicator& along = own.ranks() != nullptr ? *own.ranks() : alone;
    const std::vector<Index> slices = tileSlices(own, group.size());
    const auto rank = static_cast<std::size_t>(group.rank());
    const auto bytes = static_cast<double>(p.elementBytes);
    const double members = group.size() - 1.0, parts = other.lastShard() - other.firstShard();
    const auto size = static_cast<double>(own.ownColumns() * stride),
               slice = static_cast<double>((slices[rank + 1] - slices[rank]) * stride);
    const bool gram = p.beta == 2;
    const double vectors = gram || p.beta == 1 ? 1 : 2;
    cost.bytesSent += vectors * parts * (size - slice) * bytes + slice * bytes * members;
    cost.messages += members * (vectors * parts + 2);
    const double tiles =
        std::ceil(static_cast<double>(slices[rank + 1] - slices[rank]) / kernels::kTileColumns);
    cost.bytesSent += 2 * tiles * sizeof(double) * members;
    const auto along1 = [&](Index length, std::size_t elementBytes) {
        cost.bytesSent +=
            static_cast<double>(shardSumBytes(along.rank(), along.size(), own.count(), length, elementBytes));
        cost.messages += (own.lastShard() - own.firstShard() + 1.0) * (along.size() - 1);
    };
    along1(2 * p.rank, sizeof(double));
    if (gram) {
        along1(stride * p.rank, p.elementBytes);
        along1(1, sizeof(double)); // <factor, sums>
    }
    if (members > 0) cost.bytesKept += vectors * bytes * (parts * size + (other.count() - parts) * slice);
    // The long factor's sums are added up block by block of columns, in the cache, and pass through memory
    // once, or once a part to be sent. The short one's: cleared, unpacked, added or kept, each time whole.
    const double passes = longSide ? (members > 0 ? 2 * parts : 3) : 6 * parts;
    cost.bytesTouched += vectors * bytes * (passes * size + (members > 0 ? other.count() * slice : 0));
}

IterationCost gridCost(const CostedProblem& p, const ProcessGrid& grid) {
    const Layout layout = layoutOf(p);
    const ColumnShards &columns = grid.shards.columns(), &rows = grid.shards.rows();
    const auto k = static_cast<double>(p.rank), m = static_cast<double>(rows.columns()),
               n = static_cast<double>(columns.columns());
    const double elements = isSparse(p) ? p.entries : m * n;
    const auto bytes = static_cast<double>(p.elementBytes);
    IterationCost cost;
    if (p.beta == 2)
        cost.flops = 4 * elements * k + 2 * (m + n) * k * k +
                     2 * k * k * (n * worthwhileSweeps(m, k) + m * worthwhileSweeps(n, k));
    else
        cost.flops = (p.beta == 1 ? 8.0 : 12.0) * elements * k;
    addHalf(p, columns, rows, layout.stride, true, cost);
    addHalf(p, rows, columns, layout.stride, false, cost);
    cost.longBytes = static_cast<double>(columns.ownColumns()) * k * bytes;
    cost.shortBytes = static_cast<double>(rows.ownColumns()) * k * bytes;
    return cost;
}

} // namespace

CostedGrid gridOf(const CostedProblem& p) {
    const ProcessGrid grid(p, 0);
    return {grid.shards.shape(), grid.shards.rankShape()};
}

IterationCost iterationCost(const CostedProblem& p, int process) {
    const ProcessGrid grid(p, process);
    const bool throughRows = grid.tall && p.solver == Solver::Mu && p.rows >= static_cast<double>(kLongSide);
    if (grid.shards.twoWays() || throughRows) return gridCost(p, grid);
    const Layout layout = layoutOf(p);
    const auto k = static_cast<double>(p.rank);
    const double elements = isSparse(p) ? p.entries : p.rows * p.columns;
    IterationCost cost;
    Sums sums(p, layout, process, cost);
    cost.longBytes = static_cast<double>(layout.columns) / p.ranks * k * static_cast<double>(p.elementBytes);
    cost.shortBytes = static_cast<double>(layout.length * p.rank) * static_cast<double>(p.elementBytes);
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
