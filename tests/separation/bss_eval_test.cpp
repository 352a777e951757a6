// SPDX-License-Identifier: GPL-3.0-or-later
/// BSS Eval against closed forms, its invariances and a slow least-squares projection.
#include "separation/bss_eval.h"
#include "separation/cross_correlation.h"
#include "tests/support/bss_eval_reference.h"
#include "tests/support/catch.h"
#include "tests/support/metric_signals.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <vector>

using namespace winnow::separation;
using namespace winnow::test;

namespace {

const double infinity = std::numeric_limits<double>::infinity();

void checkSame(const BssEval& a, const BssEval& b, double margin) {
    CHECK(a.sdr == Approx(b.sdr).margin(margin));
    CHECK(a.sir == Approx(b.sir).margin(margin));
    CHECK(a.sar == Approx(b.sar).margin(margin));
}

} // namespace

TEST_CASE("cross-correlation by blocks equals its definition at positive and negative lags") {
    const auto x = uniformNoise(3000, 1), y = uniformNoise(2500, 2);
    const int first = GENERATE(-300, -4, 0, 57);
    const int lags = GENERATE(1, 5, 599);
    const auto r = crossCorrelation(x, y, first, lags);
    REQUIRE(r.size() == static_cast<std::size_t>(lags));
    for (const int i : {0, lags / 2, lags - 1}) {
        double sum = 0;
        for (int n = 0; n < 3000; ++n) {
            const int m = n + first + i;
            if (m >= 0 && m < 2500)
                sum += static_cast<double>(x[static_cast<std::size_t>(n)]) * y[static_cast<std::size_t>(m)];
        }
        CHECK(r[static_cast<std::size_t>(i)] == Approx(sum).margin(1e-9));
    }
    CHECK_THROWS_AS(crossCorrelation(x, y, 0, 0), std::invalid_argument);
}

TEST_CASE("cross-correlation copes with lags beyond the signals") {
    const std::vector<float> x{1, 2}, y{3, 5, 7};
    CHECK(crossCorrelation(x, y, -2, 6)[1] == Approx(2 * 3));
    CHECK(crossCorrelation(x, y, -2, 6)[2] == Approx(1 * 3 + 2 * 5));
    CHECK(crossCorrelation(x, y, 100, 3)[0] == Approx(0).margin(1e-12));
    CHECK(crossCorrelation(x, y, -5000, 3)[2] == Approx(0).margin(1e-12));
}

TEST_CASE("BSS Eval agrees with projections by least squares") {
    const auto s = speechLike(900, 8000);
    const auto z = filtered(uniformNoise(900, 3), std::vector<double>{1, 0.5, -0.2});
    const auto artefact = uniformNoise(900, 4);
    const auto estimate = mix(mix(filtered(s, std::vector<double>{0.2, 0.9, -0.3}), z, 0.1), artefact, 0.02);
    const int taps = GENERATE(1, 2, 16, 40);
    checkSame(bssEval(s, z, estimate, taps), referenceBssEval(s, z, estimate, taps), 1e-6);
}

TEST_CASE("BSS Eval agrees with least squares where the sources resemble each other and differ in level") {
    const auto s = speechLike(700, 8000);
    const auto z = scaled(mix(s, uniformNoise(700, 5), 0.05), 1e-3);
    const auto estimate = mix(s, uniformNoise(700, 6), 0.05);
    checkSame(bssEval(s, z, estimate, 12), referenceBssEval(s, z, estimate, 12), 1e-6);
}

TEST_CASE("BSS Eval with one tap splits orthogonal parts by their energies") {
    // e = s + z + a, mutually orthogonal with energies 8, 2 and 1/2.
    const std::vector<float> s{1, 1, 1, 1, 1, 1, 1, 1}, z{.5F, -.5F, .5F, -.5F, .5F, -.5F, .5F, -.5F},
        a{.25F, .25F, -.25F, -.25F, .25F, .25F, -.25F, -.25F};
    const auto result = bssEval(s, z, mix(mix(s, z, 1), a, 1), 1);
    CHECK(result.sdr == Approx(10 * std::log10(8 / 2.5)));
    CHECK(result.sir == Approx(10 * std::log10(8 / 2.0)));
    CHECK(result.sar == Approx(10 * std::log10(10 / 0.5)));
}

