// SPDX-License-Identifier: GPL-3.0-or-later
/// A factorization by several ranks, put together again.
#pragma once

#include "nmf/factorize.h"
#include "nmf/factorize_sparse.h"
#include "tests/support/thread_ranks.h"

#include <mutex>

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
    runAsRanks(size, [&](nmf::Communicator& ranks) {
        nmf::Options own = options;
        own.sharing = {&ranks, whole.rows(), whole.cols()};
        const nmf::OwnPart part = nmf::ownPart(whole.rows(), whole.cols(), own, sparse);
        nmf::Matrix<T> w = W0, h = H0;
        if (part.ofRows && W0.size() > 0) w = W0.middleRows(part.first, part.count);
        if (!part.ofRows && H0.size() > 0) h = H0.middleCols(part.first, part.count);
        nmf::Factorization<T> mine;
        if constexpr (sparse) {
            const nmf::SparseMatrix<T> columns = whole.middleCols(part.first, part.count);
            mine = nmf::factorize<T>(columns, w, h, own);
        } else {
            const nmf::Matrix<T> block = part.ofRows
                                             ? nmf::Matrix<T>(whole.middleRows(part.first, part.count))
                                             : nmf::Matrix<T>(whole.middleCols(part.first, part.count));
            mine = nmf::factorize<T>(block, w, h, own);
        }
        const std::lock_guard lock(mutex);
        if (part.ofRows)
            result.W.middleRows(part.first, part.count) = mine.W;
        else
            result.H.middleCols(part.first, part.count) = mine.H;
        if (ranks.rank() > 0) return;
        (part.ofRows ? result.H : result.W) = part.ofRows ? mine.H : mine.W;
        result.trace = mine.trace;
        result.iterations = mine.iterations;
        result.status = mine.status;
    });
    return result;
}

} // namespace winnow::tests
