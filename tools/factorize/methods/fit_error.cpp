// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/methods/fit_error.h"

#include "nmf/column_blocks.h"
#include "nmf/shard_sums.h"

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

template <class T>
FitError fitError(const nmf::ColumnSource<T>& V, bool transposed, const nmf::Matrix<T>& W,
                  const nmf::Matrix<T>& H, const nmf::ColumnShards& shards) {
    const nmf::Matrix<double> A = transposed ? nmf::Matrix<double>(H.transpose().template cast<double>())
                                             : nmf::Matrix<double>(W.template cast<double>());
    Eigen::VectorXd b(A.cols()), v(V.rows()), r(V.rows());
    nmf::ShardSum<double> sum(shards.ranks(), shards.count(), 2);
    for (int shard = shards.firstShard(); shard < shards.lastShard(); ++shard) {
        double part[2] = {0, 0};
        const auto [first, count] = shards.columnsOfShard(shard);
        nmf::forEachColumn<T>(V, first, count, [&](Index j, const T* column) {
            v = Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>>(column, V.rows())
                    .template cast<double>();
            if (transposed)
                b = W.row(j).transpose().template cast<double>();
            else
                b = H.col(j).template cast<double>();
            r.noalias() = A * b;
            part[0] += v.squaredNorm();
            part[1] += (v - r).squaredNorm();
        });
        sum.add(shard, part);
    }
    sum.finish();
    return {sum.data()[0], sum.data()[1]};
}

template <class T>
FitError fitError(const nmf::SparseSource<T>& V, const nmf::Matrix<T>& W, const nmf::Matrix<T>& H,
                  const nmf::ColumnShards& shards) {
    // Sum of all squares of W H, and at the stored entries the residual in place of the model.
    const nmf::Matrix<double> w = W.template cast<double>().transpose();
    const Index k = w.rows();
    constexpr Index tile = nmf::kernels::kTileColumns;
    nmf::ShardSum<double> sum(shards.ranks(), shards.count(), 2 + k * k);
    Eigen::VectorXd part(2 + k * k);
    Eigen::Map<nmf::Matrix<double>> gram(part.data() + 2, k, k);
    std::vector<int> starts(static_cast<std::size_t>(tile) + 1), rows;
    std::vector<T> values;
    for (int shard = shards.firstShard(); shard < shards.lastShard(); ++shard) {
        part.setZero();
        const auto [first, count] = shards.columnsOfShard(shard);
        for (Index j = first; j < first + count; j += tile) {
            const Index some = std::min(tile, first + count - j);
            rows.resize(static_cast<std::size_t>(V.entries(j, some)));
            values.resize(rows.size());
            V.read(j, some, starts.data(), rows.data(), values.data());
            const nmf::Matrix<double> h = H.middleCols(j, some).template cast<double>();
            gram.noalias() += h * h.transpose();
            for (Index c = 0; c < some; ++c)
                for (int p = starts[static_cast<std::size_t>(c)]; p < starts[static_cast<std::size_t>(c) + 1];
                     ++p) {
                    const auto at = static_cast<std::size_t>(p);
                    const double v = static_cast<double>(values[at]), r = w.col(rows[at]).dot(h.col(c));
                    part(0) += v * v;
                    part(1) += v * v - 2 * v * r;
                }
        }
        sum.add(shard, part.data());
    }
    sum.finish();
    const Eigen::Map<const nmf::Matrix<double>> gramH(sum.data() + 2, k, k);
    const double model = (w * w.transpose()).cwiseProduct(gramH).sum();
    return {sum.data()[0], std::max(sum.data()[1] + model, 0.0)};
}

#define WINNOW_FIT_ERROR(T)                                                                                  \
    template FitError fitError(const nmf::Matrix<T>&, const nmf::Matrix<T>&, const nmf::Matrix<T>&,          \
                               const nmf::Matrix<T>&);                                                       \
    template FitError fitError(const nmf::ColumnSource<T>&, bool, const nmf::Matrix<T>&,                     \
                               const nmf::Matrix<T>&, const nmf::ColumnShards&);                             \
    template FitError fitError(const nmf::SparseSource<T>&, const nmf::Matrix<T>&, const nmf::Matrix<T>&,    \
                               const nmf::ColumnShards&);
WINNOW_FIT_ERROR(float)
WINNOW_FIT_ERROR(double)

} // namespace winnow::tools
