// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/tile_steps.h"

#include "nmf/dot.h"

#include <algorithm>

namespace winnow::nmf {
namespace {

template <class T> T finite(double x) {
    return static_cast<T>(std::min(x, 1e30));
}

} // namespace

template <class T> void TileSteps<T>::allocate(Index atoms, Index stride, Index firstLearned, int workers) {
    atoms_ = atoms;
    stride_ = stride;
    if (multiplicative()) return;
    gram_ = AlignedBuffer<T>(stride * atoms);
    learned_ = LearnedAtoms<T>(atoms, stride);
    const Index tile = stride * kernels::kTileColumns;
    for (int i = 0; i < workers; ++i)
        workers_.push_back({AlignedBuffer<T>(tile),
                            AlignedBuffer<T>(solver_->scratchSize(atoms, stride, kernels::kTileColumns)),
                            AlignedBuffer<T>(firstLearned > 0 ? LearnedAtoms<T>::scratchSize(tile) : 0)});
}

template <class T> void TileSteps<T>::bound(GridFactor<T>& factor, bool isW) const {
    T* const values = factor.column(0);
    for (Index i = 0; i < factor.shards().ownColumns() * factor.stride(); ++i)
        if (values[i] > 0)
            values[i] =
                static_cast<T>(std::clamp(static_cast<double>(values[i]), floors_[isW], ceilings_[isW]));
}

template <class T>
void TileSteps<T>::prepare(const Half& half, const std::vector<AtomSize>& sizes, double relaxation) {
    half_.emplace(half);
    const auto slope = [&](Index a) {
        const AtomSize& size = sizes[static_cast<std::size_t>(a)];
        return half.isW ? penalties_.slopeW(a, size) : penalties_.slopeH(a, size);
    };
    const auto square = [&](Index a) {
        const AtomSize& size = sizes[static_cast<std::size_t>(a)];
        return half.isW ? penalties_.squareW(a, size) : penalties_.squareH(a, size);
    };
    if (!multiplicative()) {
        std::copy_n(half.other.gram(), gram_.size(), gram_.data());
        gramSlopes_.assign(static_cast<std::size_t>(stride_), T(0));
        for (Index a = 0; a < atoms_ && !penalties_.none(); ++a) {
            gramSlopes_[static_cast<std::size_t>(a)] = finite<T>(slope(a));
            gram_.data()[a * stride_ + a] += finite<T>(square(a));
        }
        learned_.prepare(*solver_, gram_.data(), half.firstAtom);
        return;
    }
    kind_ = StepKind::of(options_.beta, half.isW ? penalties_.hasSquareW() : penalties_.hasSquareH());
    kind_.exponent *= relaxation;
    steps_.emplace(kind_, static_cast<T>(floors_[half.isW]), half.firstAtom, atoms_);
    slopes_.clear();
    squares_.clear();
    for (Index a = 0; a < atoms_; ++a) {
        slopes_.push_back((denominators_ ? 0 : half.other.sums().sums[static_cast<std::size_t>(a)]) +
                          slope(a));
        squares_.push_back(square(a));
        if (a >= half.firstAtom) steps_->add(slopes_.back(), squares_.back());
    }
}

template <class T> void TileSteps<T>::applyGram(int worker, Index tile, const T* sums) {
    GridFactor<T>& x = half_->factor;
    Worker& w = workers_[static_cast<std::size_t>(worker)];
    const auto [column, count] = x.shards().columnsOf(tile);
    for (Index j = 0; j < count; ++j)
        for (Index a = 0; a < stride_; ++a)
            w.N.data()[j * stride_ + a] = sums[j * stride_ + a] - gramSlopes_[static_cast<std::size_t>(a)];
    const GramBlock<T> block{atoms_,     stride_,          count,           gram_.data(),
                             w.N.data(), x.column(column), w.solver.data(), half_->sweeps};
    const auto gradient = [&] {
        AlignedBuffer<T> product(stride_ * count);
        x.number(tile, GridFactor<T>::Gradient) = squaredProjectedGradient(block, product.data());
    };
    const bool wanted = options_.gradientTolerance > 0;
    if (wanted && half_->isLong) gradient(); // see GridSolver::iterate()
    learned_.solve(*solver_, block, w.learned.data());
    if (wanted && !half_->isLong) gradient();
    x.number(tile, GridFactor<T>::Dot) = dot(sums, x.column(column), stride_ * count);
}

template <class T> void TileSteps<T>::apply(int worker, Index tile, const T* N, const T* D) {
    if (!multiplicative()) {
        applyGram(worker, tile, N);
        return;
    }
    GridFactor<T>& x = half_->factor;
    const double floor = floors_[half_->isW];
    const T ceiling = static_cast<T>(ceilings_[half_->isW]);
    const auto [column, count] = x.shards().columnsOf(tile);
    for (Index j = 0; j < count; ++j) {
        T* const to = x.column(column + j);
        if (D == nullptr) {
            steps_->apply(to, N + j * stride_);
        } else {
            for (Index a = half_->firstAtom; a < atoms_; ++a) {
                const auto at = static_cast<std::size_t>(a);
                const double denominator =
                    std::min(static_cast<double>(D[j * stride_ + a]) + slopes_[at], 1e30);
                to[a] = static_cast<T>(multiplicativeStep(kind_, static_cast<double>(to[a]),
                                                          static_cast<double>(N[j * stride_ + a]),
                                                          denominator, squares_[at], floor));
            }
        }
        for (Index a = half_->firstAtom; a < atoms_; ++a)
            to[a] = std::min(to[a], ceiling);
    }
}

template class TileSteps<float>;
template class TileSteps<double>;

} // namespace winnow::nmf
