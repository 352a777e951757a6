// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/multiplicative_solver.h"

#include "nmf/activation_blocks.h"
#include "nmf/kernels/dispatch.h"
#include "nmf/simd.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace winnow::nmf {

namespace {

using kernels::Divergence;
using UnitNorm = Penalties::UnitNorm;

/// A zero is part of the model and stays; anything else is kept within bounds.
template <class T> T bounded(double x, double floor, double ceiling) {
    return x > 0 ? static_cast<T>(std::clamp(x, floor, ceiling)) : T{0};
}

/// Part of a denominator as the kernels want it: finite.
template <class T> T finite(double x) {
    return static_cast<T>(std::min(x, 1e30));
}

} // namespace

template <class T>
MultiplicativeSolver<T>::MultiplicativeSolver(const ColumnSource<T>& V, const DataRange& range,
                                              const Options& options, const Matrix<T>& W,
                                              ActivationStore<T>& H)
    : V_(V), H_(H), startW_(W), kernels_(kernels::tileKernels<T>(simdLevel())), scaling_(range, options.beta),
      beta_(options.beta), divergence_(divergenceKind(options.beta)),
      updateW_(options.updateW && options.fixedAtoms < options.rank), updateH_(options.updateH),
      firstLearned_(updateW_ ? options.fixedAtoms : options.rank), atoms_(options.rank),
      W_(V.rows(), atoms_, kernels_), balance_(static_cast<std::size_t>(atoms_), 1.0),
      shards_(ColumnShards::ofDense(options.sharing.active() ? options.sharing.columns : V.columns(),
                                    options.sharing.ranks)),
      team_(shards_.threads(options.threads)), hSums_(balance_.size()), hNorms_(balance_.size()) {
    packStart(W);
    penalties_ = Penalties(options, scaling_.power(beta_), scaling_.s, balance_, firstLearned_);
    allocate();
    prepareW();
}

template <class T> void MultiplicativeSolver<T>::packStart(const Matrix<T>& W) {
    for (Index a = 0; a < atoms_; ++a) {
        const double largest = static_cast<double>(W.col(a).maxCoeff());
        const double c = largest > 0 ? std::ldexp(1.0, std::ilogb(largest)) : 1.0;
        balance_[static_cast<std::size_t>(a)] = c;
        for (Index i = 0; i < V_.rows(); ++i)
            W_.at(i, a) = bounded<T>(static_cast<double>(W(i, a)) / c, scaling_.floorW, scaling_.ceilingW);
    }
    changeBlocks(H_, [&](T* H, Index, Index count) {
        for (Index j = 0; j < count; ++j)
            for (Index a = 0; a < atoms_; ++a, ++H)
                *H = bounded<T>(static_cast<double>(*H) * scaling_.s * balance_[static_cast<std::size_t>(a)],
                                scaling_.floorH, scaling_.ceilingH);
    });
}

template <class T> void MultiplicativeSolver<T>::allocate() {
    const Index padded = W_.paddedColumns();
    const bool frobenius = divergence_ == Divergence::Frobenius;
    Index numerator = 0;
    Index denominator = 0;
    if (updateW_) {
        numerator = W_.panelSize();
        // For Frobenius W's denominator is W (H H^T), so that H H^T is all the tiles need to add up.
        if (divergence_ != Divergence::KullbackLeibler)
            denominator = frobenius ? padded * atoms_ : W_.panelSize();
    }
    Communicator* const ranks = shards_.ranks();
    numerator_ = ShardSum<T>(ranks, shards_.count(), numerator);
    denominator_ = ShardSum<T>(ranks, shards_.count(), denominator);
    newSums_ = ShardSum<double>(ranks, shards_.count(), updateW_ ? atoms_ : 0);
    hDenominator_ = AlignedBuffer<T>(padded);
    wDenominator_ = AlignedBuffer<T>(padded);
    if (penalties_.hasSquareH()) hSquare_ = AlignedBuffer<T>(padded);
    if (penalties_.hasSquareW()) wSquare_ = AlignedBuffer<T>(padded);
    if (frobenius) {
        gramW_ = AlignedBuffer<T>(padded * atoms_);
        basisScratch_ = AlignedBuffer<T>(kernels_.panelRows * atoms_);
    }
    for (int i = 0; i < team_.size(); ++i)
        workers_.push_back({AlignedBuffer<T>(V_.at(0) == nullptr ? V_.rows() * kernels::kTileColumns : 0),
                            AlignedBuffer<T>(H_.edit(0) == nullptr ? atoms_ * kernels::kTileColumns : 0),
                            AlignedBuffer<T>(kernels::scratchSize(kernels_, padded)),
                            AlignedBuffer<T>(numerator), AlignedBuffer<T>(denominator),
                            std::vector<double>(hSums_.size())});
}

