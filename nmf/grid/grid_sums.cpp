// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/grid_sums.h"

#include "nmf/grid/block_sums.h"

#include <algorithm>

namespace winnow::nmf {

template <class T>
GridSums<T>::GridSums(BlockProducts<T>& V, const ShardGrid& grid, GridFactor<T>& longSide,
                      GridFactor<T>& shortSide, int threads, bool both)
    : V_(V), grid_(grid), long_(longSide), short_(shortSide),
      team_(ColumnShards::threadsFor(threads, ownShards() * (V.inPlace() ? std::max(bands(), 1) : 1))) {
    const Communicator* const down = grid.rows().ranks();
    atOnce_ =
        both && V.onePassPays() && (down == nullptr || down->size() == 1) && team_.size() <= ownShards();
    apart_ = V.inPlace() && !atOnce_;
}

template <class T> void GridSums<T>::allocate(Index atoms, bool wantShort) {
    const Index stride = long_.stride();
    V_.allocate(atoms, stride, team_.size());
    Index total = 0, sum = 0;
    totals_.assign(static_cast<std::size_t>(bands()), 0);
    for (int band = 0; band < bands() && wantShort; ++band) {
        // Whole cache lines, so that every band's part is aligned.
        const Index size = (V_.totalSize(band) + 15) / 16 * 16, rows = stride * rowsOf(band).second;
        totals_[static_cast<std::size_t>(band)] = apart_ ? 0 : total;
        total = apart_ ? std::max(total, size) : total + size;
        sum = apart_ ? std::max(sum, rows) : sum + rows;
    }
    if (!V_.packed()) sum = 0;
    const bool two = long_.denominator().size() > 0;
    const Index some = stride * V_.width();
    for (int i = 0; i < team_.size(); ++i)
        workers_.push_back({AlignedBuffer<T>(some), AlignedBuffer<T>(two ? some : 0),
                            AlignedBuffer<T>(atOnce_ ? some : 0), AlignedBuffer<T>(atOnce_ && two ? some : 0),
                            AlignedBuffer<T>(total), AlignedBuffer<T>(two ? total : 0), AlignedBuffer<T>(sum),
                            AlignedBuffer<T>(two ? sum : 0)});
}

template <class T> typename GridSums<T>::Piece GridSums<T>::pieceOf(int number) const noexcept {
    const int of = piecesOfShard(), shard = grid_.columns().firstShard() + number / of;
    if (!apart_) return {shard, 0, bands()};
    return {shard, number % of, std::min(number % of + 1, bands())};
}

template <class T> template <class Use> void GridSums<T>::forColumns(int worker, int shard, const Use& use) {
    const auto [begin, all] = grid_.columns().columnsOfShard(shard);
    for (Index j = begin; j < begin + all; j += V_.width()) {
        const Index count = std::min(V_.width(), begin + all - j);
        V_.load(worker, j, count);
        use(j, count);
    }
}

template <class T> double GridSums<T>::ofBlocks(const Part& part) {
    BlockSums sums(grid_);
    const auto work = [&](int worker, int number) {
        const Piece piece = pieceOf(number);
        const std::span<double> ofBands = sums.of(piece.shard);
        forColumns(worker, piece.shard, [&](Index j, Index) {
            for (int band = piece.firstBand; band < piece.lastBand; ++band)
                ofBands[static_cast<std::size_t>(band)] += part(worker, band, long_.column(j));
        });
    };
    team_.run(ownShards() * piecesOfShard(), {work, [](int, int) {}});
    return sums.total();
}

template <class T>
template <class Take>
void GridSums<T>::sumBands(int worker, Index first, Index count, const Take& take) {
    Worker& w = workers_[static_cast<std::size_t>(worker)];
    const bool two = w.D.size() > 0;
    for (int band = 0; band < bands(); ++band) {
        std::fill_n(w.N.data(), count * long_.stride(), T(0));
        if (two) std::fill_n(w.D.data(), count * long_.stride(), T(0));
        V_.addLong(worker, band, long_.column(first), w.N.data(), two ? w.D.data() : nullptr);
        take(band, w.N.data(), two ? w.D.data() : nullptr);
    }
}

/// Columns do not depend on each other: any piece of them will do.
template <class T> void GridSums<T>::ofLong() {
    ShardSum<T>&N = long_.numerator(), &D = long_.denominator();
    N.clear();
    D.clear();
    const Index columns = grid_.columns().ownColumns(), width = V_.width();
    const auto work = [&](int worker, int piece) {
        const Index first = piece * width, count = std::min(width, columns - first);
        V_.load(worker, first, count);
        sumBands(worker, first, count, [&](int band, const T* n, const T* d) {
            const int shard = grid_.rows().firstShard() + band;
            N.add(shard, first * long_.stride(), count * long_.stride(), n);
            if (d != nullptr) D.add(shard, first * long_.stride(), count * long_.stride(), d);
        });
    };
    team_.run(static_cast<int>((columns + width - 1) / width), {work, [](int, int) {}});
    N.finishSlice();
    if (D.size() > 0) D.finishSlice();
}

/// @param before  comes before a block of columns is used
template <class T> void GridSums<T>::sumShort(const Before& before) {
    ShardSum<T>&N = short_.numerator(), &D = short_.denominator();
    N.clear();
    D.clear();
    const bool two = D.size() > 0, packed = V_.packed();
    // use(band, place in the totals, place in the unpacked sums)
    const auto forBands = [&](const Piece& piece, const auto& use) {
        for (int band = piece.firstBand; band < piece.lastBand; ++band)
            use(band, totals_[static_cast<std::size_t>(band)],
                (rowsOf(band).first - rowsOf(piece.firstBand).first) * long_.stride());
    };
    const auto work = [&](int worker, int number) {
        Worker& w = workers_[static_cast<std::size_t>(worker)];
        const Piece piece = pieceOf(number);
        w.total.clear();
        w.totalD.clear();
        forColumns(worker, piece.shard, [&](Index j, Index count) {
            if (before) before(worker, j, count);
            forBands(piece, [&](int band, Index total, Index) {
                V_.addShort(worker, band, long_.column(j), w.total.data() + total,
                            two ? w.totalD.data() + total : nullptr);
            });
        });
        if (!packed) return;
        forBands(piece, [&](int band, Index total, Index sum) {
            V_.unpack(band, w.total.data() + total, w.sum.data() + sum);
            if (two) V_.unpack(band, w.totalD.data() + total, w.sumD.data() + sum);
        });
    };
    const auto commit = [&](int worker, int number) {
        const Worker& w = workers_[static_cast<std::size_t>(worker)];
        const Piece piece = pieceOf(number);
        const T* const n = (packed ? w.sum : w.total).data();
        const T* const d = (packed ? w.sumD : w.totalD).data();
        forBands(piece, [&](int band, Index total, Index sum) {
            const auto [row, rows] = rowsOf(band);
            const Index at = packed ? sum : total;
            N.add(piece.shard, row * long_.stride(), rows * long_.stride(), n + at);
            if (two) D.add(piece.shard, row * long_.stride(), rows * long_.stride(), d + at);
        });
    };
    team_.run(ownShards() * piecesOfShard(), {work, commit});
}

template <class T> void GridSums<T>::ofShort() {
    sumShort({});
}

template <class T> void GridSums<T>::ofBoth(const Step& step) {
    const Index firstTile = long_.tiles().first;
    sumShort([&](int worker, Index first, Index count) {
        Worker& w = workers_[static_cast<std::size_t>(worker)];
        const auto add = [&](AlignedBuffer<T>& sum, const T* part) {
            for (Index i = 0; i < count * long_.stride(); ++i)
                sum.data()[i] += part[i];
        };
        std::fill_n(w.allN.data(), count * long_.stride(), T(0));
        if (w.allD.size() > 0) std::fill_n(w.allD.data(), count * long_.stride(), T(0));
        sumBands(worker, first, count, [&](int, const T* n, const T* d) {
            add(w.allN, n);
            if (d != nullptr) add(w.allD, d);
        });
        for (Index j = 0; j < count; j += kernels::kTileColumns)
            step(worker, firstTile + (first + j) / kernels::kTileColumns, w.allN.data() + j * long_.stride(),
                 w.allD.size() > 0 ? w.allD.data() + j * long_.stride() : nullptr);
    });
}

template class GridSums<float>;
template class GridSums<double>;

} // namespace winnow::nmf
