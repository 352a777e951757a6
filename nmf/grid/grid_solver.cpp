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
      team_(p_.grid.columns().threads(p_.options.threads)) {
    stride_ = long_.stride();
    const auto sweeps = [&](Index rows) {
        return static_cast<int>(worthwhileSweeps(static_cast<double>(rows), static_cast<double>(atoms_)));
    };
    sweepsLong_ = sweeps(p_.rows);
    sweepsShort_ = sweeps(p_.columns);
    const bool learnsW = p_.options.updateW && p_.firstLearned < atoms_;
    updateLong_ = p_.swapped ? learnsW : p_.options.updateH;
    updateShort_ = p_.swapped ? p_.options.updateH : learnsW;
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
    const Index total = updateShort_ ? p_.V.totalSize() : 0;
    const Index sum = updateShort_ ? stride_ * p_.grid.rows().ownColumns() : 0;
    const bool two = multiplicative() && p_.V.denominators();
    for (int i = 0; i < team_.size(); ++i)
        workers_.push_back(
            {AlignedBuffer<T>(some), AlignedBuffer<T>(two ? some : 0), AlignedBuffer<T>(total),
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
    const auto work = [&](int worker, int shard) {
        const std::span<double> ofBands = sums.of(shard);
        forColumns(worker, shard, [&](Index j, Index) {
            for (int band = 0; band < bands(); ++band)
                ofBands[static_cast<std::size_t>(band)] += part(worker, band, long_.column(j));
        });
    };
    team_.run(p_.grid.columns().firstShard(), p_.grid.columns().lastShard(), {work, [](int, int) {}});
    return sums.total();
}

/// B's sums, over the bands, into the slices.
template <class T> void GridSolver<T>::sumLong() {
    ShardSum<T>&N = long_.numerator(), &D = long_.denominator();
    N.clear();
    D.clear();
    const auto work = [&](int worker, int shard) {
        Worker& w = workers_[static_cast<std::size_t>(worker)];
        forColumns(worker, shard, [&](Index j, Index count) {
            for (int band = 0; band < bands(); ++band) {
                const int global = p_.grid.rows().firstShard() + band;
                std::fill_n(w.N.data(), count * stride_, T(0));
                if (D.size() > 0) std::fill_n(w.D.data(), count * stride_, T(0));
                p_.V.addLong(worker, band, long_.column(j), w.N.data(), w.D.data());
                N.add(global, j * stride_, count * stride_, w.N.data());
                if (D.size() > 0) D.add(global, j * stride_, count * stride_, w.D.data());
            }
        });
    };
    team_.run(p_.grid.columns().firstShard(), p_.grid.columns().lastShard(), {work, [](int, int) {}});
    N.finishSlice();
    if (D.size() > 0) D.finishSlice();
}

/// A's sums, over the shards of columns, into the slices.
template <class T> void GridSolver<T>::sumShort() {
    ShardSum<T>&N = short_.numerator(), &D = short_.denominator();
    N.clear();
    D.clear();
    const auto work = [&](int worker, int shard) {
        Worker& w = workers_[static_cast<std::size_t>(worker)];
        w.total.clear();
        w.totalD.clear();
        forColumns(worker, shard, [&](Index j, Index) {
            for (int band = 0; band < bands(); ++band)
                p_.V.addShort(worker, band, long_.column(j), w.total.data(), w.totalD.data());
        });
        p_.V.unpack(w.total.data(), w.sum.data());
        if (D.size() > 0) p_.V.unpack(w.totalD.data(), w.sumD.data());
    };
    const auto commit = [&](int worker, int shard) {
        const Worker& w = workers_[static_cast<std::size_t>(worker)];
        N.add(shard, w.sum.data());
        if (D.size() > 0) D.add(shard, w.sumD.data());
    };
    team_.run(p_.grid.columns().firstShard(), p_.grid.columns().lastShard(), {work, commit});
    N.finishSlice();
    if (D.size() > 0) D.finishSlice();
}

template <class T> void GridSolver<T>::stepByGram(bool longSide) {
    GridFactor<T>& x = factor(longSide);
    std::copy_n(factor(!longSide).gram(), gram_.size(), gram_.data());
    std::vector<T> slopes(static_cast<std::size_t>(atoms_));
    for (Index a = 0; a < atoms_ && !penalties_.none(); ++a) {
        const AtomSize size = sizeOf(a);
        slopes[static_cast<std::size_t>(a)] =
            finite<T>(isW(longSide) ? penalties_.slopeW(a, size) : penalties_.slopeH(a, size));
        gram_.data()[a * stride_ + a] +=
            finite<T>(isW(longSide) ? penalties_.squareW(a, size) : penalties_.squareH(a, size));
    }
    learned_.prepare(*solver_, gram_.data(), firstOf(longSide));
    const T* const sums = x.numerator().data();
    const bool wantGradient = p_.options.gradientTolerance > 0;
    const auto work = [&](int worker, int tile) {
        Worker& w = workers_[static_cast<std::size_t>(worker)];
        const auto [column, count] = x.shards().columnsOf(tile);
        const T* const N = sums + column * stride_;
        for (Index j = 0; j < count; ++j)
            for (Index a = 0; a < stride_; ++a)
                w.N.data()[j * stride_ + a] =
                    N[j * stride_ + a] - (a < atoms_ ? slopes[static_cast<std::size_t>(a)] : T(0));
        const GramBlock<T> block{
            atoms_,     stride_,          count,           gram_.data(),
            w.N.data(), x.column(column), w.solver.data(), longSide ? sweepsLong_ : sweepsShort_};
        const auto gradient = [&] {
            AlignedBuffer<T> product(stride_ * count);
            x.number(tile, GridFactor<T>::Gradient) = squaredProjectedGradient(block, product.data());
        };
        if (wantGradient && longSide) gradient(); // see iterate()
        learned_.solve(*solver_, block, w.learned.data());
        if (wantGradient && !longSide) gradient();
        x.number(tile, GridFactor<T>::Dot) = dot(N, x.column(column), stride_ * count);
    };
    const auto [first, last] = x.tiles();
    team_.run(static_cast<int>(first), static_cast<int>(last), {work, [](int, int) {}});
}

template <class T> void GridSolver<T>::stepByRatio(bool longSide, double relaxation) {
    GridFactor<T>& x = factor(longSide);
    const bool W = isW(longSide);
    const Index firstAtom = firstOf(longSide);
    const T* const N = x.numerator().data();
    const T* const D = x.denominator().size() > 0 ? x.denominator().data() : nullptr;
    StepKind kind = StepKind::of(p_.options.beta, W ? penalties_.hasSquareW() : penalties_.hasSquareH());
    kind.exponent *= relaxation;
    const T floor = static_cast<T>(floors_[W]), ceiling = static_cast<T>(ceilings_[W]);
    AtomSteps<T> steps(kind, floor, firstAtom, atoms_);
    std::vector<double> slopes, squares;
    const std::vector<double>& others = factor(!longSide).sums().sums;
    for (Index a = 0; a < atoms_; ++a) {
        const AtomSize size = sizeOf(a);
        slopes.push_back((D == nullptr ? others[static_cast<std::size_t>(a)] : 0) +
                         (W ? penalties_.slopeW(a, size) : penalties_.slopeH(a, size)));
        squares.push_back(W ? penalties_.squareW(a, size) : penalties_.squareH(a, size));
        if (a >= firstAtom) steps.add(slopes.back(), squares.back());
    }
    const auto work = [&](int, int tile) {
        const auto [column, count] = x.shards().columnsOf(tile);
        for (Index j = column; j < column + count; ++j) {
            T* const to = x.column(j);
            if (D == nullptr) {
                steps.apply(to, N + j * stride_);
            } else {
                for (Index a = firstAtom; a < atoms_; ++a) {
                    const auto at = static_cast<std::size_t>(a);
                    const double denominator =
                        std::min(static_cast<double>(D[j * stride_ + a]) + slopes[at], 1e30);
                    to[a] = static_cast<T>(multiplicativeStep(
                        kind, static_cast<double>(to[a]), static_cast<double>(N[j * stride_ + a]),
                        denominator, squares[at], static_cast<double>(floor)));
                }
            }
            for (Index a = firstAtom; a < atoms_; ++a)
                to[a] = std::min(to[a], ceiling);
        }
    };
    const auto [first, last] = x.tiles();
    team_.run(static_cast<int>(first), static_cast<int>(last), {work, [](int, int) {}});
}

template <class T> void GridSolver<T>::changed(bool longSide) {
    if (!longSide) p_.V.setShort(short_.data());
    factor(longSide).measure(team_);
}

template <class T> void GridSolver<T>::half(bool longSide, double relaxation) {
    longSide ? sumLong() : sumShort();
    if (multiplicative())
        stepByRatio(longSide, relaxation);
    else
        stepByGram(longSide);
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
    if (updateLong_) half(true, relaxation);
    if (updateLong_ && wantGradient) squared += long_.total(GridFactor<T>::Gradient);
    if (updateShort_) half(false, relaxation);
    if (updateShort_ && wantGradient) shortGradient_ = short_.total(GridFactor<T>::Gradient);
    gradient_ = std::sqrt(squared);
}

/// What the objective of least squares needs of the start.
template <class T> void GridSolver<T>::measureFit() {
    squares_ = sumOverBlocks([&](int worker, int band, const T*) { return p_.V.squares(worker, band); });
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
        value = squares_ / 2 - dot_ + dot(short_.gram(), long_.gram(), stride_ * atoms_) / 2;
        // Where the fit is close the squares cancel; then it is summed entry by entry, if the storage allows.
        constexpr double cancels = sizeof(T) == 4 ? 1e-3 : 1e-8;
        if (value < cancels * squares_ / 2 && p_.V.hasDivergence()) value = divergence();
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
