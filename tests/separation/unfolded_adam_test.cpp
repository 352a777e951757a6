// SPDX-License-Identifier: GPL-3.0-or-later
/// Adam against what its equations give by hand.
#include "separation/training/unfolded/adam.h"
#include "tests/support/catch.h"

#include <cmath>
#include <limits>
#include <vector>

using namespace winnow::separation::unfolded;

TEST_CASE("the step size rises linearly in the warm-up and falls by half a cosine to its last share") {
    AdamOptions o;
    o.stepSize = 0.5;
    o.warmUp = 10;
    o.finalShare = 0.02;
    CHECK(stepSizeAt(o, 0, 100000) == Approx(0.05));
    CHECK(stepSizeAt(o, 9, 100000) == Approx(0.5));
    CHECK(stepSizeAt(o, 500, 1000) == Approx(0.5 * (0.02 + 0.98 * 0.5)));
    CHECK(stepSizeAt(o, 1000, 1000) == Approx(0.5 * 0.02));
    CHECK(stepSizeAt(o, 5000, 1000) == Approx(0.5 * 0.02));
    o.warmUp = 0;
    CHECK(stepSizeAt(o, 0, 1000) == Approx(0.5));
}

TEST_CASE("with a constant gradient every step is the step size, whatever the gradient's length") {
    // m_t = (1 - b1^t) g and v_t = (1 - b2^t) g^2, so that theta_t = theta_0 - t size g / (|g| + epsilon).
    AdamOptions o;
    o.clipNorm = std::numeric_limits<double>::infinity();
    AdamState adam(3);
    std::vector<float> theta{1, 2, 3};
    for (int t = 1; t <= 20; ++t) {
        std::vector<float> gradient{0.5F, -2e-3F, 30};
        CHECK(adam.update(o, 0.01, gradient, theta) == Approx(std::sqrt(0.25 + 4e-6 + 900)));
        CHECK(theta[0] == Approx(1 - 0.01 * t).epsilon(1e-5));
        CHECK(theta[1] == Approx(2 + 0.01 * t).epsilon(1e-5));
        CHECK(theta[2] == Approx(3 - 0.01 * t).epsilon(1e-5));
    }
    CHECK(adam.step == 20);
}

TEST_CASE("two different gradients give what the equations give by hand") {
    AdamOptions o;
    o.beta1 = 0.9;
    o.beta2 = 0.98;
    o.clipNorm = 10;
    AdamState adam(1);
    std::vector<float> theta{0}, first{2}, second{-1};
    adam.update(o, 0.1, first, theta);
    adam.update(o, 0.1, second, theta);
    const double m = 0.9 * 0.1 * 2 - 0.1, v = 0.98 * 0.02 * 4 + 0.02;
    const double expected = -0.1 - 0.1 * (m / (1 - 0.81)) / std::sqrt(v / (1 - 0.9604));
    CHECK(theta[0] == Approx(expected).epsilon(1e-5));
}

TEST_CASE("a gradient that is too long is scaled as a whole; a shorter one is left alone") {
    AdamOptions o;
    o.clipNorm = 0.1;
    AdamState adam(2);
    std::vector<float> theta{0, 0}, gradient{3, 4};
    CHECK(adam.update(o, 0.1, gradient, theta) == Approx(5));
    CHECK(gradient[0] == Approx(0.06));
    CHECK(gradient[1] == Approx(0.08));
    std::vector<float> small{0.03F, 0.04F};
    adam.update(o, 0.1, small, theta);
    CHECK(small[0] == 0.03F);
}

TEST_CASE("a gradient that is not finite moves nothing but counts as a step") {
    const float bad =
        GENERATE(std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity());
    AdamState adam(2);
    std::vector<float> theta{1, 2}, gradient{0.1F, bad};
    CHECK_FALSE(std::isfinite(adam.update({}, 0.1, gradient, theta)));
    CHECK(theta == std::vector<float>{1, 2});
    CHECK(adam.m == std::vector<float>{0, 0});
    CHECK(adam.step == 1);
}
