// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/shard_grid.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {
namespace {

constexpr Index kFewestRows = kLongSide / 2; ///< of a shard of rows
constexpr double kSide = 1 << 14;            ///< of a block of a large V
constexpr double kMostBlocks = 1 << 16;
constexpr double kMostRanks = 1024;    ///< that shapes are made for
constexpr int kFewestColumnShards = 8; ///< as a sparse V has that is cut one way

int tilesOf(Index columns) {
    return static_cast<int>((columns + kernels::kTileColumns - 1) / kernels::kTileColumns);
}

/// Of a V cut by columns only.
int straightShards(Index columns, bool sparse) {
    return (sparse ? ColumnShards::ofSparse(columns) : ColumnShards::ofDense(columns)).count();
}

/// The nearest one, as numbers of ranks often are.
double powerOfTwo(double x) {
    return std::exp2(std::round(std::log2(x)));
}

} // namespace

GridShape shardShape(Index rows, Index columns, bool sparse, int wantedRows) {
    const GridShape straight{1, straightShards(columns, sparse)};
    if (wantedRows > 0) return {std::min(wantedRows, tilesOf(rows)), straight.columns};
    if (rows < kLongSide || columns < kLongSide) return straight;
    const double m = static_cast<double>(rows), n = static_cast<double>(columns);
    const double blocks = std::clamp(m / kSide * (n / kSide), sparse ? 16.0 : 64.0, kMostBlocks);
    // Ranks of up to 64 threads each, and the grid of them that sends least. A rank's own blocks are a row of
    // them where it has all rows, as the sums over these stay in it; else they are as many both ways.
    const double threads = std::clamp(blocks / kMostRanks, 1.0, 64.0), ranks = blocks / threads;
    const double ranksDown = std::max(1.0, std::sqrt(ranks * m / n));
    const double wanted = powerOfTwo(ranks / ranksDown * (ranksDown < 2 ? 1 : std::sqrt(threads)));
    const auto down = static_cast<int>(
        std::clamp(powerOfTwo(blocks / wanted), 1.0, static_cast<double>(rows / kFewestRows)));
    if (down == 1) return straight;
    const int along = std::max(static_cast<int>(wanted), kFewestColumnShards);
    return {down, std::min(along, tilesOf(columns))};
}

double sumVolume(const GridShape& shards, const GridShape& ranks, Index rows, Index columns) {
    // Every group of `members` sums `parts` vectors of its share of `length` (nmf/shard_sums.h).
    const auto volume = [](int members, int parts, Index length) {
        return (members - 1) * (static_cast<double>(parts) / members + 1) * static_cast<double>(length);
    };
    return volume(ranks.columns, shards.columns, rows) + volume(ranks.rows, shards.rows, columns);
}

GridShape rankShape(const GridShape& shards, Index rows, Index columns, bool sparse, int ranks) {
    GridShape best{1, ranks};
    double work = -1, volume = 0;
    for (int down = 1; down <= ranks; ++down) {
        if (ranks % down != 0) continue;
        const GridShape shape{down, ranks / down};
        const double busy =
            static_cast<double>(std::min(shape.rows, shards.rows)) * std::min(shape.columns, shards.columns);
        const double sent = sumVolume(shards, shape, rows, columns);
        const bool better = sent < volume && (sparse || best.rows > 1);
        if (busy < work || (busy == work && !better)) continue;
        best = shape;
        work = busy;
        volume = sent;
    }
    return best;
}

ShardGrid::ShardGrid(Index rows, Index columns, bool sparse, int wantedRows, Communicator* all)
    : shape_(shardShape(rows, columns, sparse, wantedRows)),
      rankShape_(nmf::rankShape(shape_, rows, columns, sparse, all != nullptr ? all->size() : 1)), all_(all) {
    if (all != nullptr && twoWays()) {
        const int row = all->rank() / rankShape_.columns, column = all->rank() % rankShape_.columns;
        std::vector<int> across, down;
        for (int c = 0; c < rankShape_.columns; ++c)
            across.push_back(row * rankShape_.columns + c);
        for (int r = 0; r < rankShape_.rows; ++r)
            down.push_back(r * rankShape_.columns + column);
        across_ = std::make_unique<GroupCommunicator>(*all, across);
        down_ = std::make_unique<GroupCommunicator>(*all, down);
    }
    columns_ = std::make_unique<ColumnShards>(columns, shape_.columns, twoWays() ? across_.get() : all);
    rows_ = std::make_unique<ColumnShards>(rows, shape_.rows, down_.get());
}

} // namespace winnow::nmf