TEST_CASE("SDR forgives a filter within the allowed taps and no longer one") {
    auto s = uniformNoise(4000, 7);
    for (std::size_t n = 3900; n < s.size(); ++n)
        s[n] = 0; // so that the filter's tail is not cut off
    const auto z = uniformNoise(4000, 8);
    std::vector<double> taps(32, 0.0);
    taps[0] = 1;
    taps[31] = -0.8;
    CHECK(bssEval(s, z, filtered(s, taps), 32).sdr > 110);
    CHECK(bssEval(s, z, filtered(s, taps), 31).sdr < 3);
}

TEST_CASE("SIR and SAR tell interference from artefacts") {
    const auto s = uniformNoise(6000, 9), z = uniformNoise(6000, 10), a = uniformNoise(6000, 11);
    const BssEvaluator evaluator(s, z, 20);
    const auto leaky = evaluator.evaluate(mix(s, z, 0.1)), dirty = evaluator.evaluate(mix(s, a, 0.1));
    CHECK(leaky.sir == Approx(20).margin(0.5));
    CHECK(leaky.sar == infinity);
    CHECK(dirty.sar == Approx(20).margin(0.5));
    CHECK(dirty.sir > 35); // what of the artefact happens to lie along the interference's 20 copies
    CHECK(leaky.sdr == Approx(leaky.sir).margin(1e-6));
}

TEST_CASE("BSS Eval does not depend on the scale of anything") {
    const auto s = speechLike(2000, 8000), z = uniformNoise(2000, 12);
    const auto e = mix(mix(s, z, 0.2), uniformNoise(2000, 13), 0.05);
    const auto expected = bssEval(s, z, e, 64);
    checkSame(bssEval(scaled(s, 300), scaled(z, 1e-4), scaled(e, -0.02), 64), expected, 1e-2);
}

TEST_CASE("BSS Eval copes with tones, whose delayed copies depend on each other") {
    std::vector<float> s(4000), z(4000);
    for (std::size_t n = 0; n < s.size(); ++n) {
        s[n] = static_cast<float>(std::sin(0.1 * static_cast<double>(n)));
        z[n] = static_cast<float>(std::sin(0.37 * static_cast<double>(n)));
    }
    const auto result = bssEval(s, z, mix(s, z, 0.1), 128);
    CHECK(result.sdr == Approx(20).margin(1));
    CHECK(result.sir == Approx(20).margin(1));
}

TEST_CASE("BSS Eval at its limits: perfect, silent, nothing but interference, no interference at all") {
    const auto s = uniformNoise(1500, 14), z = orthogonalNoise(s, uniformNoise(1500, 15), 0);
    const std::vector<float> silence(1500);
    CHECK(bssEval(s, z, s, 32).sdr == infinity);
    CHECK(bssEval(s, z, silence, 32).sdr == -infinity);
    CHECK(bssEval(s, z, z, 1).sir < -100);
    CHECK(bssEval(s, z, z, 1).sar == infinity);
    const auto alone = bssEval(s, silence, mix(s, z, 0.1), 8);
    CHECK(alone.sir == infinity);
    CHECK(alone.sar == Approx(alone.sdr));
}

TEST_CASE("BSS Eval refuses what cannot be compared") {
    const auto s = uniformNoise(100, 16), z = uniformNoise(100, 17);
    const std::vector<float> silence(100), shorter(99, 1.0F);
    CHECK_THROWS_AS(BssEvaluator(silence, z, 8), std::invalid_argument);
    CHECK_THROWS_AS(BssEvaluator(s, shorter, 8), std::invalid_argument);
    CHECK_THROWS_AS(BssEvaluator(s, z, 0), std::invalid_argument);
    CHECK_THROWS_AS(BssEvaluator(s, z, 8).evaluate(shorter), std::invalid_argument);
}

TEST_CASE("BSS Eval with the customary 512 taps takes a filter of half that length for the same source") {
    const auto s = speechLike(16000, 16000), z = uniformNoise(16000, 18);
    std::vector<double> room(256);
    for (std::size_t k = 0; k < room.size(); ++k)
        room[k] = std::exp(-static_cast<double>(k) / 40) * std::cos(1.7 * static_cast<double>(k * k));
    const auto wet = filtered(s, room);
    const auto plain = bssEval(s, z, wet, 1), forgiven = bssEval(s, z, wet);
    CHECK(forgiven.sdr > plain.sdr + 20);
}
