// SPDX-License-Identifier: GPL-3.0-or-later
/// SI-SDR and segmental SNR against closed forms.
#include "separation/metrics.h"
#include "tests/support/catch.h"
#include "tests/support/metric_signals.h"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

using namespace winnow::separation;
using namespace winnow::test;

namespace {

const double infinity = std::numeric_limits<double>::infinity();

/// Without its mean, as SI-SDR sees it.
std::vector<float> centred(std::vector<float> x) {
    double mean = 0;
    for (const float sample : x)
        mean += sample / static_cast<double>(x.size());
    for (float& sample : x)
        sample = static_cast<float>(sample - mean);
    return x;
}

} // namespace

TEST_CASE("SI-SDR is the ratio of a reference to noise orthogonal to it") {
    const auto s = centred(speechLike(8000, 8000));
    const double db = GENERATE(-20.0, -3.0, 0.0, 12.5, 40.0);
    const auto noise = orthogonalNoise(s, centred(uniformNoise(8000, 1)), db);
    CHECK(siSdr(s, mix(s, noise, 1)) == Approx(db).margin(1e-3));
}

TEST_CASE("SI-SDR does not depend on the estimate's scale or either mean") {
    const auto s = speechLike(8000, 8000);
    const auto e = mix(s, uniformNoise(8000, 2), 0.1);
    const double expected = siSdr(s, e);
    CHECK(siSdr(s, scaled(e, 0.01)) == Approx(expected).margin(1e-4));
    CHECK(siSdr(s, scaled(e, -3)) == Approx(expected).margin(1e-4));
    const std::vector<float> offset(8000, 0.25F);
    CHECK(siSdr(mix(s, offset, 1), mix(e, offset, -2)) == Approx(expected).margin(1e-3));
}

TEST_CASE("SI-SDR is infinite for a perfect estimate and minus infinite without any reference in it") {
    const auto s = speechLike(1000, 8000);
    CHECK(siSdr(s, s) == infinity);
    CHECK(siSdr(s, scaled(s, 0.5)) == infinity);
    CHECK(siSdr(s, std::vector<float>(1000)) == -infinity);
    CHECK(siSdr(std::vector<float>{1, -1, 1, -1}, std::vector<float>{1, 1, -1, -1}) == -infinity);
}

TEST_CASE("SI-SDR of a small case worked by hand") {
    // s = (1,-1,1,-1), e = s + (1,1,-1,-1) / 2: both mean-free and orthogonal, energies 4 and 1.
    CHECK(siSdr(std::vector<float>{1, -1, 1, -1}, std::vector<float>{1.5F, -0.5F, 0.5F, -1.5F}) ==
          Approx(10 * std::log10(4.0)));
}

TEST_CASE("metrics refuse what cannot be compared") {
    const auto s = speechLike(16000, 16000);
    auto broken = s;
    broken[100] = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> none, silence(16000), shorter(s.begin(), s.end() - 1);
    CHECK_THROWS_AS(siSdr(none, none), std::invalid_argument);
    CHECK_THROWS_AS(siSdr(s, shorter), std::invalid_argument);
    CHECK_THROWS_AS(siSdr(s, broken), std::invalid_argument);
    CHECK_THROWS_AS(siSdr(silence, s), std::invalid_argument);
    CHECK_THROWS_AS(segmentalSnr(silence, s, 16000), std::invalid_argument);
    CHECK_THROWS_AS(segmentalSnr(s, shorter, 16000), std::invalid_argument);
    CHECK_THROWS_AS(segmentalSnr(s, s, 0), std::invalid_argument);
    CHECK_THROWS_AS(segmentalSnr(std::vector<float>(479, 1), std::vector<float>(479, 1), 16000),
                    std::invalid_argument);
}

TEST_CASE("segmental SNR of an error in constant proportion is that proportion") {
    const auto s = uniformNoise(16000, 3);
    const double db = GENERATE(-5.0, 0.0, 17.0, 30.0);
    CHECK(segmentalSnr(s, scaled(s, 1 + std::pow(10, -db / 20)), 16000) == Approx(db).margin(1e-4));
}

TEST_CASE("segmental SNR clamps every frame to -10 .. 35 dB") {
    const auto s = uniformNoise(16000, 4);
    CHECK(segmentalSnr(s, s, 16000) == Approx(35));
    CHECK(segmentalSnr(s, scaled(s, 1.001), 16000) == Approx(35));
    CHECK(segmentalSnr(s, scaled(s, 100), 16000) == Approx(-10));
}

TEST_CASE("segmental SNR is the mean over frames, not the SNR of the whole") {
    // Half a second perfect, half a second at 0 dB; of the 130 frames, 3 lie across the border.
    const auto s = uniformNoise(16000, 5);
    auto e = s;
    for (std::size_t n = 8000; n < e.size(); ++n)
        e[n] = 0;
    const double value = segmentalSnr(s, e, 16000);
    CHECK(value > 17.5 - 0.5);
    CHECK(value < 17.5 + 0.5);
}

TEST_CASE("segmental SNR counts frames without any reference as -10 dB") {
    auto s = uniformNoise(16000, 6);
    for (std::size_t n = 0; n < 8000; ++n)
        s[n] = 0;
    // Of the 130 frames, the 63 that end at sample 8000 or before are silent.
    CHECK(segmentalSnr(s, s, 16000) == Approx((63 * -10.0 + 67 * 35.0) / 130));
}
