// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/memory_need.h"

#include "nmf/column_shards.h"
#include "nmf/start/initial_factors.h"

#include <algorithm>
#include <cmath>

namespace winnow::tools {
namespace {

constexpr double tile = nmf::kernels::kTileColumns;

double paddedRank(const nmf::Options& options) {
    return std::ceil(static_cast<double>(options.rank) / 16) * 16; // the widest vectors
}

/// W's numerator and, for some divergences, denominator; Gram matrices.
double sumsOf(const nmf::Options& options, double shortFactor, double square) {
    const bool two = options.solver == nmf::Solver::Mu && options.beta != 1 && options.beta != 2;
    return shortFactor * (two ? 2 : 1) + 2 * square;
}

/// Bytes of the buffers of nmf/grid/.
struct GridNeed {
    double fixed, perThread;
};

GridNeed gridNeed(const MemoryShape& shape, double sums, double longPadded, double shortPadded) {
    // Both factors, and a sum of each (two, for some divergences); with several ranks, the sums of every own
    // shard and those that come from the others.
    const auto kept = [&](int members, int parts, double size) {
        if (members == 1) return 0.0;
        const double own = std::ceil(static_cast<double>(parts) / members);
        return size * sums * (own + (parts - own) / members);
    };
    const double both = longPadded + shortPadded;
    return {(3 + sums) * both + 2 * shortPadded + kept(shape.rankGrid.rows, shape.shards.rows, longPadded) +
                kept(shape.rankGrid.columns, shape.shards.columns, shortPadded),
            2 * sums * shortPadded};
}

} // namespace

Index sparseBlockColumns(const nmf::Options& options) {
    // nmf/sparse_kl_solver.cpp, nmf/grid/sparse_products.cpp
    return options.solver == nmf::Solver::Mu ? 9 * nmf::kernels::kTileColumns : nmf::kernels::kTileColumns;
}

MemoryNeed memoryNeed(const nmf::Options& options, const MemoryShape& shape) {
    const auto size = static_cast<double>(shape.elementBytes);
    const auto m = static_cast<double>(shape.length), n = static_cast<double>(shape.own),
               k = static_cast<double>(options.rank);
    const double padded = paddedRank(options);
    const double shortFactor = m * padded * size, longFactor = n * k * size, square = padded * padded * size;
    const double denseBlock = m * tile * size;
    const auto entries = static_cast<double>(shape.blockEntries),
               columns = static_cast<double>(shape.blockColumns);
    const double block =
        shape.sparse ? entries * (4 + size) + columns * (16 + 2 * padded * size) : denseBlock;
    // Kernels' scratch (nmf/kernels/kernels.h), with room for the widest panels.
    const double scratch = (2 * 4 * 64 * tile + 3 * padded * tile) * size;
    const double sums = sumsOf(options, shortFactor, square);
    const bool mu = options.solver == nmf::Solver::Mu;
    double fixed =
        mu ? longFactor + 6 * shortFactor : (shape.transposed ? 2 : 1) * longFactor + 8 * shortFactor;
    double perThread = block + scratch + sums;
    if (!mu) perThread += 12 * padded * tile * size + 4 * square;
    if (shape.onGrid) {
        const bool two = mu && options.beta != 1 && options.beta != 2;
        const GridNeed grid = gridNeed(shape, two ? 2 : 1, n * padded * size, shortFactor);
        fixed = grid.fixed + longFactor;
        // Columns of a sparse V are cut at every shard of rows, for each thread.
        perThread = block + scratch + grid.perThread + 12 * padded * tile * size +
                    (shape.sparse ? 4 * columns * shape.shards.rows : 0);
    }
    const double W = shape.transposed ? longFactor : shortFactor,
                 H = shape.transposed ? shortFactor : longFactor;
    if (options.fixedAtoms > 0 || !options.updateW) fixed += 2 * W;
    if (!options.updateH) fixed += 2 * H;
    if (shape.ranks > 1 && !shape.onGrid) {
        const int shards = (shape.sparse ? nmf::ColumnShards::ofSparse(shape.own * shape.ranks)
                                         : nmf::ColumnShards::ofDense(shape.own * shape.ranks))
                               .count();
        fixed += 2 * sums * std::ceil(static_cast<double>(shards) / shape.ranks);
    }
    if (nmf::fromSingularVectors(options.init)) {
        // Singular vectors and their bases in double, some of each at a time, and the sums of the products.
        const double vectors = k + 10, both = vectors * (m + n);
        fixed += 4 * both * 8 + 4 * both * size;
        perThread = std::max(perThread, block + scratch + 2 * m * (vectors + 16) * size);
    }
    // The error at the end: in double, when the solver's own memory is gone.
    const double error = m * k * 8 + 4 * m * 8 + block + 3 * k * tile * 8 + longFactor + shortFactor;
    // Then the factors of all, with a copy of one while it is turned round.
    const double gathered = 2 * shape.wholeFactors * size + longFactor + shortFactor;
    return {static_cast<std::uint64_t>(std::max({fixed, error, gathered})),
            static_cast<std::uint64_t>(perThread)};
}

} // namespace winnow::tools
