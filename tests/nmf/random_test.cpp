// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/random.h"
#include "tests/support/catch.h"

using namespace winnow;

TEST_CASE("Random numbers are uniform and differ between seeds and streams") {
    constexpr int count = 20000;
    double sum = 0, squares = 0, products = 0, across = 0;
    double before = 0.5;
    for (int i = 0; i < count; ++i) {
        const double x = nmf::uniformAt(3, 1, static_cast<std::uint64_t>(i));
        CHECK((x >= 0 && x < 1));
        sum += x;
        squares += (x - 0.5) * (x - 0.5);
        products += (x - 0.5) * (before - 0.5);
        across += (x - 0.5) * (nmf::uniformAt(4, 1, static_cast<std::uint64_t>(i)) - 0.5) +
                  (x - 0.5) * (nmf::uniformAt(3, 2, static_cast<std::uint64_t>(i)) - 0.5);
        before = x;
    }
    CHECK(sum / count == Approx(0.5).margin(0.01));
    CHECK(squares / count == Approx(1.0 / 12).margin(0.002));
    CHECK(products / count == Approx(0).margin(0.002));
    CHECK(across / count == Approx(0).margin(0.003));
}

TEST_CASE("The random numbers of a seed never change") {
    // The first outputs of SplitMix64 from state 0, as in its authors' reference implementation.
    CHECK(nmf::splitMix64(0) == 0xE220A8397B1DCDAF);
    CHECK(nmf::splitMix64(0x9E3779B97F4A7C15) == 0x6E789E6AA1B965F4);
}
