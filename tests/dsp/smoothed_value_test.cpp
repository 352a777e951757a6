// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/smoothed_value.h"
#include "tests/support/catch.h"

#include <cmath>
#include <limits>

using winnow::dsp::SmoothedValue;

TEST_CASE("a smoothed value goes to its target in equal steps and lands on it exactly") {
    SmoothedValue value;
    value.prepare(7, 0.1F);
    CHECK(value.value() == 0.1F);
    CHECK_FALSE(value.isMoving());
    value.setTarget(0.7F);
    float last = 0.1F;
    for (int i = 0; i < 7; ++i) {
        CHECK(value.isMoving());
        const float now = value.next();
        CHECK(now - last == Approx(0.6 / 7).epsilon(1e-4));
        last = now;
    }
    CHECK(value.value() == 0.7F);
    CHECK_FALSE(value.isMoving());
    CHECK(value.next() == 0.7F);
}

TEST_CASE("a new target on the way starts from where the value is, without a step") {
    SmoothedValue value;
    value.prepare(10, 0.0F);
    value.setTarget(1.0F);
    for (int i = 0; i < 5; ++i)
        value.next();
    value.setTarget(-1.0F);
    CHECK(value.value() == Approx(0.5));
    CHECK(value.next() == Approx(0.35));
    for (int i = 0; i < 9; ++i)
        value.next();
    CHECK(value.value() == -1.0F);
}

TEST_CASE("setting the same target again, as a host does in every block, lets the ramp end") {
    SmoothedValue value;
    value.prepare(10, 0.0F);
    for (int i = 0; i < 10; ++i) {
        value.setTarget(1.0F);
        value.next();
    }
    CHECK(value.value() == 1.0F);
}

TEST_CASE("a smoothed value can jump, and takes a ramp of less than one step as one step") {
    SmoothedValue value;
    value.prepare(0, 2.0F);
    value.setTarget(3.0F);
    CHECK(value.next() == 3.0F);
    value.prepare(100, 0.0F);
    value.setTarget(1.0F);
    value.next();
    value.jumpTo(5.0F);
    CHECK(value.value() == 5.0F);
    CHECK(value.target() == 5.0F);
    CHECK(value.next() == 5.0F);
}

TEST_CASE("a target that is not finite does not poison a smoothed value") {
    SmoothedValue value;
    value.prepare(4, 1.0F);
    value.setTarget(std::numeric_limits<float>::quiet_NaN());
    value.setTarget(std::numeric_limits<float>::infinity());
    CHECK(value.next() == 1.0F);
    CHECK(value.target() == 1.0F);
}
