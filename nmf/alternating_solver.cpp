// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/alternating_solver.h"

#include "nmf/dot.h"
#include "nmf/kernels/dispatch.h"
#include "nmf/least_squares/inner_sweeps.h"
#include "nmf/packed_factor.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace winnow::nmf {

template <class T>
AlternatingSolver<T>::AlternatingSolver(const Problem& problem, const Matrix<T>& A, Matrix<T>& B,
                                        const Penalties& penalties, std::unique_ptr<GramSolver<T>> solver)
    : p_(problem), atoms_(A.cols()), stride_(0), kernels_(kernels::gramKernels<T>(simdLevel())),
      penalties_(penalties), solver_(std::move(solver)), long_(B), slopes_(static_cast<std::size_t>(atoms_)),
      shards_(p_.V.shards(p_.ranks != nullptr ? p_.columns : p_.V.columns(), p_.ranks)),
      shortShards_(ColumnShards::ofDense(p_.V.rows(), p_.ranks)),
      team_(shards_.threads(p_.threads)), longSums_{std::vector<double>(slopes_.size()),
                                                    std::vector<double>(slopes_.size())} {
    const bool learnsW = p_.updateW && p_.firstLearned < atoms_;
    updateLong_ = p_.swapped ? learnsW : p_.updateH;
    updateShort_ = p_.swapped ? p_.updateH : learnsW;
    const auto sweeps = [&](Index rows) {
        return static_cast<int>(worthwhileSweeps(static_cast<double>(rows), static_cast<double>(atoms_)));
    };
    sweepsLong_ = sweeps(p_.V.rows());
    sweepsShort_ = sweeps(shards_.columns());
    stride_ = (atoms_ + kernels_.lanes - 1) / kernels_.lanes * kernels_.lanes;
    short_ = AlignedBuffer<T>(stride_ * p_.V.rows());
    if (updateShort_) {
        sum_ = AlignedBuffer<T>(static_cast<Index>(short_.size()));
        total_ = ShardSum<T>(p_.ranks, shards_.count(), p_.V.totalSize(atoms_, stride_));
    }
    for (Index i = 0; i < A.rows(); ++i)
        for (Index a = 0; a < atoms_; ++a)
            short_.data()[i * stride_ + a] = A(i, a);
    const Index square = stride_ * atoms_;
    shortGram_ = AlignedBuffer<T>(square);
    longGram_ = ShardSum<T>(p_.ranks, shards_.count(), square);
    numbers_ = ShardSum<double>(p_.ranks, shards_.count(), 3);
    gram_ = AlignedBuffer<T>(square);
    learned_ = LearnedAtoms<T>(atoms_, stride_);
    const Index tile = stride_ * kernels::kTileColumns;
    for (int i = 0; i < team_.size(); ++i)
        workers_.push_back({AlignedBuffer<T>(p_.V.scratchSize(stride_)), AlignedBuffer<T>(tile),
                            AlignedBuffer<T>(tile),
                            AlignedBuffer<T>(solver_->scratchSize(atoms_, stride_, kernels::kTileColumns)),
                            AlignedBuffer<T>(static_cast<Index>(total_.size())), AlignedBuffer<T>(square),
                            AlignedBuffer<T>(p_.firstLearned > 0 ? learned_.scratchSize(tile) : 0)});
    kernels_.gram(short_.data(), p_.V.rows(), atoms_, stride_, shortGram_.data());
    pass(Pass::Measure);
}

template <class T> AtomSize AlternatingSolver<T>::sizeOf(Index a) const noexcept {
    const auto at = static_cast<std::size_t>(a);
    double sum = 0;
    for (Index i = 0; i < p_.V.rows(); ++i)
        sum += static_cast<double>(short_.data()[i * stride_ + a]);
    const double norm = std::sqrt(static_cast<double>(shortGram_.data()[a * stride_ + a]));
    const double longSum = longSums_.sums[at], longNorm = longSums_.norms[at];
    if (p_.swapped) return {longSum, longNorm, sum, norm};
    return {sum, norm, longSum, longNorm};
}

template <class T> void AlternatingSolver<T>::measureLong() {
    longSums_ = atomSums(long_, shards_);
}

/// gram_ and slopes_ of a half from its Gram matrix.
template <class T> void AlternatingSolver<T>::addPenalties(bool longSide, const T* gram) {
    std::copy_n(gram, gram_.size(), gram_.data());
    std::fill(slopes_.begin(), slopes_.end(), T(0));
    if (penalties_.none()) return;
    measureLong();
    const bool isW = longSide == p_.swapped;
    for (Index a = 0; a < atoms_; ++a) {
        const AtomSize size = sizeOf(a);
        const auto finite = [](double x) { return static_cast<T>(std::min(x, 1e30)); };
        slopes_[static_cast<std::size_t>(a)] =
            finite(isW ? penalties_.slopeW(a, size) : penalties_.slopeH(a, size));
        gram_.data()[a * stride_ + a] +=
            finite(isW ? penalties_.squareW(a, size) : penalties_.squareH(a, size));
    }
}

