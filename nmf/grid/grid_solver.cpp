// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/grid_solver.h"

#include "nmf/grid/block_sums.h"
#include "nmf/least_squares/inner_sweeps.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {
namespace {

/// <a, b>, in double.
template <class T> double dot(const T* a, const T* b, Index size) {
    double total = 0;
    for (Index i = 0; i < size; ++i)
        total += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return total;
}

template <class T> T finite(double x) {
    return static_cast<T>(std::min(x, 1e30));
}

} // namespace

template <class T>
GridSolver<T>::GridSolver(const Problem& problem, const Scaling<T>& scaling, const Matrix<T>& A,
                          const Matrix<T>& B, const Penalties& penalties,
                          std::unique_ptr<GramSolver<T>> solver)
    : p_(problem), atoms_(B.rows()), penalties_(penalties), solver_(std::move(solver)),
      long_(p_.grid.columns(), p_.grid.rows(), atoms_, multiplicative() && p_.V.denominators(),
            !multiplicative()),
      short_(p_.grid.rows(), p_.grid.columns(), atoms_, multiplicative() && p_.V.denominators(),
             !multiplicative()),
      floors_{scaling.floorH, Scaling<T>::floorW}, ceilings_{scaling.ceilingH, Scaling<T>::ceilingW},
      team_(ColumnShards::threadsFor(p_.options.threads, ownShards() * piecesOfShard(p_.V.inPlace()))) {
    stride_ = long_.stride();
    const auto sweeps = [&](Index rows) {
        return static_cast<int>(worthwhileSweeps(static_cast<double>(rows), static_cast<double>(atoms_)));
    };
    sweepsLong_ = sweeps(p_.rows);
    sweepsShort_ = sweeps(p_.columns);
    const bool learnsW = p_.options.updateW && p_.firstLearned < atoms_;
    updateLong_ = p_.swapped ? learnsW : p_.options.updateH;
    updateShort_ = p_.swapped ? p_.options.updateH : learnsW;
    const Communicator* const down = p_.grid.rows().ranks();
    atOnce_ =
        updateLong_ && updateShort_ && (down == nullptr || down->size() == 1) && team_.size() <= ownShards();
    apart_ = p_.V.inPlace() && !atOnce_;
    long_.take(B);
    short_.take(A);
    if (multiplicative())
        for (const bool longSide : {false, true})
            bound(longSide, scaling);
    allocate();
    p_.V.setShort(short_.data());
    long_.measure(team_);
    short_.measure(team_);
    if (!multiplicative()) measureFit();
}

template <class T> void GridSolver<T>::bound(bool longSide, const Scaling<T>&) {
    GridFactor<T>& x = factor(longSide);
    const double floor = floors_[isW(longSide)], ceiling = ceilings_[isW(longSide)];
    T* const values = x.column(0);
    for (Index i = 0; i < x.shards().ownColumns() * stride_; ++i) // zeros stay
        if (values[i] > 0)
            values[i] = static_cast<T>(std::clamp(static_cast<double>(values[i]), floor, ceiling));
}

template <class T> void GridSolver<T>::allocate() {
    p_.V.allocate(atoms_, stride_, team_.size());
    const Index some = stride_ * std::max(p_.V.width(), kernels::kTileColumns);
    Index total = 0, sum = 0;
    totals_.assign(static_cast<std::size_t>(bands()), 0);
    for (int band = 0; band < bands() && updateShort_; ++band) {
        const Index size = (p_.V.totalSize(band) + 15) / 16 * 16, rows = stride_ * rowsOf(band).second;
        totals_[static_cast<std::size_t>(band)] = apart_ ? 0 : total;
        total = apart_ ? std::max(total, size) : total + size;
        sum = std::max(sum, rows);
    }
    if (!apart_) sum = updateShort_ ? stride_ * p_.grid.rows().ownColumns() : 0;
    if (!p_.V.packed()) sum = 0;
    const bool two = multiplicative() && p_.V.denominators();
    for (int i = 0; i < team_.size(); ++i)
        workers_.push_back(
            {AlignedBuffer<T>(some), AlignedBuffer<T>(two ? some : 0), AlignedBuffer<T>(atOnce_ ? some : 0),
             AlignedBuffer<T>(atOnce_ && two ? some : 0), AlignedBuffer<T>(total),
             AlignedBuffer<T>(two ? total : 0), AlignedBuffer<T>(sum), AlignedBuffer<T>(two ? sum : 0),
             AlignedBuffer<T>(
                 multiplicative() ? 0 : solver_->scratchSize(atoms_, stride_, kernels::kTileColumns)),
             AlignedBuffer<T>(
                 p_.firstLearned > 0 ? LearnedAtoms<T>::scratchSize(stride_ * kernels::kTileColumns) : 0)});
    if (multiplicative()) return;
    gram_ = AlignedBuffer<T>(stride_ * atoms_);
    learned_ = LearnedAtoms<T>(atoms_, stride_);
}

