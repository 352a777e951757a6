// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/dense_operand.h"

#include "nmf/kernels/dispatch.h"
#include "nmf/packed_factor.h"

#include <algorithm>

namespace winnow::nmf {

template <class T>
DenseOperand<T>::DenseOperand(const ColumnSource<T>& V, bool condition, double scale, double smallest)
    : V_(V), rows_(V.rows()), condition_(condition), packed_(condition || V.at(0) == nullptr), scale_(static_cast<T>(scale)),
      smallest_(static_cast<T>(smallest)), kernels_(kernels::gramKernels<T>(simdLevel())) {}

template <class T>
DenseOperand<T>::DenseOperand(const StridedView<T>& V, bool condition, double scale, double smallest)
    : own_(std::make_unique<StridedColumns<T>>(V)), V_(*own_), rows_(V.rows), condition_(condition),
      packed_(condition || V.rowStride != 1), scale_(static_cast<T>(scale)),
      smallest_(static_cast<T>(smallest)), kernels_(kernels::gramKernels<T>(simdLevel())) {}

template <class T>
DenseOperand<T>::DenseOperand(const DenseOperand& whole, Index firstRow, Index rows)
    : V_(whole.V_), firstRow_(whole.firstRow_ + firstRow), rows_(rows), condition_(whole.condition_),
      packed_(whole.packed_), scale_(whole.scale_), smallest_(whole.smallest_), kernels_(whole.kernels_) {}

template <class T> Index DenseOperand<T>::packedSize() const noexcept {
    return packed_ ? (V_.rows() * kernels::kTileColumns + 15) / 16 * 16 : 0; // whole cache lines
}

template <class T> Index DenseOperand<T>::scratchSize(Index paddedAtoms) const noexcept {
    return packedSize() + kernels::scratchSize(kernels::tileKernels<T>(simdLevel()), paddedAtoms);
}

template <class T> void DenseOperand<T>::load(Index first, Index count, T* scratch) const {
    if (!packed_) return;
    V_.read(first, count, scratch);
    if (condition_)
        for (Index i = 0; i < count * V_.rows(); ++i)
            scratch[i] = conditioned(scratch[i]);
}

template <class T>
kernels::DenseColumns<T> DenseOperand<T>::block(Index first, Index count, const T* scratch) const noexcept {
    if (packed_) return {scratch + firstRow_, V_.rows(), rows(), count, 0};
    return {V_.at(first) + firstRow_, V_.stride(), rows(), count, columns() - first - count};
}

template <class T> double DenseOperand<T>::squaredNorm(Index first, Index count, const T* scratch) const {
    const kernels::DenseColumns<T> V = block(first, count, scratch);
    double total = 0;
    // Each column in T: a few roundings of a part of the whole.
    for (Index j = 0; j < count; ++j)
        total += static_cast<double>(
            Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>(V.V + j * V.stride, V.rows).square().sum());
    return total;
}

template <class T>
void DenseOperand<T>::project(Index first, Index count, const T* scratch, const T* W, Index paddedAtoms,
                              T* N) const {
    kernels_.project(block(first, count, scratch), W, paddedAtoms, N);
}

template <class T>
void DenseOperand<T>::accumulate(Index first, Index count, const T* scratch, const T* H, Index atoms,
                                 Index paddedAtoms, T* total) const {
    if (byRows(atoms, paddedAtoms))
        kernels_.accumulateRows(block(first, count, scratch), H, atoms, paddedAtoms, total, paddedRows());
    else
        kernels_.accumulate(block(first, count, scratch), H, paddedAtoms, total);
}

template <class T> Index DenseOperand<T>::totalSize(Index atoms, Index paddedAtoms) const noexcept {
    return byRows(atoms, paddedAtoms) ? atoms * paddedRows() : paddedAtoms * rows();
}

template <class T>
void DenseOperand<T>::unpackTotal(const T* total, Index atoms, Index paddedAtoms, T* sum) const {
    if (!byRows(atoms, paddedAtoms)) {
        Operand<T>::unpackTotal(total, atoms, paddedAtoms, sum);
        return;
    }
    for (Index i = 0; i < rows(); ++i)
        for (Index a = 0; a < paddedAtoms; ++a)
            sum[i * paddedAtoms + a] = a < atoms ? total[a * paddedRows() + i] : T(0);
}

template <class T>
double DenseOperand<T>::squaredResidual(Index first, Index count, T* scratch, const PackedFactor<T>& W,
                                        T* H) const {
    const kernels::DenseColumns<T> V = block(first, count, scratch);
    kernels::Tile<T> tile{};
    tile.divergence = kernels::Divergence::Frobenius;
    tile.beta = 2;
    tile.rows = V.rows;
    tile.columns = count;
    tile.atoms = W.columns();
    tile.paddedAtoms = W.paddedColumns();
    tile.V = V.V;
    tile.vStride = V.stride;
    tile.W = W.panels();
    tile.transposedW = W.transposed();
    tile.H = H;
    tile.scratch = tileScratch(scratch);
    return 2 * kernels::tileKernels<T>(simdLevel()).tileDivergence(tile);
}

template <class T> void DenseOperand<T>::column(Index j, T* out) const {
    V_.read(j, 1, out);
    for (Index i = 0; i < rows(); ++i)
        out[i] = conditioned(out[i]);
}

template class DenseOperand<float>;
template class DenseOperand<double>;

} // namespace winnow::nmf
