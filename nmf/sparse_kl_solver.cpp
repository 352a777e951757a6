// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/sparse_kl_solver.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace winnow::nmf {

namespace {

/// What a block of rows takes of W, and a tile of columns of h and N together: with the sums for W, these
/// share the second-level cache.
constexpr Index kBlockBytes = 512 * 1024, kTileBytes = 512 * 1024;

/// Columns that are read at once where V is not in memory. The result does not depend on it.
constexpr Index kMostRead = 1024;

/// Of all ranks' columns, rounded down. All ranks.
template <class T> Index entriesPerColumn(const SparseOperand<T>& V, const ColumnShards& shards) {
    std::int64_t entries = V.source().entries(0, V.columns());
    if (shards.ranks() != nullptr) {
        const auto all = gatherValues(*shards.ranks(), entries);
        entries = std::accumulate(all.begin(), all.end(), std::int64_t{0});
    }
    return entries / shards.columns();
}

} // namespace

template <class T>
SparseKlSolver<T>::SparseKlSolver(const SparseOperand<T>& V, const Scaling<T>& scaling,
                                  const Options& options, const Matrix<T>& W, Matrix<T>& H,
                                  const Penalties& penalties)
    : V_(V), kernels_(kernels::gramKernels<T>(simdLevel())), options_(options), penalties_(penalties),
      atoms_(W.cols()), stride_((atoms_ + kernels_.lanes - 1) / kernels_.lanes * kernels_.lanes),
      firstLearned_(options.updateW ? options.fixedAtoms : atoms_), epsilon_(static_cast<T>(scaling.epsilon)),
      floorH_(scaling.floorH), H_(H),
      shards_(
          V.shards(options.sharing.active() ? options.sharing.columns : V.columns(), options.sharing.ranks)),
      W_(stride_ * V.rows()),
      numerator_(options.sharing.ranks, shards_.count(), firstLearned_ < atoms_ ? stride_ * V.rows() : 0),
      perColumn_(entriesPerColumn(V, shards_)),
      tileColumns_(std::clamp<Index>(
          kTileBytes / (2 * stride_ * static_cast<Index>(sizeof(T))), 1,
          std::max<Index>(V.inMemory() ? V.columns() : std::min(V.columns(), kMostRead), 1))),
      team_(shards_.threads(options.threads)), sizes_(static_cast<std::size_t>(atoms_)),
      stepW_(StepKind::of(1, penalties.hasSquareW())), stepH_(StepKind::of(1, penalties.hasSquareH())) {
    if (V.inMemory()) blocks_.emplace(blocksOf(V.block(0, V.columns(), nullptr)));
    std::int64_t most = V.mostEntries(0, V.columns(), kernels::kTileColumns);
    for (int shard = shards_.firstShard(); shard < shards_.lastShard(); ++shard) {
        const auto [first, count] = shards_.columnsOfShard(shard);
        most = std::max(most, V.mostEntries(first, first + count, tileColumns_));
    }
    const Index block = V.scratchFor(most, std::max(tileColumns_, kernels::kTileColumns));
    for (Index i = 0; i < V.rows(); ++i)
        for (Index a = 0; a < atoms_; ++a)
            W_.data()[i * stride_ + a] =
                W(i, a) > 0 ? std::max(W(i, a), static_cast<T>(scaling.floorW)) : T(0);
    for (int i = 0; i < team_.size(); ++i)
        workers_.push_back({AlignedBuffer<T>(block),
                            AlignedBuffer<T>(stride_ * tileColumns_),
                            AlignedBuffer<T>(options.updateH ? stride_ * tileColumns_ : 0),
                            AlignedBuffer<T>(static_cast<Index>(numerator_.size())),
                            {}});
}

template <class T> void SparseKlSolver<T>::measure() {
    measureW();
    measureH();
}

