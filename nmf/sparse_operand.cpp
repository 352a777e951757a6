// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/sparse_operand.h"

#include <algorithm>

namespace winnow::nmf {

template <class T>
SparseOperand<T>::SparseOperand(const SparseMatrix<T>& V, double scale)
    : V_(V), scale_(static_cast<T>(scale)), kernels_(kernels::gramKernels<T>(simdLevel())) {}

template <class T> double SparseOperand<T>::squaredNorm(Index first, Index count, const T*) const {
    double total = 0;
    for (int p = V_.outerIndexPtr()[first]; p < V_.outerIndexPtr()[first + count]; ++p) {
        const auto v = static_cast<double>(V_.valuePtr()[p] * scale_);
        total += v * v;
    }
    return total;
}

template <class T>
void SparseOperand<T>::project(Index first, Index count, const T*, const T* W, Index paddedAtoms,
                               T* N) const {
    kernels_.projectSparse(block(first, count), W, paddedAtoms, N);
}

template <class T>
void SparseOperand<T>::accumulate(Index first, Index count, const T*, const T* H, Index, Index paddedAtoms,
                                  T* total) const {
    kernels_.accumulateSparse(block(first, count), H, paddedAtoms, total);
}

template <class T> void SparseOperand<T>::column(Index j, T* out) const {
    std::fill_n(out, V_.rows(), T(0));
    for (int p = V_.outerIndexPtr()[j]; p < V_.outerIndexPtr()[j + 1]; ++p)
        out[V_.innerIndexPtr()[p]] = V_.valuePtr()[p] * scale_;
}

template class SparseOperand<float>;
template class SparseOperand<double>;

} // namespace winnow::nmf
