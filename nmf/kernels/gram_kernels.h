// SPDX-License-Identifier: GPL-3.0-or-later
/// Kernels of the least-squares and sparse solvers: the same declarations for every SIMD level.
///
/// Both factors lie with the atoms of a column (of a row, for W) together: paddedAtoms elements, zeros behind
/// the last atom. N = W^T V, G = W^T W and X = H, or for the other half N = H V^T, G = H H^T and X = W^T.
#pragma once

#include "nmf/simd.h"

#include <cstddef>

namespace winnow::nmf::kernels {

/// Columns of a dense V, column-major.
template <class T> struct DenseColumns {
    const T* V;
    std::ptrdiff_t stride;
    std::ptrdiff_t rows, columns;
    std::ptrdiff_t columnsBehind; ///< of V behind these, fetched ahead by accumulate
};

/// Columns of a sparse V: those of column j are starts[j] .. ends[j] - 1 of rows and values. Of whole columns
/// ends is starts + 1; a band of rows has less of each.
template <class T> struct SparseColumns {
    const int* starts;
    const int* ends;
    const int* rows;
    const T* values;
    T scale; ///< on all values
    std::ptrdiff_t columns;
};

/// Some entries of one column of a sparse V: begin .. end - 1 of rows and values. At `next` are those that
/// will be asked for next, to be fetched ahead; all entries are before `all`.
template <class T> struct SparseEntries {
    const int* rows;
    const T* values;
    T scale; ///< on all values
    std::ptrdiff_t begin, end, next, all;
};

/// Coordinate descent on min over X >= 0 of |x^T G x| / 2 - n^T x, column by column of X.
template <class T> struct SweepTask {
    std::ptrdiff_t atoms, paddedAtoms, columns;
    const T* G;  ///< padded rows
    const T* N;  ///< padded columns
    T* X;        ///< padded columns, start in, result out
    T* scratch;  ///< sweepScratch elements
    int sweeps;  ///< at most so many
    double stop; ///< sweeps end when one changes X by less than this times the first one's change
};

template <class T> struct GramKernels {
    std::ptrdiff_t lanes; ///< paddedAtoms is a multiple of it
    /// N (paddedAtoms x columns) = W^T V. @param W  rows of V times paddedAtoms
    void (*project)(const DenseColumns<T>&, const T* W, std::ptrdiff_t paddedAtoms, T* N);
    /// sum (paddedAtoms x rows of V) += H V^T. @param H  paddedAtoms x columns
    void (*accumulate)(const DenseColumns<T>&, const T* H, std::ptrdiff_t paddedAtoms, T* sum);
    /// The same sum with V's rows side by side, which wastes nothing on padding where there are few atoms:
    /// sum (atoms columns of paddedRows elements) += V H^T. At most kTileColumns columns.
    void (*accumulateRows)(const DenseColumns<T>&, const T* H, std::ptrdiff_t atoms,
                           std::ptrdiff_t paddedAtoms, T* sum, std::ptrdiff_t paddedRows);
    void (*projectSparse)(const SparseColumns<T>&, const T* W, std::ptrdiff_t paddedAtoms, T* N);
    void (*accumulateSparse)(const SparseColumns<T>&, const T* H, std::ptrdiff_t paddedAtoms, T* sum);
    /// G (atoms padded rows) += X X^T
    void (*gram)(const T* X, std::ptrdiff_t columns, std::ptrdiff_t atoms, std::ptrdiff_t paddedAtoms, T* G);
    /// Y (padded columns) = G X
    void (*multiply)(const T* G, std::ptrdiff_t atoms, std::ptrdiff_t paddedAtoms, const T* X,
                     std::ptrdiff_t columns, T* Y);
    void (*sweep)(const SweepTask<T>&);
    /// Kullback-Leibler: N (paddedAtoms) += W^T (v / (W h + epsilon)) over the entries.
    void (*ratioSparse)(const SparseEntries<T>&, const T* W, const T* h, std::ptrdiff_t paddedAtoms,
                        T epsilon, T* N);
    /// sum (paddedAtoms x rows of V) += h (v / (W h + epsilon))^T over the entries
    void (*ratioSparseRows)(const SparseEntries<T>&, const T* W, const T* h, std::ptrdiff_t paddedAtoms,
                            T epsilon, T* sum);
    /// model = W h + epsilon at the entries of column j, one after another
    void (*modelSparse)(const SparseColumns<T>&, std::ptrdiff_t j, const T* W, const T* h,
                        std::ptrdiff_t paddedAtoms, T epsilon, T* model);
};

/// Elements of SweepTask::scratch: X and N of up to 256 bytes of columns at a time.
template <class T> constexpr std::ptrdiff_t sweepScratch(std::ptrdiff_t atoms) {
    return 2 * atoms * (256 / static_cast<std::ptrdiff_t>(sizeof(T)));
}

/// T: float or double. A level that this build has no kernels for gives the baseline's. [any]
template <class T> const GramKernels<T>& gramKernels(SimdLevel level) noexcept;

} // namespace winnow::nmf::kernels
