// SPDX-License-Identifier: GPL-3.0-or-later
/// What the tests of the models beside V = W H share.
#pragma once

#include "nmf/variants/variant.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

namespace winnow::test {

template <class O> O variant(nmf::Index rank, int iterations) {
    O options;
    options.rank = rank;
    options.maxIterations = iterations;
    options.tolerance = 0;
    return options;
}

/// The objective never rises by more than rounding.
inline void checkFalls(const nmf::Course& course, double rounding) {
    REQUIRE(course.trace.size() >= 2);
    for (std::size_t i = 1; i < course.trace.size(); ++i)
        CHECK(course.trace[i] <= course.trace[i - 1] * (1 + 1e-10) + rounding);
    CHECK(course.trace.back() < course.trace.front());
}

/// Columns in `clusters` groups (column j in group j mod clusters), each large on rows of its own.
inline MatrixD clusteredColumns(nmf::Index m, nmf::Index n, nmf::Index clusters) {
    MatrixD V = randomMatrix(m, n, 77) * 0.4;
    for (nmf::Index j = 0; j < n; ++j)
        for (nmf::Index i = 0; i < m; ++i)
            if (i % clusters == j % clusters) V(i, j) += 5;
    return V;
}

/// The largest element of each column of H says which group of clusteredColumns it is in.
inline void checkClusters(const MatrixD& H, nmf::Index clusters) {
    std::vector<nmf::Index> label;
    for (nmf::Index j = 0; j < H.cols(); ++j) {
        nmf::Index best = 0;
        H.col(j).cwiseAbs().maxCoeff(&best);
        label.push_back(best);
    }
    for (std::size_t i = 0; i < label.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            CHECK((label[i] == label[j]) ==
                  (static_cast<nmf::Index>(i) % clusters == static_cast<nmf::Index>(j) % clusters));
}

} // namespace winnow::test
