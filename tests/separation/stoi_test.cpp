// SPDX-License-Identifier: GPL-3.0-or-later
/// STOI and ESTOI against a slow reference written from the papers, and against values of a third
/// implementation.
#include "separation/metrics.h"
#include "tests/support/catch.h"
#include "tests/support/metric_signals.h"
#include "tests/support/stoi_reference.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

using namespace winnow::separation;
using namespace winnow::test;

TEST_CASE("STOI and ESTOI agree with the papers' formulas in plain loops") {
    const auto s = speechLike(12000, 10000);
    const double gain = GENERATE(0.02, 0.1, 0.5);
    const auto e = mix(scaled(s, 0.3), uniformNoise(12000, 1), gain);
    const StoiReference expected(s, e);
    CHECK(stoi(s, e, 10000) == Approx(expected.stoi).margin(2e-5));
    CHECK(estoi(s, e, 10000) == Approx(expected.estoi).margin(2e-5));
}

// Values of an implementation in numpy (float64, scipy's polyphase resampler), which shares no code with this
// one. This one was also run over 90 mixtures of recorded speech and noise whose values come from a public
// Python package: means agree within 0.0006, 88 of 90 files within 0.005 (the two others hold speech
// resampled from 11 kHz, whose empty upper bands hang on the resampler).
TEST_CASE("STOI and ESTOI agree with values of another implementation") {
    struct Golden {
        double rate, gain, stoi, estoi, margin;
    };
    const auto golden =
        GENERATE(Golden{10000, 0.05, 0.937858, 0.719299, 1e-4}, Golden{10000, 0.2, 0.776832, 0.457888, 1e-4},
                 Golden{10000, 0.8, 0.420769, 0.084975, 1e-4}, Golden{16000, 0.05, 0.948405, 0.737553, 3e-3},
                 Golden{16000, 0.2, 0.818044, 0.508890, 3e-3}, Golden{16000, 0.8, 0.513502, 0.204377, 3e-3});
    const auto samples = static_cast<std::size_t>(3 * golden.rate);
    const auto s = speechLike(samples, golden.rate);
    const auto e = mix(s, uniformNoise(samples, 7), golden.gain);
    CHECK(stoi(s, e, golden.rate) == Approx(golden.stoi).margin(golden.margin));
    CHECK(estoi(s, e, golden.rate) == Approx(golden.estoi).margin(golden.margin));
}

TEST_CASE("STOI and ESTOI are 1 for a perfect estimate at any level and rate") {
    const double rate = GENERATE(8000.0, 16000.0, 44100.0);
    const auto s = speechLike(static_cast<std::size_t>(2 * rate), rate);
    CHECK(stoi(s, scaled(s, 0.1), rate) == Approx(1).margin(1e-3));
    CHECK(estoi(s, scaled(s, 0.1), rate) == Approx(1).margin(1e-3));
}

TEST_CASE("STOI and ESTOI fall as noise rises, and are low for noise alone") {
    const auto s = speechLike(32000, 16000), z = uniformNoise(32000, 2);
    double lastStoi = 1, lastEstoi = 1;
    for (const double gain : {0.01, 0.1, 0.3, 1.0, 3.0}) {
        const auto e = mix(s, z, gain);
        CHECK(stoi(s, e, 16000) < lastStoi);
        CHECK(estoi(s, e, 16000) < lastEstoi);
        lastStoi = stoi(s, e, 16000);
        lastEstoi = estoi(s, e, 16000);
    }
    CHECK(stoi(s, z, 16000) < lastStoi);
    CHECK(estoi(s, z, 16000) == Approx(0).margin(0.15));
    CHECK(stoi(s, std::vector<float>(32000), 16000) == Approx(0).margin(1e-9));
}

TEST_CASE("STOI hears nothing where the reference is silent") {
    const auto s = speechLike(16000, 10000);
    std::vector<float> longer(32000);
    std::copy(s.begin(), s.end(), longer.begin());
    auto noisy = longer;
    const auto z = uniformNoise(16000, 3);
    std::copy(z.begin(), z.end(), noisy.begin() + 16000);
    CHECK(stoi(longer, noisy, 10000) > 0.99);
}

TEST_CASE("STOI refuses signals without 30 frames of speech, and silence") {
    const auto s = speechLike(3000, 10000);
    CHECK_THROWS_AS(stoi(s, s, 10000), std::invalid_argument);
    const auto tiny = std::vector<float>(200, 0.5F);
    CHECK_THROWS_AS(stoi(tiny, tiny, 10000), std::invalid_argument);
    const std::vector<float> silence(20000);
    CHECK_THROWS_AS(stoi(silence, silence, 10000), std::invalid_argument);
    CHECK_THROWS_AS(estoi(s, silence, 10000), std::invalid_argument);
    CHECK_THROWS_AS(stoi(silence, silence, -1), std::invalid_argument);
}
