// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/ui/spectrum_column.h"
#include "tests/support/catch.h"
#include "tests/support/test_signals.h"

#include <algorithm>
#include <cmath>

using namespace winnow;
using namespace winnow::plugin;

TEST_CASE("A full-scale sine reads 0 dB in its row, and silence far below") {
    SpectrumColumn spectrum(1024);
    const auto rows = melRows(200, 12000);
    std::vector<float> column(rows.size());
    spectrum.analyse(test::sine(1024, 3000, 48000, 1.0F), 48000, rows, column);
    const auto loudest = std::max_element(column.begin(), column.end());
    CHECK(*loudest == Approx(0.0).margin(0.1));
    const float hz = rows[static_cast<std::size_t>(loudest - column.begin())];
    CHECK(std::abs(hz - 3000) < 120);
    spectrum.analyse(std::vector<float>(1024, 0.0F), 48000, rows, column);
    CHECK(*std::max_element(column.begin(), column.end()) < -100);
}

TEST_CASE("Rows rise from 0 Hz, closer together at low frequencies") {
    const auto rows = melRows(100, 8000);
    CHECK(rows.front() == 0.0F);
    CHECK(std::is_sorted(rows.begin(), rows.end()));
    CHECK(rows.back() < 8000);
    CHECK(rows[1] - rows[0] < 0.2F * (rows[99] - rows[98]));
}

TEST_CASE("A row takes the largest of its bins, and no narrow peak is lost between rows") {
    std::vector<float> bins(101, 0.0F);
    bins[70] = 5;
    const std::vector<float> rowsHz{0, 100, 500, 900};
    std::vector<float> rows(4);
    toRows(bins, 10, rowsHz, rows); // bin 70: 700 Hz
    CHECK(rows == std::vector<float>{0, 0, 5, 0});
    std::vector<float> kept{1, 2};
    toRows({}, 10, rowsHz, kept);
    CHECK(kept == std::vector<float>{1, 2});
}