template <class T> AtomSize MultiplicativeSolver<T>::sizeOf(Index a) const noexcept {
    const auto at = static_cast<std::size_t>(a);
    return {W_.columnSum(a), W_.columnNorm(a), hSums_[at], hNorms_[at]};
}

template <class T> void MultiplicativeSolver<T>::measureH() {
    AtomSums sums = atomSums<T>(H_, shards_);
    hSums_ = std::move(sums.sums);
    hNorms_ = std::move(sums.norms);
}

/// What H's step needs to know of W, after a change of W.
template <class T> void MultiplicativeSolver<T>::prepareW() {
    W_.refresh();
    if (divergence_ == Divergence::Frobenius)
        kernels_.gram(W_.transposed(), W_.rows(), atoms_, W_.paddedColumns(), gramW_.data());
}

/// The rest of what H's step needs.
template <class T> void MultiplicativeSolver<T>::prepareH() {
    if (penalties_.hasSquareH()) measureH();
    for (Index a = 0; a < atoms_; ++a) {
        const AtomSize size = sizeOf(a);
        const double own = divergence_ == Divergence::KullbackLeibler ? size.sumW : 0;
        hDenominator_.data()[a] = finite<T>(own + penalties_.slopeH(a, size));
        if (penalties_.hasSquareH()) hSquare_.data()[a] = finite<T>(penalties_.squareH(a, size));
    }
}

template <class T> kernels::Tile<T> MultiplicativeSolver<T>::tile(Index index, Worker& worker) {
    const auto [first, columns] = shards_.columnsOf(index);
    kernels::Tile<T> tile{};
    tile.divergence = divergence_;
    tile.beta = beta_;
    tile.rows = V_.rows();
    tile.columns = columns;
    tile.atoms = atoms_;
    tile.paddedAtoms = W_.paddedColumns();
    tile.V = V_.at(first);
    if (tile.V != nullptr) {
        tile.vStride = V_.stride();
        tile.columnsBehind = V_.columns() - first - columns;
    } else {
        V_.read(first, columns, worker.block.data());
        tile.V = worker.block.data();
        tile.vStride = V_.rows();
        tile.columnsBehind = 0;
    }
    tile.conditionV = scaling_.condition;
    tile.vScale = static_cast<T>(scaling_.s);
    tile.vSmallest = static_cast<T>(scaling_.smallest);
    tile.epsilon = static_cast<T>(scaling_.epsilon);
    tile.W = W_.panels();
    tile.transposedW = W_.transposed();
    tile.H = H_.edit(first);
    if (tile.H == nullptr) {
        H_.read(first, columns, worker.columns.data());
        tile.H = worker.columns.data();
    }
    tile.scratch = worker.scratch.data();
    return tile;
}

template <class T> void MultiplicativeSolver<T>::iterate(double relaxation) {
    prepareH();
    const double exponent = penalties_.hasSquareH() ? squarePenaltyExponent(beta_) : monotoneExponent(beta_);
    kernels::TileUpdate<T> task{};
    task.updateH = updateH_;
    task.gramW = gramW_.data();
    task.hDenominator = hDenominator_.data();
    task.hSquare = hSquare_.data();
    task.hStep = {relaxation * exponent, static_cast<T>(scaling_.floorH), static_cast<T>(scaling_.ceilingH)};
    task.accumulateW = updateW_;
    task.firstAtom = firstLearned_;

    numerator_.clear();
    denominator_.clear();
    newSums_.clear();
    const auto work = [&](int index, int shard) {
        Worker& worker = workers_[static_cast<std::size_t>(index)];
        worker.numerator.clear();
        worker.denominator.clear();
        std::fill(worker.hSums.begin(), worker.hSums.end(), 0.0);
        kernels::TileUpdate<T> own = task;
        own.wNumerator = worker.numerator.data();
        own.wDenominator = worker.denominator.data();
        own.hSums = worker.hSums.data();
        const auto [first, last] = shards_.tilesOf(shard);
        for (Index t = first; t < last; ++t) {
            own.tile = tile(t, worker);
            kernels_.updateTile(own);
            const auto [column, columns] = shards_.columnsOf(t);
            if (updateH_ && own.tile.H == worker.columns.data()) H_.write(column, columns, own.tile.H);
        }
    };
    const auto commit = [&](int index, int shard) {
        const Worker& worker = workers_[static_cast<std::size_t>(index)];
        numerator_.add(shard, worker.numerator.data());
        denominator_.add(shard, worker.denominator.data());
        newSums_.add(shard, worker.hSums.data());
    };
    team_.run(shards_.firstShard(), shards_.lastShard(), {work, commit});
    if (updateW_) updateBasis(relaxation);
}

