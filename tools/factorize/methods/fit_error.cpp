// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/methods/fit_error.h"

#include "nmf/column_blocks.h"
#include "nmf/grid/block_sums.h"
#include "nmf/kernels/kernels.h"

#include <algorithm>
#include <cmath>

namespace winnow::tools {

using nmf::Index;

double FitError::relative() const noexcept {
    return squaredNorm > 0 ? std::sqrt(squaredResidual / squaredNorm) : 0;
}

template <class T>
FitError fitError(const nmf::Matrix<T>& V, const nmf::Matrix<T>& W, const nmf::Matrix<T>& H,
                  const nmf::Matrix<T>& weights) {
    FitError error;
    const nmf::Matrix<double> w = W.template cast<double>();
    Eigen::VectorXd v(V.rows()), r(V.rows());
    for (Index j = 0; j < V.cols(); ++j) {
        v = V.col(j).template cast<double>();
        r.noalias() = w * H.col(j).template cast<double>();
        if (weights.size() > 0) {
            const Eigen::Array<bool, Eigen::Dynamic, 1> counts = weights.col(j).array() > T(0);
            r = counts.select(r, 0);
            v = counts.select(v, 0);
        }
        r = v.array().isNaN().select(0, r);
        v = v.array().isNaN().select(0, v);
        error.squaredNorm += v.squaredNorm();
        error.squaredResidual += (v - r).squaredNorm();
    }
    return error;
}

namespace {

/// The rows of this rank's bands: where each begins, and one behind the last.
std::vector<Index> bandsOf(const nmf::ShardGrid& grid) {
    std::vector<Index> begins{0};
    for (int band = grid.rows().firstShard(); band < grid.rows().lastShard(); ++band)
        begins.push_back(begins.back() + grid.rows().columnsOfShard(band).second);
    return begins;
}

} // namespace

template <class T>
FitError fitError(const nmf::ColumnSource<T>& V, bool transposed, const nmf::Matrix<T>& W,
                  const nmf::Matrix<T>& H, const nmf::ShardGrid& grid) {
    const nmf::Matrix<double> A = transposed ? nmf::Matrix<double>(H.transpose().template cast<double>())
                                             : nmf::Matrix<double>(W.template cast<double>());
    const std::vector<Index> bands = bandsOf(grid);
    Eigen::VectorXd b(A.cols()), v(V.rows()), r(V.rows());
    nmf::BlockSums norm(grid), residual(grid);
    for (int shard = grid.columns().firstShard(); shard < grid.columns().lastShard(); ++shard) {
        const std::span<double> norms = norm.of(shard), residuals = residual.of(shard);
        const auto [first, count] = grid.columns().columnsOfShard(shard);
        nmf::forEachColumn<T>(V, first, count, [&](Index j, const T* column) {
            v = Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>>(column, V.rows())
                    .template cast<double>();
            if (transposed)
                b = W.row(j).transpose().template cast<double>();
            else
                b = H.col(j).template cast<double>();
            for (std::size_t i = 0; i < norms.size(); ++i) {
                const Index begin = bands[i], rows = bands[i + 1] - begin;
                r.head(rows).noalias() = A.middleRows(begin, rows) * b;
                norms[i] += v.segment(begin, rows).squaredNorm();
                residuals[i] += (v.segment(begin, rows) - r.head(rows)).squaredNorm();
            }
        });
    }
    const double squares = norm.total();
    return {squares, residual.total()};
}

template <class T>
FitError fitError(const nmf::SparseSource<T>& V, const nmf::Matrix<T>& W, const nmf::Matrix<T>& H,
                  const nmf::ShardGrid& grid) {
    // Sum of all squares of W H, and at the stored entries the residual in place of the model.
    const nmf::Matrix<double> w = W.template cast<double>().transpose();
    const Index k = w.rows();
    constexpr Index tile = nmf::kernels::kTileColumns;
    const std::vector<Index> bands = bandsOf(grid);
    const nmf::ColumnShards &columns = grid.columns(), &rows = grid.rows();
    nmf::ShardSum<double> sumH(columns.ranks(), columns.count(), k * k),
        sumW(rows.ranks(), rows.count(), k * k);
    nmf::BlockSums norm(grid), cross(grid);
    nmf::Matrix<double> gram(k, k);
    for (int band = rows.firstShard(); band < rows.lastShard(); ++band) {
        const auto [first, count] = rows.columnsOfShard(band);
        const auto part = w.middleCols(first, count);
        gram.noalias() = part * part.transpose();
        sumW.add(band, gram.data());
    }
    std::vector<int> starts(static_cast<std::size_t>(tile) + 1), entryRows;
    std::vector<T> values;
    for (int shard = columns.firstShard(); shard < columns.lastShard(); ++shard) {
        gram.setZero();
        const std::span<double> norms = norm.of(shard), crosses = cross.of(shard);
        const auto [first, count] = columns.columnsOfShard(shard);
        for (Index j = first; j < first + count; j += tile) {
            const Index some = std::min(tile, first + count - j);
            entryRows.resize(static_cast<std::size_t>(V.entries(j, some)));
            values.resize(entryRows.size());
            V.read(j, some, starts.data(), entryRows.data(), values.data());
            const nmf::Matrix<double> h = H.middleCols(j, some).template cast<double>();
            gram.noalias() += h * h.transpose();
            for (Index c = 0; c < some; ++c) {
                std::size_t band = 0; // rows rise
                for (int p = starts[static_cast<std::size_t>(c)]; p < starts[static_cast<std::size_t>(c) + 1];
                     ++p) {
                    const auto at = static_cast<std::size_t>(p);
                    while (entryRows[at] >= bands[band + 1])
                        ++band;
                    const double v = static_cast<double>(values[at]), r = w.col(entryRows[at]).dot(h.col(c));
                    norms[band] += v * v;
                    crosses[band] += v * v - 2 * v * r;
                }
            }
        }
        sumH.add(shard, gram.data());
    }
    sumW.finish();
    sumH.finish();
    const Eigen::Map<const nmf::Matrix<double>> gramW(sumW.data(), k, k), gramH(sumH.data(), k, k);
    const double model = gramW.cwiseProduct(gramH).sum(), squares = norm.total();
    return {squares, std::max(cross.total() + model, 0.0)};
}

#define WINNOW_FIT_ERROR(T)                                                                                  \
    template FitError fitError(const nmf::Matrix<T>&, const nmf::Matrix<T>&, const nmf::Matrix<T>&,          \
                               const nmf::Matrix<T>&);                                                       \
    template FitError fitError(const nmf::ColumnSource<T>&, bool, const nmf::Matrix<T>&,                     \
                               const nmf::Matrix<T>&, const nmf::ShardGrid&);                                \
    template FitError fitError(const nmf::SparseSource<T>&, const nmf::Matrix<T>&, const nmf::Matrix<T>&,    \
                               const nmf::ShardGrid&);
WINNOW_FIT_ERROR(float)
WINNOW_FIT_ERROR(double)

} // namespace winnow::tools
