// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/memory_need.h"

#include "nmf/column_shards.h"

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

} // namespace

Index sparseBlockColumns(const nmf::Options& options) {
    return options.solver == nmf::Solver::Mu ? 1024 : nmf::kernels::kTileColumns; // nmf/sparse_kl_solver.cpp
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
    const double W = shape.transposed ? longFactor : shortFactor,
                 H = shape.transposed ? shortFactor : longFactor;
    if (options.fixedAtoms > 0 || !options.updateW) fixed += 2 * W;
    if (!options.updateH) fixed += 2 * H;
    if (shape.ranks > 1) {
        const int shards = (shape.sparse ? nmf::ColumnShards::ofSparse(shape.own * shape.ranks)
                                         : nmf::ColumnShards::ofDense(shape.own * shape.ranks))
                               .count();
        fixed += 2 * sums * std::ceil(static_cast<double>(shards) / shape.ranks);
    }
    // The error at the end: in double, when the solver's own memory is gone.
    const double error = m * k * 8 + 4 * m * 8 + block + 3 * k * tile * 8 + longFactor + shortFactor;
    return {static_cast<std::uint64_t>(std::max(fixed, error)), static_cast<std::uint64_t>(perThread)};
}

} // namespace winnow::tools