template <class T> void AlternatingSolver<T>::pass(Pass kind) {
    const bool update = kind == Pass::Iterate && updateLong_;
    const bool accumulate = kind == Pass::Iterate && updateShort_;
    const bool gradient = kind == Pass::Iterate && p_.wantGradient && updateLong_;
    const Index first = firstOf(true);
    addPenalties(true, shortGram_.data());
    if (update) {
        learned_.prepare(*solver_, gram_.data(), first);
    }
    longGram_.clear();
    if (accumulate) total_.clear();
    numbers_.clear();
    const auto work = [&](int index, int shard) {
        Worker& w = workers_[static_cast<std::size_t>(index)];
        w.gram.clear();
        if (accumulate) w.total.clear();
        w.numbers = {};
        const auto [begin, end] = shards_.tilesOf(shard);
        for (Index t = begin; t < end; ++t) {
            const auto [column, count] = shards_.columnsOf(t);
            p_.V.load(column, count, w.block.data());
            if (kind == Pass::Measure) w.numbers[Squares] += p_.V.squaredNorm(column, count, w.block.data());
            for (Index j = 0; j < count; ++j)
                std::copy_n(long_.data() + (column + j) * atoms_, atoms_, w.X.data() + j * stride_);
            if (update || !accumulate) {
                p_.V.project(column, count, w.block.data(), short_.data(), stride_, w.N.data());
                if (!accumulate && !update) w.numbers[Dot] += dot(w.N.data(), w.X.data(), stride_ * count);
            }
            if (update) {
                AlignedBuffer<T>& N = w.N;
                if (!penalties_.none())
                    for (Index j = 0; j < count; ++j)
                        for (Index a = 0; a < atoms_; ++a)
                            N.data()[j * stride_ + a] -= slopes_[static_cast<std::size_t>(a)];
                const GramBlock<T> block{atoms_,   stride_,    count,           gram_.data(),
                                         N.data(), w.X.data(), w.solver.data(), sweepsLong_};
                if (gradient) {
                    AlignedBuffer<T> product(stride_ * count);
                    w.numbers[Gradient] += squaredProjectedGradient(block, product.data());
                }
                learned_.solve(*solver_, block, w.reduced.data());
                if (!accumulate) {
                    w.numbers[Dot] += dot(N.data(), w.X.data(), stride_ * count);
                    if (!penalties_.none())
                        for (Index j = 0; j < count; ++j)
                            w.numbers[Dot] += dot(slopes_.data(), w.X.data() + j * stride_, atoms_);
                }
                for (Index j = 0; j < count; ++j)
                    std::copy_n(w.X.data() + j * stride_, atoms_, long_.data() + (column + j) * atoms_);
            }
            kernels_.gram(w.X.data(), count, atoms_, stride_, w.gram.data());
            if (accumulate)
                p_.V.accumulate(column, count, w.block.data(), w.X.data(), atoms_, stride_, w.total.data());
        }
    };
    const auto commit = [&](int index, int shard) {
        const Worker& w = workers_[static_cast<std::size_t>(index)];
        longGram_.add(shard, w.gram.data());
        if (accumulate) total_.add(shard, w.total.data());
        numbers_.add(shard, w.numbers.data());
    };
    team_.run(shards_.firstShard(), shards_.lastShard(), {work, commit});
    longGram_.finish();
    numbers_.finish();
    if (accumulate) {
        total_.finish();
        p_.V.unpackTotal(total_.data(), atoms_, stride_, sum_.data());
    }
    dot_ = numbers_.data()[Dot];
    if (kind == Pass::Measure)
        squaredNorm_ = numbers_.data()[Squares];
    else
        gradient_ = numbers_.data()[Gradient];
}

template <class T> void AlternatingSolver<T>::improveShort() {
    const Index first = firstOf(false);
    addPenalties(false, longGram_.data());
    learned_.prepare(*solver_, gram_.data(), first);
    std::vector<double> squared(static_cast<std::size_t>(shortShards_.count()));
    const auto work = [&](int index, int shard) {
        Worker& w = workers_[static_cast<std::size_t>(index)];
        const auto [begin, end] = shortShards_.tilesOf(shard);
        for (Index t = begin; t < end; ++t) {
            const auto [ownRow, count] = shortShards_.columnsOf(t);
            const Index row = shortShards_.firstColumn() + ownRow;
            std::copy_n(sum_.data() + row * stride_, count * stride_, w.N.data());
            for (Index j = 0; j < count; ++j)
                for (Index a = 0; a < atoms_; ++a)
                    w.N.data()[j * stride_ + a] -= slopes_[static_cast<std::size_t>(a)];
            const GramBlock<T> block{atoms_,          stride_,     count,
                                     gram_.data(),    w.N.data(),  short_.data() + row * stride_,
                                     w.solver.data(), sweepsShort_};
            learned_.solve(*solver_, block, w.reduced.data());
            if (p_.wantGradient) {
                AlignedBuffer<T> product(stride_ * count);
                squared[static_cast<std::size_t>(shard)] += squaredProjectedGradient(block, product.data());
            }
        }
    };
    team_.run(shortShards_.firstShard(), shortShards_.lastShard(), {work, [](int, int) {}});
    gatherShort();
    revive();
    shortGram_.clear();
    kernels_.gram(short_.data(), p_.V.rows(), atoms_, stride_, shortGram_.data());
    dot_ = dot(short_.data(), sum_.data(), static_cast<Index>(short_.size()));
    if (p_.wantGradient)
        shortGradient_ = sumOverShards(p_.ranks, shortShards_.count(),
                                       [&](int shard) { return squared[static_cast<std::size_t>(shard)]; });
}