template <class T> void SparseKlSolver<T>::measureW() {
    const Eigen::Map<const Matrix<T>> W(W_.data(), stride_, V_.rows());
    Eigen::ArrayXd sums = Eigen::ArrayXd::Zero(stride_), squares = sums;
    for (Index i = 0; i < V_.rows(); ++i) {
        const Eigen::ArrayXd w = W.col(i).template cast<double>();
        sums += w;
        squares += w.square();
    }
    for (Index a = 0; a < atoms_; ++a) {
        sizes_[static_cast<std::size_t>(a)].sumW = sums(a);
        sizes_[static_cast<std::size_t>(a)].normW = std::sqrt(squares(a));
    }
}

template <class T> void SparseKlSolver<T>::measureH() {
    const AtomSums measured = atomSums(H_, shards_);
    for (std::size_t a = 0; a < sizes_.size(); ++a) {
        sizes_[a].sumH = measured.sums[a];
        sizes_[a].normH = measured.norms[a];
    }
}

template <class T> AtomSize SparseKlSolver<T>::sizeOf(Index a) const noexcept {
    return sizes_[static_cast<std::size_t>(a)];
}

template <class T> EntryBlocks SparseKlSolver<T>::blocksOf(const kernels::SparseColumns<T>& V) const {
    const Index rowsOfBlock = std::max<Index>(1, kBlockBytes / (stride_ * static_cast<Index>(sizeof(T))));
    return EntryBlocks(V.starts, V.rows, V.columns, V_.rows(), rowsOfBlock, perColumn_);
}

template <class T>
kernels::SparseEntries<T> SparseKlSolver<T>::entries(const Tile& tile, Index column, Index block) noexcept {
    const auto [begin, end] = tile.blocks->entries(tile.first + column, block);
    const bool last = tile.first + column + 1 == tile.V.columns;
    const Index next = last ? end : tile.blocks->entries(tile.first + column + 1, block).first;
    return {tile.V.rows, tile.V.values, tile.V.scale, begin, end, next, tile.V.starts[tile.V.columns]};
}

/// H of `count` columns is updated, and their part of W's numerator added, block of rows after block.
template <class T>
void SparseKlSolver<T>::workOnTile(Index first, Index count, Worker& worker, const AtomSteps<T>& steps) {
    T* const h = worker.h.data();
    T* const N = worker.N.data();
    std::optional<EntryBlocks> own;
    Tile tile{};
    if (blocks_) {
        tile = {V_.block(0, V_.columns(), nullptr), &*blocks_, first};
    } else {
        V_.load(first, count, worker.block.data());
        tile.V = V_.block(first, count, worker.block.data());
        own.emplace(blocksOf(tile.V));
        tile.blocks = &*own;
    }
    for (Index c = 0; c < count; ++c)
        std::copy_n(H_.data() + (first + c) * atoms_, atoms_, h + c * stride_);
    if (options_.updateH) {
        std::fill_n(N, count * stride_, T(0));
        for (Index b = 0; b < tile.blocks->count(); ++b)
            for (Index c = 0; c < count; ++c)
                kernels_.ratioSparse(entries(tile, c, b), W_.data(), h + c * stride_, stride_, epsilon_,
                                     N + c * stride_);
        for (Index c = 0; c < count; ++c) {
            steps.apply(h + c * stride_, N + c * stride_);
            std::copy_n(h + c * stride_, atoms_, H_.data() + (first + c) * atoms_);
        }
    }
    if (numerator_.size() == 0) return;
    for (Index b = 0; b < tile.blocks->count(); ++b)
        for (Index c = 0; c < count; ++c)
            kernels_.ratioSparseRows(entries(tile, c, b), W_.data(), h + c * stride_, stride_, epsilon_,
                                     worker.sum.data());
}

