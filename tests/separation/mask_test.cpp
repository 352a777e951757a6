// SPDX-License-Identifier: GPL-3.0-or-later
/// Masks from estimated parts.
#include "separation/decision_directed.h"
#include "separation/mask.h"
#include "tests/support/catch.h"

#include <array>
#include <cmath>
#include <limits>

using namespace winnow::separation;

namespace {

float mask(float speech, float noise, float exponent) {
    float gain = -1;
    wienerMask({&speech, 1}, {&noise, 1}, exponent, {&gain, 1});
    return gain;
}

} // namespace

TEST_CASE("The Wiener mask is S^a / (S^a + N^a)") {
    for (const float a : {0.5F, 1.0F, 1.7F, 2.0F, 4.0F})
        for (const float s : {0.1F, 1.0F, 3.0F})
            for (const float n : {0.2F, 1.0F, 2.0F})
                CHECK(mask(s, n, a) ==
                      Approx(std::pow(s, a) / (std::pow(s, a) + std::pow(n, a))).epsilon(1e-5));
}

TEST_CASE("The Wiener mask is defined at zero and at every level") {
    for (const float a : {1.0F, 1.5F, 2.0F}) {
        CHECK(mask(0, 0, a) == 0.5F);
        CHECK(mask(1, 0, a) == 1.0F);
        CHECK(mask(0, 1, a) == 0.0F);
        for (const float level : {1e-37F, 1e-20F, 1.0F, 1e20F, 1e37F})
            CHECK(mask(2 * level, level, a) == Approx(mask(2, 1, a)).epsilon(1e-4));
        CHECK(mask(1e-30F, 1e30F, a) == 0.0F);
        CHECK(mask(1e30F, 1e-30F, a) == 1.0F);
    }
}

TEST_CASE("Speech's mask and noise's mask add up to 1") {
    for (const float s : {0.0F, 1e-3F, 0.7F, 1.0F, 50.0F})
        for (const float a : {1.0F, 2.0F, 3.3F})
            CHECK(mask(s, 0.8F, a) + mask(0.8F, s, a) == Approx(1.0F));
}

TEST_CASE("Smoothing keeps its share of the past and settles on the mask") {
    std::array<float, 2> state{1.0F, 0.0F};
    std::array<float, 2> gain{0.0F, 1.0F};
    smoothMask(state, 0.75F, gain);
    CHECK(gain[0] == 0.75F);
    CHECK(gain[1] == 0.25F);
    CHECK(state == gain);
    for (int i = 0; i < 100; ++i) {
        gain = {0.3F, 0.3F};
        smoothMask(state, 0.75F, gain);
    }
    CHECK(gain[0] == Approx(0.3F));
}

TEST_CASE("The attenuation limit is a floor in dB") {
    CHECK(floorFromAmount(0) == 1.0F);
    CHECK(floorFromAmount(20) == Approx(0.1F));
    CHECK(floorFromAmount(30) == Approx(0.0316228F));
    CHECK(floorFromAmount(99.9F) > 0.0F);
    CHECK(floorFromAmount(100) == 0.0F);
    CHECK(floorFromAmount(-5) == 1.0F);
    CHECK(floorFromAmount(std::numeric_limits<float>::quiet_NaN()) == 1.0F); // rather dry than silent
}

TEST_CASE("The decision-directed ratio leaves the first frame alone and then weighs in the last estimate") {
    DecisionDirected decision;
    decision.prepare(1);
    const std::array<float, 1> magnitude{3.0F};
    const std::array<float, 1> noise{1.0F};
    std::array<float, 1> gain{0.8F}; // z = 4
    decision.process(magnitude, noise, 2.0F, 0.9F, gain);
    CHECK(gain[0] == 0.8F);
    gain = {0.5F}; // z = 1; last estimate (0.8 * 3 / 1)^2 = 5.76
    decision.process(magnitude, noise, 2.0F, 0.9F, gain);
    const double z = 0.9 * 5.76 + 0.1 * 1;
    CHECK(gain[0] == Approx(z / (1 + z)));
    decision.reset();
    gain = {0.25F};
    decision.process(magnitude, noise, 2.0F, 0.9F, gain);
    CHECK(gain[0] == 0.25F);
}

TEST_CASE("The decision-directed ratio stays finite without noise and with a mask of 1") {
    DecisionDirected decision;
    decision.prepare(2);
    const std::array<float, 2> magnitude{1e20F, 0.0F};
    const std::array<float, 2> noise{0.0F, 0.0F};
    for (int i = 0; i < 10; ++i) {
        std::array<float, 2> gain{1.0F, 0.0F};
        decision.process(magnitude, noise, 2.0F, 0.98F, gain);
        CHECK((gain[0] > 0.99F && gain[0] <= 1.0F));
        CHECK((gain[1] >= 0.0F && gain[1] <= 1.0F));
    }
}
