// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/window.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"

#include <cmath>
#include <stdexcept>

using namespace winnow::dsp;
using namespace winnow::test;

namespace {

std::vector<float> ones(int size) {
    return std::vector<float>(static_cast<std::size_t>(size), 1.0F);
}

double cosineHann(int i, int size) {
    return 0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / size);
}

} // namespace

TEST_CASE("Hann, Hamming and square-root Hann windows follow their formulas") {
    for (const int size : {1, 2, 7, 64, 441}) {
        const auto hannWindow = hann(size), hammingWindow = hamming(size), rootWindow = sqrtHann(size);
        REQUIRE(hannWindow.size() == static_cast<std::size_t>(size));
        for (int i = 0; i < size; ++i) {
            const double wanted = cosineHann(i, size);
            CHECK(hannWindow[i] == Approx(wanted).margin(1e-7));
            CHECK(hammingWindow[i] ==
                  Approx(0.54 - 0.46 * std::cos(2 * std::numbers::pi * i / size)).margin(1e-7));
            CHECK(rootWindow[i] == Approx(std::sqrt(wanted)).margin(1e-7));
        }
    }
    CHECK(hann(8)[0] == 0.0F);
    CHECK(hann(8)[4] == 1.0F);
}

TEST_CASE("Hann and Hamming windows overlap-add to a constant at their usual hops, also of odd size") {
    CHECK(colaError({hann(512), ones(512)}, 256) < 1e-6);
    CHECK(colaError({hann(512), ones(512)}, 128) < 1e-6);
    CHECK(colaError({hann(441), ones(441)}, 147) < 1e-6);
    CHECK(colaError({hamming(480), ones(480)}, 120) < 1e-6);
    CHECK(colaError({hann(512), hann(512)}, 128) < 1e-6);
    CHECK(colaError(sqrtHannPair(882), 441) < 1e-6);
    CHECK(colaError(sqrtHannPair(1000), 125) < 1e-6);
}

TEST_CASE("the overlap-add error tells windows and hops that do not fit") {
    CHECK(colaError(sqrtHannPair(512), 512) == Approx(1).epsilon(1e-3)); // from 0 to twice the mean
    CHECK(colaError(sqrtHannPair(512), 200) > 0.04);
    CHECK(colaError({hann(512), hann(512)}, 256) > 0.2);
    CHECK(std::isinf(colaError({std::vector<float>(8, 0.0F), ones(8)}, 4)));
    // One sample in a thousand too large, at a hop where each sample counts fully.
    WindowPair rectangles{ones(100), ones(100)};
    rectangles.analysis[10] = 1.001F;
    CHECK(colaError(rectangles, 100) == Approx(0.001).epsilon(0.02));
}

TEST_CASE("the asymmetric pair follows Mauler and Martin and overlap-adds to one") {
    for (const auto& [size, hop] :
         std::vector<std::pair<int, int>>{{512, 64}, {480, 48}, {441, 63}, {960, 480}, {97, 13}, {8, 1}}) {
        CAPTURE(size, hop);
        const WindowPair pair = asymmetricPair(size, hop);
        REQUIRE(pair.analysis.size() == static_cast<std::size_t>(size));
        REQUIRE(pair.synthesis.size() == static_cast<std::size_t>(size));
        CHECK(colaError(pair, hop) < 1e-5);
        for (int n = 0; n < size; ++n) {
            // The paper's own form: square roots of Hann windows of lengths 2(K-M) and 2M.
            const double rising = std::sqrt(cosineHann(n, 2 * (size - hop)));
            const double product = n < size - 2 * hop ? 0.0 : cosineHann(n - (size - 2 * hop), 2 * hop);
            const double analysis = n < size - hop ? rising : std::sqrt(product);
            CHECK(pair.analysis[n] == Approx(analysis).margin(1e-6));
            CHECK(static_cast<double>(pair.analysis[n]) * static_cast<double>(pair.synthesis[n]) ==
                  Approx(product).margin(1e-6));
        }
    }
}

TEST_CASE("the asymmetric pair at half the frame is the square-root Hann pair") {
    const WindowPair pair = asymmetricPair(256, 128);
    CHECK(largestDifference(pair.analysis, sqrtHann(256)) < 1e-6);
    CHECK(largestDifference(pair.synthesis, sqrtHann(256)) < 1e-6);
}

TEST_CASE("windows of impossible size or hop are refused") {
    CHECK_THROWS_AS(hann(0), std::invalid_argument);
    CHECK_THROWS_AS(sqrtHannPair(-1), std::invalid_argument);
    CHECK_THROWS_AS(asymmetricPair(512, 0), std::invalid_argument);
    CHECK_THROWS_AS(asymmetricPair(512, 257), std::invalid_argument);
}
