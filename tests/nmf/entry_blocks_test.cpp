// SPDX-License-Identifier: GPL-3.0-or-later
/// Blocks of rows of a sparse matrix.
#include "nmf/entry_blocks.h"
#include "tests/support/catch.h"

#include <vector>

using namespace winnow::nmf;

namespace {

/// 40 entries a column, in rows 0, step, 2 step, ... modulo `rowCount`.
struct Columns {
    std::vector<int> starts{0}, rows;
    Columns(int columns, int rowCount, int step) {
        for (int j = 0; j < columns; ++j) {
            for (int e = 0; e < 40; ++e)
                rows.push_back((j + e * step) % rowCount);
            starts.push_back(static_cast<int>(rows.size()));
        }
    }
};

} // namespace

TEST_CASE("Blocks of sorted entries hold the entries of their rows") {
    const Columns V(3, 100, 2); // rows j .. j + 78
    const EntryBlocks blocks(V.starts.data(), V.rows.data(), 3, 100, 25);
    REQUIRE(blocks.count() == 4);
    for (Index j = 0; j < 3; ++j)
        for (Index b = 0; b < 4; ++b) {
            const auto [begin, end] = blocks.entries(j, b);
            for (int p = begin; p < end; ++p)
                CHECK(V.rows[static_cast<std::size_t>(p)] / 25 == b);
        }
}

TEST_CASE("Blocks hold every entry once, in order, whether or not rows are sorted") {
    for (const int step : {1, 37, 99}) {
        const Columns V(5, 100, step);
        const EntryBlocks blocks(V.starts.data(), V.rows.data(), 5, 100, 30);
        REQUIRE(blocks.count() > 1);
        for (Index j = 0; j < 5; ++j) {
            int next = V.starts[static_cast<std::size_t>(j)];
            for (Index b = 0; b < blocks.count(); ++b) {
                const auto [begin, end] = blocks.entries(j, b);
                CHECK(begin == next);
                CHECK(end >= begin);
                next = end;
            }
            CHECK(next == V.starts[static_cast<std::size_t>(j) + 1]);
        }
    }
}

TEST_CASE("Columns of few entries are not divided") {
    const Columns V(4, 1000, 1);
    CHECK(EntryBlocks(V.starts.data(), V.rows.data(), 4, 1000, 1).count() == 5); // eight entries each
    const std::vector<int> starts{0, 0, 3}, rows{1, 5, 9};
    const EntryBlocks few(starts.data(), rows.data(), 2, 10, 2);
    REQUIRE(few.count() == 1);
    CHECK(few.entries(0, 0) == std::pair(0, 0));
    CHECK(few.entries(1, 0) == std::pair(0, 3));
}

TEST_CASE("Blocks whose ends are given hold the entries of their rows, and give ranges of several") {
    const Columns V(3, 100, 2); // rows j .. j + 78
    const std::vector<Index> ends{10, 11, 60, 100};
    const EntryBlocks blocks(V.starts.data(), V.rows.data(), 3, ends);
    REQUIRE(blocks.count() == 4);
    for (Index j = 0; j < 3; ++j) {
        for (Index b = 0; b < 4; ++b) {
            const auto [begin, end] = blocks.entries(j, b);
            for (int p = begin; p < end; ++p) {
                CHECK(V.rows[static_cast<std::size_t>(p)] < ends[static_cast<std::size_t>(b)]);
                CHECK(
                    (b == 0 || V.rows[static_cast<std::size_t>(p)] >= ends[static_cast<std::size_t>(b - 1)]));
            }
        }
        const auto [begins, behind] = blocks.range(1, 2);
        CHECK(begins[j] == blocks.entries(j, 1).first);
        CHECK(behind[j] == blocks.entries(j, 2).second);
        const auto [first, last] = blocks.range(0, 3);
        CHECK(first[j] == V.starts[static_cast<std::size_t>(j)]);
        CHECK(last[j] == V.starts[static_cast<std::size_t>(j) + 1]);
    }
}