template <class T> void SparseKlSolver<T>::iterate() {
    measureW();
    if (!penalties_.none()) measureH();
    AtomSteps<T> steps(stepH_, static_cast<T>(floorH_), 0, atoms_);
    for (Index a = 0; a < atoms_; ++a)
        steps.add(sizeOf(a).sumW + penalties_.slopeH(a, sizeOf(a)), penalties_.squareH(a, sizeOf(a)));
    const bool learnsW = numerator_.size() > 0;
    if (learnsW) numerator_.clear();
    const auto work = [&](int index, int shard) {
        Worker& worker = workers_[static_cast<std::size_t>(index)];
        if (learnsW) worker.sum.clear();
        const auto [first, count] = shards_.columnsOfShard(shard);
        for (Index j = first; j < first + count; j += tileColumns_)
            workOnTile(j, std::min(tileColumns_, first + count - j), worker, steps);
    };
    const auto commit = [&](int index, int shard) {
        if (learnsW) numerator_.add(shard, workers_[static_cast<std::size_t>(index)].sum.data());
    };
    team_.run(shards_.firstShard(), shards_.lastShard(), {work, commit});
    if (learnsW) updateW();
}

template <class T> void SparseKlSolver<T>::updateW() {
    numerator_.finish();
    measureH();
    AtomSteps<T> steps(stepW_, static_cast<T>(Scaling<T>::floorW), firstLearned_, atoms_);
    for (Index a = firstLearned_; a < atoms_; ++a)
        steps.add(sizeOf(a).sumH + penalties_.slopeW(a, sizeOf(a)), penalties_.squareW(a, sizeOf(a)));
    for (Index i = 0; i < V_.rows(); ++i)
        steps.apply(W_.data() + i * stride_, numerator_.data() + i * stride_);
}

template <class T> double SparseKlSolver<T>::objective() {
    std::vector<double> parts(static_cast<std::size_t>(shards_.count()));
    const auto work = [&](int index, int shard) {
        Worker& worker = workers_[static_cast<std::size_t>(index)];
        const auto [begin, end] = shards_.tilesOf(shard);
        for (Index t = begin; t < end; ++t) {
            const auto [first, count] = shards_.columnsOf(t);
            V_.load(first, count, worker.block.data());
            const kernels::SparseColumns<T> V = V_.block(first, count, worker.block.data());
            double total = 0;
            for (Index j = 0; j < count; ++j) {
                std::copy_n(H_.data() + (first + j) * atoms_, atoms_, worker.h.data());
                worker.model.resize(static_cast<std::size_t>(V.starts[j + 1] - V.starts[j]));
                kernels_.modelSparse(V, j, W_.data(), worker.h.data(), stride_, epsilon_,
                                     worker.model.data());
                for (std::size_t e = 0; e < worker.model.size(); ++e) {
                    const auto v = static_cast<double>(V.values[V.starts[j] + static_cast<int>(e)] * V.scale);
                    if (v > 0) total += v * std::log(v / static_cast<double>(worker.model[e])) - v;
                }
            }
            parts[static_cast<std::size_t>(shard)] += total;
        }
    };
    team_.run(shards_.firstShard(), shards_.lastShard(), {work, [](int, int) {}});
    double total = sumOverShards(shards_.ranks(), shards_.count(),
                                 [&](int shard) { return parts[static_cast<std::size_t>(shard)]; });
    measure();
    for (Index a = 0; a < atoms_; ++a)
        total += sizeOf(a).sumW * sizeOf(a).sumH + (penalties_.none() ? 0 : penalties_.value(a, sizeOf(a)));
    return std::max(total, 0.0);
}

template <class T> Matrix<T> SparseKlSolver<T>::W() const {
    using View = Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>;
    return View(W_.data(), atoms_, V_.rows(), Eigen::OuterStride<>(stride_)).transpose();
}

template <class T> std::vector<double> SparseKlSolver<T>::norms(Penalties::UnitNorm of) {
    measure();
    std::vector<double> result;
    for (const AtomSize& size : sizes_)
        result.push_back(of == Penalties::UnitNorm::H ? size.normH : size.normW);
    return result;
}

template class SparseKlSolver<float>;
template class SparseKlSolver<double>;

} // namespace winnow::nmf