/// Every rank's rows of A to all.
template <class T> void AlternatingSolver<T>::gatherShort() {
    if (p_.ranks == nullptr) return;
    std::vector<std::size_t> starts;
    for (int rank = 0; rank <= p_.ranks->size(); ++rank) {
        const auto shard = static_cast<int>(shareBegin(shortShards_.count(), rank, p_.ranks->size()));
        starts.push_back(static_cast<std::size_t>(shortShards_.beginOf(shard) * stride_) * sizeof(T));
    }
    gatherPieces(*p_.ranks, std::as_writable_bytes(std::span(short_.data(), short_.size())), starts);
}

/// An atom that is zero in both factors would stay so: it gets a tiny constant in A, which changes nothing as
/// long as B's row is zero.
template <class T> void AlternatingSolver<T>::revive() {
    for (Index a = firstOf(false); a < atoms_; ++a) {
        if (longGram_.data()[a * stride_ + a] > 0) continue;
        bool zero = true;
        for (Index i = 0; i < p_.V.rows() && zero; ++i)
            zero = !(short_.data()[i * stride_ + a] > 0);
        for (Index i = 0; i < p_.V.rows() && zero; ++i)
            short_.data()[i * stride_ + a] = T(1e-6);
    }
}

template <class T> void AlternatingSolver<T>::iterate() {
    // The gradient of A was measured at the end of the last iteration, that of B at the start of this one: at
    // the same factors.
    const double before = shortGradient_;
    pass(Pass::Iterate);
    gradient_ = std::sqrt(gradient_ + before);
    if (updateShort_) improveShort();
}

template <class T> double AlternatingSolver<T>::cheapObjective() const {
    return squaredNorm_ / 2 - dot_ + dot(shortGram_.data(), longGram_.data(), stride_ * atoms_) / 2;
}

template <class T> double AlternatingSolver<T>::exactResidual() {
    PackedFactor<T> packed(p_.V.rows(), atoms_, kernels::tileKernels<T>(simdLevel()));
    for (Index i = 0; i < p_.V.rows(); ++i)
        for (Index a = 0; a < atoms_; ++a)
            packed.at(i, a) = short_.data()[i * stride_ + a];
    packed.refresh();
    std::vector<double> parts(static_cast<std::size_t>(shards_.count()));
    const auto work = [&](int index, int shard) {
        Worker& w = workers_[static_cast<std::size_t>(index)];
        const auto [begin, end] = shards_.tilesOf(shard);
        for (Index t = begin; t < end; ++t) {
            const auto [column, count] = shards_.columnsOf(t);
            p_.V.load(column, count, w.block.data());
            parts[static_cast<std::size_t>(shard)] +=
                p_.V.squaredResidual(column, count, w.block.data(), packed, long_.data() + column * atoms_);
        }
    };
    team_.run(shards_.firstShard(), shards_.lastShard(), {work, [](int, int) {}});
    return sumOverShards(p_.ranks, shards_.count(),
                         [&](int shard) { return parts[static_cast<std::size_t>(shard)]; }) /
           2;
}

template <class T> double AlternatingSolver<T>::objective() {
    double value = cheapObjective();
    // Where the fit is close the squares cancel; then it is summed entry by entry, if the storage allows.
    constexpr double cancels = sizeof(T) == 4 ? 1e-3 : 1e-8;
    if (value < cancels * squaredNorm_ / 2) {
        const double exact = exactResidual();
        if (exact >= 0) value = exact;
    }
    value = std::max(value, 0.0);
    if (!penalties_.none()) {
        measureLong();
        for (Index a = 0; a < atoms_; ++a)
            value += penalties_.value(a, sizeOf(a));
    }
    return value;
}

template <class T> Matrix<T> AlternatingSolver<T>::shortFactor() const {
    using View = Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>;
    return View(short_.data(), atoms_, p_.V.rows(), Eigen::OuterStride<>(stride_)).transpose();
}

template class AlternatingSolver<float>;
template class AlternatingSolver<double>;

} // namespace winnow::nmf
