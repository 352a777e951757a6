// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/sparse_operand.h"

#include "nmf/aligned_buffer.h"

#include <algorithm>

namespace winnow::nmf {

template <class T>
SparseOperand<T>::SparseOperand(const SparseSource<T>& V, double scale)
    : V_(V), view_(V.view()), scale_(static_cast<T>(scale)),
      mostEntries_(mostEntries(0, V.columns(), kernels::kTileColumns)),
      kernels_(kernels::gramKernels<T>(simdLevel())) {}

template <class T>
SparseOperand<T>::SparseOperand(const SparseMatrix<T>& V, double scale)
    : own_(std::make_unique<SparseInMemory<T>>(V)), V_(*own_), view_(V_.view()),
      scale_(static_cast<T>(scale)), mostEntries_(0), kernels_(kernels::gramKernels<T>(simdLevel())) {}

template <class T>
std::int64_t SparseOperand<T>::mostEntries(Index first, Index last, Index count) const noexcept {
    std::int64_t most = 0;
    for (Index j = first; j < last; j += count)
        most = std::max(most, V_.entries(j, std::min(count, last - j)));
    return most;
}

template <class T> Index SparseOperand<T>::scratchFor(std::int64_t entries, Index columns) const noexcept {
    if (inMemory()) return 0;
    // Where each column's begin, rows, values.
    return elementsFor(columns + 1) + elementsFor(static_cast<Index>(entries)) + static_cast<Index>(entries);
}

template <class T> void SparseOperand<T>::load(Index first, Index count, T* scratch) const {
    if (inMemory()) return;
    const auto entries = static_cast<Index>(V_.entries(first, count));
    int* const starts = reinterpret_cast<int*>(scratch);
    T* const entryRows = scratch + elementsFor(count + 1);
    T* const values = entryRows + elementsFor(entries);
    V_.read(first, count, starts, reinterpret_cast<int*>(entryRows), values);
}

template <class T>
kernels::SparseColumns<T> SparseOperand<T>::block(Index first, Index count, const T* scratch) const noexcept {
    if (inMemory()) {
        const int* const starts = view_.starts + first;
        return {starts, starts + 1, view_.rows, view_.values, scale_, count};
    }
    const int* const starts = reinterpret_cast<const int*>(scratch);
    const T* const entryRows = scratch + elementsFor(count + 1);
    return {starts, starts + 1, reinterpret_cast<const int*>(entryRows),
            entryRows + elementsFor(starts[count]), scale_, count};
}

template <class T> double SparseOperand<T>::squaredNorm(Index first, Index count, const T* scratch) const {
    const kernels::SparseColumns<T> V = block(first, count, scratch);
    double total = 0;
    for (int p = V.starts[0]; p < V.starts[count]; ++p) {
        const auto v = static_cast<double>(V.values[p] * scale_);
        total += v * v;
    }
    return total;
}

template <class T>
void SparseOperand<T>::project(Index first, Index count, const T* scratch, const T* W, Index paddedAtoms,
                               T* N) const {
    kernels_.projectSparse(block(first, count, scratch), W, paddedAtoms, N);
}

template <class T>
void SparseOperand<T>::accumulate(Index first, Index count, const T* scratch, const T* H, Index,
                                  Index paddedAtoms, T* total) const {
    kernels_.accumulateSparse(block(first, count, scratch), H, paddedAtoms, total);
}

template <class T> void SparseOperand<T>::column(Index j, T* out) const {
    AlignedBuffer<T> scratch(scratchFor(V_.entries(j, 1), 1));
    load(j, 1, scratch.data());
    const kernels::SparseColumns<T> V = block(j, 1, scratch.data());
    std::fill_n(out, V_.rows(), T(0));
    for (int p = V.starts[0]; p < V.starts[1]; ++p)
        out[V.rows[p]] = V.values[p] * scale_;
}

template class SparseOperand<float>;
template class SparseOperand<double>;

} // namespace winnow::nmf
