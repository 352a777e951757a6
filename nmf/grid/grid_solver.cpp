// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/grid_solver.h"

#include "nmf/dot.h"
#include "nmf/least_squares/inner_sweeps.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

template <class T>
GridSolver<T>::GridSolver(const Problem& problem, const Scaling<T>& scaling, const Matrix<T>& A,
                          const Matrix<T>& B, const Penalties& penalties,
                          std::unique_ptr<GramSolver<T>> solver)
    : p_(problem), atoms_(B.rows()), penalties_(penalties),
      steps_(p_.options, penalties_, scaling, std::move(solver), p_.V.denominators()),
      long_(p_.grid.columns(), p_.grid.rows(), atoms_, steps_.multiplicative() && p_.V.denominators(),
            !steps_.multiplicative()),
      short_(p_.grid.rows(), p_.grid.columns(), atoms_, steps_.multiplicative() && p_.V.denominators(),
             !steps_.multiplicative()),
      sums_(p_.V, p_.grid, long_, short_, p_.options.threads, updates(true) && updates(false)) {
    long_.take(B);
    short_.take(A);
    if (steps_.multiplicative())
        for (const bool longSide : {false, true})
            steps_.bound(factor(longSide), isW(longSide));
    sums_.allocate(atoms_, updates(false));
    steps_.allocate(atoms_, long_.stride(), p_.firstLearned, sums_.team().size());
    changed(true);
    changed(false);
    if (!steps_.multiplicative()) measureFit();
}

template <class T> std::vector<AtomSize> GridSolver<T>::sizes() const {
    const AtomSums &W = (p_.swapped ? long_ : short_).sums(), &H = (p_.swapped ? short_ : long_).sums();
    std::vector<AtomSize> result;
    for (std::size_t a = 0; a < W.sums.size(); ++a)
        result.push_back({W.sums[a], W.norms[a], H.sums[a], H.norms[a]});
    return result;
}

template <class T> void GridSolver<T>::prepareStep(bool longSide, double relaxation) {
    const auto length = static_cast<double>(longSide ? p_.rows : p_.columns); // that N is summed over
    steps_.prepare({factor(longSide), factor(!longSide), isW(longSide), longSide,
                    isW(longSide) ? p_.firstLearned : 0,
                    static_cast<int>(worthwhileSweeps(length, static_cast<double>(atoms_)))},
                   sizes(), relaxation);
}

/// The step of all tiles of this rank's slice.
template <class T> void GridSolver<T>::stepFromSums(bool longSide) {
    GridFactor<T>& x = factor(longSide);
    const T* const N = x.numerator().data();
    const T* const D = x.denominator().size() > 0 ? x.denominator().data() : nullptr;
    const auto work = [&](int worker, int tile) {
        const Index at = x.shards().columnsOf(tile).first * x.stride();
        steps_.apply(worker, tile, N + at, D != nullptr ? D + at : nullptr);
    };
    const auto [first, last] = x.tiles();
    sums_.team().run(static_cast<int>(first), static_cast<int>(last), {work, [](int, int) {}});
}

template <class T> void GridSolver<T>::changed(bool longSide) {
    if (!longSide) p_.V.setShort(short_.data());
    factor(longSide).measure(sums_.team());
}

template <class T> void GridSolver<T>::finishStep(bool longSide) {
    factor(longSide).gather();
    changed(longSide);
    if (steps_.multiplicative()) return;
    dot_ = factor(longSide).total(GridFactor<T>::Dot);
    if (!longSide) revive();
}

/// An atom that is zero in both factors would stay so: it gets a tiny constant in A, which changes nothing as
/// long as B's row is zero.
template <class T> void GridSolver<T>::revive() {
    bool any = false;
    for (Index a = isW(false) ? p_.firstLearned : 0; a < atoms_; ++a) {
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
    if (updates(true)) {
        if (!sums_.atOnce()) sums_.ofLong();
        prepareStep(true, relaxation);
        if (sums_.atOnce())
            sums_.ofBoth(
                [&](int worker, Index tile, const T* N, const T* D) { steps_.apply(worker, tile, N, D); });
        else
            stepFromSums(true);
        finishStep(true);
        if (wantGradient) squared += long_.total(GridFactor<T>::Gradient);
    }
    if (updates(false)) {
        if (!sums_.atOnce()) sums_.ofShort();
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
    squaredNorm_ = sums_.ofBlocks([&](int worker, int band, const T*) { return p_.V.squares(worker, band); });
    sums_.ofLong();
    const Index stride = long_.stride();
    const auto [first, last] = long_.tiles();
    for (Index t = first; t < last; ++t) {
        const auto [column, count] = long_.shards().columnsOf(t);
        long_.number(t, GridFactor<T>::Dot) =
            dot(long_.numerator().data() + column * stride, long_.column(column), count * stride);
    }
    long_.gather();
    dot_ = long_.total(GridFactor<T>::Dot);
}

template <class T> double GridSolver<T>::divergence() {
    p_.V.prepareDivergence();
    return sums_.ofBlocks([&](int worker, int band, const T* B) { return p_.V.divergence(worker, band, B); });
}

template <class T> double GridSolver<T>::objective() {
    const std::vector<AtomSize> ofAtoms = sizes();
    double value = 0;
    if (steps_.multiplicative()) {
        value = divergence();
        for (std::size_t a = 0; a < ofAtoms.size() && p_.V.modelSumApart(); ++a)
            value += ofAtoms[a].sumW * ofAtoms[a].sumH;
    } else {
        value = squaredNorm_ / 2 - dot_ + dot(short_.gram(), long_.gram(), long_.stride() * atoms_) / 2;
        // Where the fit is close the squares cancel; then it is summed entry by entry, if the storage allows.
        constexpr double cancels = sizeof(T) == 4 ? 1e-3 : 1e-8;
        if (value < cancels * squaredNorm_ / 2 && p_.V.hasDivergence()) value = divergence();
    }
    value = std::max(value, 0.0);
    for (Index a = 0; a < atoms_ && !penalties_.none(); ++a)
        value += penalties_.value(a, ofAtoms[static_cast<std::size_t>(a)]);
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