template <class T> AtomSize GridSolver<T>::sizeOf(Index a) const noexcept {
    const auto at = static_cast<std::size_t>(a);
    const AtomSums &W = (p_.swapped ? long_ : short_).sums(), &H = (p_.swapped ? short_ : long_).sums();
    return {W.sums[at], W.norms[at], H.sums[at], H.norms[at]};
}

template <class T>
typename GridSolver<T>::Piece GridSolver<T>::pieceOf(int number, bool byBands) const noexcept {
    const int of = piecesOfShard(byBands), shard = p_.grid.columns().firstShard() + number / of;
    if (!byBands) return {shard, 0, bands()};
    return {shard, number % of, std::min(number % of + 1, bands())};
}

template <class T>
template <class Use>
void GridSolver<T>::forColumns(int worker, int shard, const Use& use) {
    const auto [begin, all] = p_.grid.columns().columnsOfShard(shard);
    for (Index j = begin; j < begin + all; j += p_.V.width()) {
        const Index count = std::min(p_.V.width(), begin + all - j);
        p_.V.load(worker, j, count);
        use(j, count);
    }
}

template <class T> template <class Part> double GridSolver<T>::sumOverBlocks(const Part& part) {
    BlockSums sums(p_.grid);
    const auto work = [&](int worker, int number) {
        const Piece piece = pieceOf(number, apart_);
        const std::span<double> ofBands = sums.of(piece.shard);
        forColumns(worker, piece.shard, [&](Index j, Index) {
            for (int band = piece.firstBand; band < piece.lastBand; ++band)
                ofBands[static_cast<std::size_t>(band)] += part(worker, band, long_.column(j));
        });
    };
    team_.run(ownShards() * piecesOfShard(apart_), {work, [](int, int) {}});
    return sums.total();
}

template <class T>
template <class Take>
void GridSolver<T>::sumBands(int worker, Index first, Index count, const Take& take) {
    Worker& w = workers_[static_cast<std::size_t>(worker)];
    const bool two = w.D.size() > 0;
    for (int band = 0; band < bands(); ++band) {
        std::fill_n(w.N.data(), count * stride_, T(0));
        if (two) std::fill_n(w.D.data(), count * stride_, T(0));
        p_.V.addLong(worker, band, long_.column(first), w.N.data(), two ? w.D.data() : nullptr);
        take(band, w.N.data(), two ? w.D.data() : nullptr);
    }
}

/// B's sums, over the bands, into the slices. Columns do not depend on each other: any piece of them will do.
template <class T> void GridSolver<T>::sumLong() {
    ShardSum<T>&N = long_.numerator(), &D = long_.denominator();
    N.clear();
    D.clear();
    const Index columns = p_.grid.columns().ownColumns(), width = p_.V.width();
    const auto work = [&](int worker, int piece) {
        const Index first = piece * width, count = std::min(width, columns - first);
        p_.V.load(worker, first, count);
        sumBands(worker, first, count, [&](int band, const T* n, const T* d) {
            const int shard = p_.grid.rows().firstShard() + band;
            N.add(shard, first * stride_, count * stride_, n);
            if (d != nullptr) D.add(shard, first * stride_, count * stride_, d);
        });
    };
    team_.run(static_cast<int>((columns + width - 1) / width), {work, [](int, int) {}});
    N.finishSlice();
    if (D.size() > 0) D.finishSlice();
}

