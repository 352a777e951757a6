// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/dense_products.h"

#include "nmf/kernels/dispatch.h"

#include <algorithm>

namespace winnow::nmf {

template <class T>
DenseBlocks<T>::DenseBlocks(const ColumnSource<T>& V, const ColumnShards& rows, const Scaling<T>& scaling,
                            double beta, bool inKernel)
    : whole_(V, scaling.condition && !inKernel, scaling.s, scaling.smallest), beta_(beta), scaling_(scaling),
      conditionTiles_(scaling.condition && inKernel), kernels_(kernels::tileKernels<T>(simdLevel())) {
    firstRows_.push_back(0);
    for (int shard = rows.firstShard(); shard < rows.lastShard(); ++shard) {
        const auto [first, count] = rows.columnsOfShard(shard);
        bands_.push_back(std::make_unique<DenseOperand<T>>(whole_, first, count));
        firstRows_.push_back(first + count);
    }
}

template <class T> void DenseBlocks<T>::allocateWorkers(Index atoms, Index stride, int most) {
    atoms_ = atoms;
    stride_ = stride;
    packed_.clear();
    workers_.resize(static_cast<std::size_t>(most));
    for (Worker& worker : workers_) {
        worker.scratch = AlignedBuffer<T>(whole_.scratchSize(stride));
        worker.columns = AlignedBuffer<T>(atoms * kernels::kTileColumns);
    }
}

template <class T> void DenseBlocks<T>::load(int worker, Index first, Index count) {
    Worker& w = workers_[static_cast<std::size_t>(worker)];
    w.first = first;
    w.count = count;
    whole_.load(first, count, w.scratch.data());
}

template <class T> double DenseBlocks<T>::squares(int worker, int band) const {
    const Worker& w = workers_[static_cast<std::size_t>(worker)];
    return bands_[static_cast<std::size_t>(band)]->squaredNorm(w.first, w.count, w.scratch.data());
}

template <class T> void DenseBlocks<T>::pack(const T* A) {
    if (packed_.empty())
        for (const auto& band : bands_)
            packed_.emplace_back(band->rows(), atoms_, kernels_);
    for (std::size_t b = 0; b < bands_.size(); ++b) {
        for (Index i = 0; i < bands_[b]->rows(); ++i)
            for (Index a = 0; a < atoms_; ++a)
                packed_[b].at(i, a) = A[(firstRows_[b] + i) * stride_ + a];
        packed_[b].refresh();
    }
}

template <class T> T* DenseBlocks<T>::unpadded(Worker& worker, const T* B) const {
    for (Index j = 0; j < worker.count; ++j)
        std::copy_n(B + j * stride_, atoms_, worker.columns.data() + j * atoms_);
    return worker.columns.data();
}

template <class T> kernels::Tile<T> DenseBlocks<T>::tile(Worker& worker, int band, const T* B) const {
    const auto b = static_cast<std::size_t>(band);
    const kernels::DenseColumns<T> V = bands_[b]->block(worker.first, worker.count, worker.scratch.data());
    kernels::Tile<T> tile{};
    tile.divergence = divergenceKind(beta_);
    tile.beta = beta_;
    tile.rows = V.rows;
    tile.columns = V.columns;
    tile.atoms = atoms_;
    tile.paddedAtoms = packed_[b].paddedColumns();
    tile.V = V.V;
    tile.vStride = V.stride;
    tile.columnsBehind = V.columnsBehind;
    tile.conditionV = conditionTiles_;
    tile.vScale = static_cast<T>(scaling_.s);
    tile.vSmallest = static_cast<T>(scaling_.smallest);
    tile.epsilon = static_cast<T>(scaling_.epsilon);
    tile.W = packed_[b].panels();
    tile.transposedW = packed_[b].transposed();
    tile.H = unpadded(worker, B);
    tile.scratch = whole_.tileScratch(worker.scratch.data());
    return tile;
}

template <class T> double DenseBlocks<T>::divergence(int worker, int band, const T* B) {
    return kernels_.tileDivergence(tile(workers_[static_cast<std::size_t>(worker)], band, B));
}

template <class T> void DenseGramProducts<T>::addLong(int worker, int band, const T*, T* N, T*) {
    const auto& w = this->workers_[static_cast<std::size_t>(worker)];
    const auto b = static_cast<std::size_t>(band);
    this->bands_[b]->project(w.first, w.count, w.scratch.data(),
                             short_ + this->firstRows_[b] * this->stride(), this->stride(), N);
}

template <class T> void DenseGramProducts<T>::addShort(int worker, int band, const T* B, T* total, T*) {
    const auto& w = this->workers_[static_cast<std::size_t>(worker)];
    const auto b = static_cast<std::size_t>(band);
    this->bands_[b]->accumulate(w.first, w.count, w.scratch.data(), B, this->atoms(), this->stride(), total);
}

template <class T> void DenseGramProducts<T>::unpack(int band, const T* total, T* sum) const {
    this->bands_[static_cast<std::size_t>(band)]->unpackTotal(total, this->atoms(), this->stride(), sum);
}

template <class T> void DenseRatioProducts<T>::allocate(Index atoms, Index stride, int most) {
    this->allocateWorkers(atoms, stride, most);
    panelRows_ = kernels::tileKernels<T>(simdLevel()).panelRows;
}

template <class T> Index DenseRatioProducts<T>::totalSize(int band) const noexcept {
    const Index rows = this->bands_[static_cast<std::size_t>(band)]->rows();
    return (rows + panelRows_ - 1) / panelRows_ * panelRows_ * this->atoms();
}

template <class T> bool DenseRatioProducts<T>::denominators() const noexcept {
    return divergenceKind(this->beta_) != kernels::Divergence::KullbackLeibler;
}

template <class T> void DenseRatioProducts<T>::addLong(int worker, int band, const T* B, T* N, T* D) {
    kernels::TileUpdate<T> task{};
    task.tile = this->tile(this->workers_[static_cast<std::size_t>(worker)], band, B);
    task.updateH = true;
    task.hNumerator = N;
    task.hDenominatorSum = D;
    kernels::tileKernels<T>(simdLevel()).updateTile(task);
}

template <class T>
void DenseRatioProducts<T>::addShort(int worker, int band, const T* B, T* total, T* totalD) {
    kernels::TileUpdate<T> task{};
    task.tile = this->tile(this->workers_[static_cast<std::size_t>(worker)], band, B);
    task.accumulateW = true;
    task.wNumerator = total;
    task.wDenominator = totalD;
    kernels::tileKernels<T>(simdLevel()).updateTile(task);
}

template <class T> void DenseRatioProducts<T>::unpack(int band, const T* total, T* sum) const {
    const Index atoms = this->atoms(), stride = this->stride();
    for (Index i = 0; i < this->bands_[static_cast<std::size_t>(band)]->rows(); ++i, sum += stride) {
        const T* const from = total + i / panelRows_ * panelRows_ * atoms + i % panelRows_;
        for (Index a = 0; a < stride; ++a)
            sum[a] = a < atoms ? from[a * panelRows_] : T(0);
    }
}

template class DenseBlocks<float>;
template class DenseBlocks<double>;
template class DenseGramProducts<float>;
template class DenseGramProducts<double>;
template class DenseRatioProducts<float>;
template class DenseRatioProducts<double>;

} // namespace winnow::nmf