template <class T> void MultiplicativeSolver<T>::updateBasis(double relaxation) {
    numerator_.finish();
    denominator_.finish();
    newSums_.finish();
    std::copy_n(newSums_.data(), atoms_, hSums_.begin());
    if (penalties_.needsNormH()) measureH();
    for (Index a = firstLearned_; a < atoms_; ++a) {
        const AtomSize size = sizeOf(a);
        const double own = divergence_ == Divergence::KullbackLeibler ? size.sumH : 0;
        wDenominator_.data()[a] = finite<T>(own + penalties_.slopeW(a, size));
        if (penalties_.hasSquareW()) wSquare_.data()[a] = finite<T>(penalties_.squareW(a, size));
    }
    const double exponent = penalties_.hasSquareW() ? squarePenaltyExponent(beta_) : monotoneExponent(beta_);
    kernels::BasisUpdate<T> task{};
    task.divergence = divergence_;
    task.rows = W_.rows();
    task.atoms = atoms_;
    task.paddedAtoms = W_.paddedColumns();
    task.firstAtom = firstLearned_;
    task.W = W_.panels();
    task.numerator = numerator_.data();
    task.denominator = denominator_.data();
    task.atomDenominator = wDenominator_.data();
    task.square = wSquare_.data();
    task.step = {relaxation * exponent, static_cast<T>(scaling_.floorW), static_cast<T>(scaling_.ceilingW)};
    task.scratch = basisScratch_.data();
    kernels_.updateBasis(task);
    prepareW();
}

template <class T> double MultiplicativeSolver<T>::objective() {
    std::vector<double> parts(static_cast<std::size_t>(shards_.count()));
    const auto work = [&](int index, int shard) {
        Worker& worker = workers_[static_cast<std::size_t>(index)];
        const auto [first, last] = shards_.tilesOf(shard);
        for (Index t = first; t < last; ++t)
            parts[static_cast<std::size_t>(shard)] += kernels_.tileDivergence(tile(t, worker));
    };
    team_.run(shards_.firstShard(), shards_.lastShard(), {work, [](int, int) {}});
    double total = sumOverShards(shards_.ranks(), shards_.count(),
                                 [&](int shard) { return parts[static_cast<std::size_t>(shard)]; });
    if (!penalties_.none()) {
        measureH();
        for (Index a = 0; a < atoms_; ++a)
            total += penalties_.value(a, sizeOf(a));
    }
    return std::min(total * scaling_.power(-beta_), std::numeric_limits<double>::max());
}

template <class T> void MultiplicativeSolver<T>::save() {
    H_.save();
    savedW_.assign(W_.panels(), W_.panels() + W_.panelSize());
}

template <class T> void MultiplicativeSolver<T>::restore() {
    H_.restore();
    std::copy(savedW_.begin(), savedW_.end(), W_.panels());
    prepareW();
}

template <class T> void MultiplicativeSolver<T>::finish(Matrix<T>& W) {
    constexpr double largest = static_cast<double>(std::numeric_limits<T>::max());
    measureH();
    Matrix<T> result = startW_;
    std::vector<double> toH(static_cast<std::size_t>(atoms_));
    for (Index a = 0; a < atoms_; ++a) {
        double toW = balance_[static_cast<std::size_t>(a)];
        double& scaleH = toH[static_cast<std::size_t>(a)];
        scaleH = 1 / (scaling_.s * toW);
        if (a >= firstLearned_) {
            const AtomSize size = sizeOf(a);
            if (penalties_.unitNorm() == UnitNorm::W && size.normW > 0) {
                toW = 1 / size.normW;
                scaleH = size.normW / scaling_.s;
            } else if (penalties_.unitNorm() == UnitNorm::H && size.normH > 0) {
                scaleH = 1 / size.normH;
                toW = size.normH / scaling_.s;
            }
            for (Index i = 0; i < W_.rows(); ++i)
                result(i, a) = static_cast<T>(std::min(static_cast<double>(W_.at(i, a)) * toW, largest));
        }
    }
    changeBlocks(H_, [&](T* H, Index, Index count) {
        for (Index j = 0; j < count; ++j)
            for (Index a = 0; a < atoms_; ++a, ++H)
                *H = static_cast<T>(
                    std::min(static_cast<double>(*H) * toH[static_cast<std::size_t>(a)], largest));
    });
    W = std::move(result);
}

template class MultiplicativeSolver<float>;
template class MultiplicativeSolver<double>;

} // namespace winnow::nmf