/// A's sums, over the shards of columns, into the slices.
template <class T> template <class Before> void GridSolver<T>::sumShort(bool byBands, const Before& before) {
    ShardSum<T>&N = short_.numerator(), &D = short_.denominator();
    N.clear();
    D.clear();
    const bool two = D.size() > 0, packed = p_.V.packed();
    // use(band, place in the totals, place in the unpacked sums)
    const auto forBands = [&](const Piece& piece, const auto& use) {
        for (int band = piece.firstBand; band < piece.lastBand; ++band)
            use(band, totals_[static_cast<std::size_t>(band)],
                (rowsOf(band).first - rowsOf(piece.firstBand).first) * stride_);
    };
    const auto work = [&](int worker, int number) {
        Worker& w = workers_[static_cast<std::size_t>(worker)];
        const Piece piece = pieceOf(number, byBands);
        w.total.clear();
        w.totalD.clear();
        forColumns(worker, piece.shard, [&](Index j, Index count) {
            before(worker, j, count);
            forBands(piece, [&](int band, Index total, Index) {
                p_.V.addShort(worker, band, long_.column(j), w.total.data() + total,
                              two ? w.totalD.data() + total : nullptr);
            });
        });
        if (!packed) return;
        forBands(piece, [&](int band, Index total, Index sum) {
            p_.V.unpack(band, w.total.data() + total, w.sum.data() + sum);
            if (two) p_.V.unpack(band, w.totalD.data() + total, w.sumD.data() + sum);
        });
    };
    const auto commit = [&](int worker, int number) {
        const Worker& w = workers_[static_cast<std::size_t>(worker)];
        const Piece piece = pieceOf(number, byBands);
        const T* const n = (packed ? w.sum : w.total).data();
        const T* const d = (packed ? w.sumD : w.totalD).data();
        forBands(piece, [&](int band, Index total, Index sum) {
            const auto [row, rows] = rowsOf(band);
            const Index at = packed ? sum : total;
            N.add(piece.shard, row * stride_, rows * stride_, n + at);
            if (two) D.add(piece.shard, row * stride_, rows * stride_, d + at);
        });
    };
    team_.run(ownShards() * piecesOfShard(byBands), {work, commit});
}

/// What all tiles' steps have in common.
template <class T> void GridSolver<T>::prepareStep(bool longSide, double relaxation) {
    const bool W = isW(longSide);
    const auto slope = [&](Index a) {
        return W ? penalties_.slopeW(a, sizeOf(a)) : penalties_.slopeH(a, sizeOf(a));
    };
    const auto square = [&](Index a) {
        return W ? penalties_.squareW(a, sizeOf(a)) : penalties_.squareH(a, sizeOf(a));
    };
    if (!multiplicative()) {
        std::copy_n(factor(!longSide).gram(), gram_.size(), gram_.data());
        gramSlopes_.assign(static_cast<std::size_t>(stride_), T(0));
        for (Index a = 0; a < atoms_ && !penalties_.none(); ++a) {
            gramSlopes_[static_cast<std::size_t>(a)] = finite<T>(slope(a));
            gram_.data()[a * stride_ + a] += finite<T>(square(a));
        }
        learned_.prepare(*solver_, gram_.data(), firstOf(longSide));
        return;
    }
    kind_ = StepKind::of(p_.options.beta, W ? penalties_.hasSquareW() : penalties_.hasSquareH());
    kind_.exponent *= relaxation;
    steps_.emplace(kind_, static_cast<T>(floors_[W]), firstOf(longSide), atoms_);
    slopes_.clear();
    squares_.clear();
    const std::vector<double>& others = factor(!longSide).sums().sums;
    for (Index a = 0; a < atoms_; ++a) {
        slopes_.push_back((p_.V.denominators() ? 0 : others[static_cast<std::size_t>(a)]) + slope(a));
        squares_.push_back(square(a));
        if (a >= firstOf(longSide)) steps_->add(slopes_.back(), squares_.back());
    }
}

