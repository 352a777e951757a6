// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/shared_products.h"

#include "nmf/aligned_buffer.h"
#include "nmf/kernels/gram_kernels.h"
#include "nmf/shard_sums.h"

#include <algorithm>
#include <vector>

namespace winnow::nmf {
namespace {

template <class T> Index strideOf(Index vectors) {
    const Index lanes = kernels::gramKernels<T>(simdLevel()).lanes;
    return (vectors + lanes - 1) / lanes * lanes;
}

/// l x columns with padded columns, and back.
template <class T> AlignedBuffer<T> padded(const Matrix<T>& columns, Index stride) {
    AlignedBuffer<T> result(stride * columns.cols());
    for (Index j = 0; j < columns.cols(); ++j)
        std::copy_n(columns.data() + j * columns.rows(), columns.rows(), result.data() + j * stride);
    return result;
}

template <class T> Matrix<T> unpadded(const T* values, Index vectors, Index columns, Index stride) {
    using View = Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>;
    return View(values, vectors, columns, Eigen::OuterStride<>(stride));
}

} // namespace

template <class T> Matrix<T> SharedProducts<T>::transposedTimes(const Matrix<T>& X) {
    const Index vectors = X.cols(), stride = strideOf<T>(vectors), columns = grid_.columns().ownColumns();
    V_.allocate(vectors, stride, team_.size());
    const AlignedBuffer<T> left = padded<T>(X.transpose(), stride);
    V_.setShort(left.data());
    std::vector<AlignedBuffer<T>> parts;
    for (int i = 0; i < team_.size(); ++i)
        parts.emplace_back(stride * V_.width());
    ShardSum<T> sum(grid_.rows().ranks(), grid_.rows().count(), stride * columns);
    const auto work = [&](int worker, int piece) {
        T* const part = parts[static_cast<std::size_t>(worker)].data();
        const Index first = piece * V_.width(), count = std::min(V_.width(), columns - first);
        V_.load(worker, first, count);
        for (int band = 0; band < bands(); ++band) {
            std::fill_n(part, count * stride, T(0));
            V_.addLong(worker, band, nullptr, part, nullptr);
            sum.add(grid_.rows().firstShard() + band, first * stride, count * stride, part);
        }
    };
    team_.run(static_cast<int>((columns + V_.width() - 1) / V_.width()), {work, [](int, int) {}});
    sum.finish();
    return unpadded(sum.data(), vectors, columns, stride);
}

template <class T> Matrix<T> SharedProducts<T>::times(const Matrix<T>& Y) {
    const Index vectors = Y.rows(), stride = strideOf<T>(vectors), rows = grid_.rows().ownColumns();
    V_.allocate(vectors, stride, team_.size());
    const AlignedBuffer<T> right = padded<T>(Y, stride);
    struct Worker {
        std::vector<AlignedBuffer<T>> totals; ///< one a band
        AlignedBuffer<T> sum;
    };
    std::vector<Worker> workers(static_cast<std::size_t>(team_.size()));
    for (Worker& worker : workers) {
        for (int band = 0; band < bands(); ++band)
            worker.totals.emplace_back(V_.totalSize(band));
        worker.sum = AlignedBuffer<T>(stride * rows);
    }
    ShardSum<T> sum(grid_.columns().ranks(), grid_.columns().count(), stride * rows);
    const auto work = [&](int index, int shard) {
        Worker& w = workers[static_cast<std::size_t>(index)];
        for (AlignedBuffer<T>& total : w.totals)
            total.clear();
        const auto [begin, count] = grid_.columns().columnsOfShard(shard);
        for (Index j = begin; j < begin + count; j += V_.width()) {
            V_.load(index, j, std::min(V_.width(), begin + count - j));
            for (int band = 0; band < bands(); ++band)
                V_.addShort(index, band, right.data() + j * stride,
                            w.totals[static_cast<std::size_t>(band)].data(), nullptr);
        }
        for (int band = 0; band < bands(); ++band) {
            const T* const total = w.totals[static_cast<std::size_t>(band)].data();
            const auto [row, some] = grid_.rows().columnsOfShard(grid_.rows().firstShard() + band);
            if (V_.packed())
                V_.unpack(band, total, w.sum.data() + row * stride);
            else
                std::copy_n(total, some * stride, w.sum.data() + row * stride);
        }
    };
    const auto commit = [&](int index, int shard) {
        sum.add(shard, workers[static_cast<std::size_t>(index)].sum.data());
    };
    team_.run(grid_.columns().firstShard(), grid_.columns().lastShard(), {work, commit});
    sum.finish();
    return unpadded(sum.data(), vectors, rows, stride).transpose();
}

template class SharedProducts<float>;
template class SharedProducts<double>;

} // namespace winnow::nmf
