// SPDX-License-Identifier: GPL-3.0-or-later
/// A factorization by several ranks, put together again.
#pragma once

#include "nmf/factorize.h"
#include "nmf/factorize_sparse.h"
#include "tests/support/thread_ranks.h"

#include <map>
#include <mutex>
#include <stdexcept>

namespace winnow::tests {

/// Factorizes V as `size` ranks, each with its part of V, W0 and H0 only; their W and H as one.
/// @param V  Matrix or SparseMatrix
template <class T, class V>
nmf::Factorization<T> factorizeAsRanks(int size, const V& whole, const nmf::Matrix<T>& W0,
                                       const nmf::Matrix<T>& H0, nmf::Options options) {
    constexpr bool sparse = std::is_same_v<V, nmf::SparseMatrix<T>>;
    nmf::Factorization<T> result;
    result.W.resize(whole.rows(), options.rank);
    result.H.resize(options.rank, whole.cols());
    std::mutex mutex;
    std::map<nmf::Index, bool> seenW, seenH;
    runAsRanks(size, [&](nmf::Communicator& ranks) {
        nmf::Options own = options;
        own.sharing = {&ranks, whole.rows(), whole.cols()};
        const nmf::OwnPart part = nmf::ownPart(whole.rows(), whole.cols(), own, sparse);
        nmf::Matrix<T> w = W0, h = H0;
        if (W0.size() > 0) w = W0.middleRows(part.firstRow(), part.rows());
        if (H0.size() > 0) h = H0.middleCols(part.firstColumn(), part.columns());
        nmf::Factorization<T> mine;
        if constexpr (sparse) {
            const nmf::SparseMatrix<T> columns = whole.middleCols(part.firstColumn(), part.columns());
            const nmf::SparseMatrix<T> block =
                nmf::SparseMatrix<T>(columns.transpose()).middleCols(part.firstRow(), part.rows()).transpose();
            mine = nmf::factorize<T>(block, w, h, own);
        } else {
            const nmf::Matrix<T> block =
                whole.block(part.firstRow(), part.firstColumn(), part.rows(), part.columns());
            mine = nmf::factorize<T>(block, w, h, own);
        }
        const std::lock_guard lock(mutex);
        // Ranks that have the same part of a factor must agree on it.
        const auto put = [](auto&& all, auto&& seen, const nmf::Matrix<T>& piece) {
            if (piece.size() == 0) return; // a rank without work
            if (seen && !(nmf::Matrix<T>(all) == piece))
                throw std::logic_error("ranks with the same part of a factor have different ones");
            all = piece;
            seen = true;
        };
        put(result.W.middleRows(part.firstRow(), part.rows()), seenW[part.firstRow()], mine.W);
        put(result.H.middleCols(part.firstColumn(), part.columns()), seenH[part.firstColumn()], mine.H);
        if (ranks.rank() > 0) return;
        result.trace = mine.trace;
        result.iterations = mine.iterations;
        result.status = mine.status;
    });
    return result;
}

} // namespace winnow::tests