template <class T> void GridSolver<T>::stepByGram(bool longSide, int worker, Index tile, const T* sums) {
    GridFactor<T>& x = factor(longSide);
    Worker& w = workers_[static_cast<std::size_t>(worker)];
    const auto [column, count] = x.shards().columnsOf(tile);
    for (Index j = 0; j < count; ++j)
        for (Index a = 0; a < stride_; ++a)
            w.N.data()[j * stride_ + a] = sums[j * stride_ + a] - gramSlopes_[static_cast<std::size_t>(a)];
    const GramBlock<T> block{
        atoms_,     stride_,          count,           gram_.data(),
        w.N.data(), x.column(column), w.solver.data(), longSide ? sweepsLong_ : sweepsShort_};
    const auto gradient = [&] {
        AlignedBuffer<T> product(stride_ * count);
        x.number(tile, GridFactor<T>::Gradient) = squaredProjectedGradient(block, product.data());
    };
    const bool wantGradient = p_.options.gradientTolerance > 0;
    if (wantGradient && longSide) gradient(); // see iterate()
    learned_.solve(*solver_, block, w.learned.data());
    if (wantGradient && !longSide) gradient();
    x.number(tile, GridFactor<T>::Dot) = dot(sums, x.column(column), stride_ * count);
}

/// @param N, D  of the tile
template <class T>
void GridSolver<T>::stepTile(bool longSide, int worker, Index tile, const T* N, const T* D) {
    if (!multiplicative()) {
        stepByGram(longSide, worker, tile, N);
        return;
    }
    GridFactor<T>& x = factor(longSide);
    const Index firstAtom = firstOf(longSide);
    const double floor = floors_[isW(longSide)];
    const T ceiling = static_cast<T>(ceilings_[isW(longSide)]);
    const auto [column, count] = x.shards().columnsOf(tile);
    for (Index j = 0; j < count; ++j) {
        T* const to = x.column(column + j);
        if (D == nullptr) {
            steps_->apply(to, N + j * stride_);
        } else {
            for (Index a = firstAtom; a < atoms_; ++a) {
                const auto at = static_cast<std::size_t>(a);
                const double denominator =
                    std::min(static_cast<double>(D[j * stride_ + a]) + slopes_[at], 1e30);
                to[a] = static_cast<T>(multiplicativeStep(kind_, static_cast<double>(to[a]),
                                                          static_cast<double>(N[j * stride_ + a]),
                                                          denominator, squares_[at], floor));
            }
        }
        for (Index a = firstAtom; a < atoms_; ++a)
            to[a] = std::min(to[a], ceiling);
    }
}

/// The step of all tiles of this rank's slice.
template <class T> void GridSolver<T>::stepFromSums(bool longSide) {
    GridFactor<T>& x = factor(longSide);
    const T* const N = x.numerator().data();
    const T* const D = x.denominator().size() > 0 ? x.denominator().data() : nullptr;
    const auto work = [&](int worker, int tile) {
        const Index at = x.shards().columnsOf(tile).first * stride_;
        stepTile(longSide, worker, tile, N + at, D != nullptr ? D + at : nullptr);
    };
    const auto [first, last] = x.tiles();
    team_.run(static_cast<int>(first), static_cast<int>(last), {work, [](int, int) {}});
}

/// B's columns are improved, and used for A's sums while they and V's are in the cache.
template <class T> void GridSolver<T>::improveLongAndSumShort() {
    const Index firstTile = long_.tiles().first;
    sumShort(false, [&](int worker, Index first, Index count) {
        Worker& w = workers_[static_cast<std::size_t>(worker)];
        const auto add = [&](AlignedBuffer<T>& sum, const T* part) {
            for (Index i = 0; i < count * stride_; ++i)
                sum.data()[i] += part[i];
        };
        std::fill_n(w.allN.data(), count * stride_, T(0));
        if (w.allD.size() > 0) std::fill_n(w.allD.data(), count * stride_, T(0));
        sumBands(worker, first, count, [&](int, const T* n, const T* d) {
            add(w.allN, n);
            if (d != nullptr) add(w.allD, d);
        });
        for (Index j = 0; j < count; j += kernels::kTileColumns)
            stepTile(true, worker, firstTile + (first + j) / kernels::kTileColumns,
                     w.allN.data() + j * stride_, w.allD.size() > 0 ? w.allD.data() + j * stride_ : nullptr);
    });
}

