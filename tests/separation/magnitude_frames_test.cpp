// SPDX-License-Identifier: GPL-3.0-or-later
/// Recordings as magnitude spectra.
#include "separation/constants.h"
#include "separation/magnitude_frames.h"
#include "tests/support/catch.h"
#include "tests/support/test_signals.h"

#include <numbers>

using namespace winnow;
using namespace winnow::separation;

TEST_CASE("Frames are those that lie wholly inside the recording") {
    const auto count = [](int samples) {
        return magnitudeFrames(test::whiteNoise(samples, 1), 16000, {}, 1000).cols();
    };
    CHECK(count(0) == 0);
    CHECK(count(511) == 0);
    CHECK(count(512) == 1);
    CHECK(count(767) == 1);
    CHECK(count(768) == 2);
    CHECK(count(16000) == 61);
}

TEST_CASE("A full-scale sine has the same magnitude at every rate") {
    for (const double rate : {8000.0, 16000.0, 48000.0, 192000.0}) {
        const auto frames =
            magnitudeFrames(test::sine(static_cast<int>(rate / 4), 1000, rate, 1), rate, {}, 1000);
        CHECK(frames.col(2).maxCoeff() ==
              Approx(512 / std::numbers::pi).epsilon(1e-3)); // 512 / 2 times the window's mean, 2 / pi
    }
}

TEST_CASE("A long recording gives the wanted number of frames from all its length") {
    std::vector<float> samples(16000 * 4, 0.0F);
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] = static_cast<float>(i % 2 ? 1 : -1) * static_cast<float>(i);
    const auto few = magnitudeFrames(samples, 16000, {}, 10);
    REQUIRE(few.cols() == 10);
    for (Eigen::Index t = 1; t < 10; ++t)
        CHECK(few(256, t) > few(256, t - 1));
    CHECK(few(256, 9) > 5 * few(256, 1));
}

TEST_CASE("Silence is what lies 100 dB below a full-scale sine") {
    const auto kept = [](float amplitude) {
        return withoutSilence(magnitudeFrames(test::sine(16000, 1000, 16000, amplitude), 16000, {}, 1000))
            .cols();
    };
    CHECK(kept(0.0F) == 0);
    CHECK(kept(0.99e-5F) == 0);
    CHECK(kept(1.01e-5F) == 61);
}
