// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_sparse.h"

#include "nmf/factorize_sparse_columns.h"
#include "nmf/sparse_in_memory.h"

namespace winnow::nmf {

template <class T>
Factorization<T> factorize(const SparseMatrix<T>& given, const Matrix<T>& W0, const Matrix<T>& H0,
                           const Options& options) {
    SparseMatrix<T> compressed;
    if (!given.isCompressed()) {
        compressed = given;
        compressed.makeCompressed();
    }
    const SparseInMemory<T> columns(given.isCompressed() ? given : compressed);
    return factorizeSparseColumns<T>(columns, W0, H0, options);
}

template <class T> Factorization<T> factorize(const SparseMatrix<T>& V, const Options& options) {
    return factorize<T>(V, Matrix<T>(), Matrix<T>(), options);
}

#define WINNOW_FACTORIZE_SPARSE(T)                                                                           \
    template Factorization<T> factorize(const SparseMatrix<T>&, const Options&);                             \
    template Factorization<T> factorize(const SparseMatrix<T>&, const Matrix<T>&, const Matrix<T>&,          \
                                        const Options&);
WINNOW_FACTORIZE_SPARSE(float)
WINNOW_FACTORIZE_SPARSE(double)

} // namespace winnow::nmf