template <class T> void GridSolver<T>::changed(bool longSide) {
    if (!longSide) p_.V.setShort(short_.data());
    factor(longSide).measure(team_);
}

template <class T> void GridSolver<T>::finishStep(bool longSide) {
    factor(longSide).gather();
    changed(longSide);
    if (multiplicative()) return;
    dot_ = factor(longSide).total(GridFactor<T>::Dot);
    if (!longSide) revive();
}

/// An atom that is zero in both factors would stay so: it gets a tiny constant in A, which changes nothing as
/// long as B's row is zero.
template <class T> void GridSolver<T>::revive() {
    bool any = false;
    for (Index a = firstOf(false); a < atoms_; ++a) {
        const auto at = static_cast<std::size_t>(a);
        if (long_.sums().norms[at] > 0 || short_.sums().norms[at] > 0) continue;
        for (Index j = 0; j < short_.shards().ownColumns(); ++j)
            short_.column(j)[a] = T(1e-6);
        any = true;
    }
    if (any) changed(false);
}

template <class T> void GridSolver<T>::iterate(double relaxation) {
    // The gradient of A was measured at the end of the last iteration, that of B at the start of this one: at
    // the same factors.
    const bool wantGradient = p_.options.gradientTolerance > 0;
    double squared = shortGradient_;
    // Messages go in the same order whether this rank takes one pass or two.
    if (updateLong_) {
        if (!atOnce_) sumLong();
        prepareStep(true, relaxation);
        if (atOnce_)
            improveLongAndSumShort();
        else
            stepFromSums(true);
        finishStep(true);
        if (wantGradient) squared += long_.total(GridFactor<T>::Gradient);
    }
    if (updateShort_) {
        if (!atOnce_) sumShort(apart_, [](int, Index, Index) {});
        short_.numerator().finishSlice();
        if (short_.denominator().size() > 0) short_.denominator().finishSlice();
        prepareStep(false, relaxation);
        stepFromSums(false);
        finishStep(false);
        if (wantGradient) shortGradient_ = short_.total(GridFactor<T>::Gradient);
    }
    gradient_ = std::sqrt(squared);
}

/// What the objective of least squares needs of the start.
template <class T> void GridSolver<T>::measureFit() {
    squaredNorm_ = sumOverBlocks([&](int worker, int band, const T*) { return p_.V.squares(worker, band); });
    sumLong();
    const auto [first, last] = long_.tiles();
    for (Index t = first; t < last; ++t) {
        const auto [column, count] = long_.shards().columnsOf(t);
        long_.number(t, GridFactor<T>::Dot) =
            dot(long_.numerator().data() + column * stride_, long_.column(column), count * stride_);
    }
    long_.gather();
    dot_ = long_.total(GridFactor<T>::Dot);
}

template <class T> double GridSolver<T>::divergence() {
    p_.V.prepareDivergence();
    return sumOverBlocks([&](int worker, int band, const T* B) { return p_.V.divergence(worker, band, B); });
}

template <class T> double GridSolver<T>::objective() {
    double value = 0;
    if (multiplicative()) {
        value = divergence();
        for (Index a = 0; a < atoms_ && p_.V.modelSumApart(); ++a)
            value += sizeOf(a).sumW * sizeOf(a).sumH;
    } else {
        value = squaredNorm_ / 2 - dot_ + dot(short_.gram(), long_.gram(), stride_ * atoms_) / 2;
        // Where the fit is close the squares cancel; then it is summed entry by entry, if the storage allows.
        constexpr double cancels = sizeof(T) == 4 ? 1e-3 : 1e-8;
        if (value < cancels * squaredNorm_ / 2 && p_.V.hasDivergence()) value = divergence();
    }
    value = std::max(value, 0.0);
    for (Index a = 0; a < atoms_ && !penalties_.none(); ++a)
        value += penalties_.value(a, sizeOf(a));
    return value;
}

template <class T> void GridSolver<T>::save() {
    long_.save();
    short_.save();
}

template <class T> void GridSolver<T>::restore() {
    long_.restore();
    short_.restore();
    changed(true);
    changed(false);
}

template class GridSolver<float>;
template class GridSolver<double>;

} // namespace winnow::nmf
