// SPDX-License-Identifier: GPL-3.0-or-later
/// The noise tracker of the two-layer engine.
#include "separation/layered/noise_tracker.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <cmath>

using namespace winnow;
using separation::layered::NoiseTracker;

namespace {

/// One band, step by step as the paper has it, in double precision.
class SlowTracker {
public:
    double update(double P) {
        if (frame_ == 0) q_ = P + 1e-10;
        const double xi = std::pow(10.0, 1.5);
        double presence = 1 / (1 + (1 + xi) * std::exp(-std::min(60.0, P / q_ * xi / (1 + xi))));
        mean_ = 0.9 * mean_ + 0.1 * presence;
        if (mean_ > 0.99) presence = std::min(presence, 0.99);
        double expected = (1 - presence) * P + presence * q_;
        double kept = 0.8;
        if (frame_ < 6) {
            kept = frame_ / (frame_ + 1.0);
            expected = 0.5 * expected + 0.5 * P;
        }
        ++frame_;
        return q_ = std::max(kept * q_ + (1 - kept) * expected, 1e-10);
    }

private:
    double q_ = 0, mean_ = 0.5;
    int frame_ = 0;
};

/// Power of Gaussian noise of mean 1 in a bin: exponentially distributed.
std::vector<float> noisePower(std::size_t frames, unsigned seed) {
    std::vector<float> power = test::whiteNoise(frames, 1, seed);
    for (float& p : power)
        p = -std::log(std::max(1e-7F, (p / 1.7320508F + 1) / 2));
    return power;
}

} // namespace

TEST_CASE("the tracker follows the slow one, in every band by itself") {
    NoiseTracker tracker;
    tracker.prepare(3);
    SlowTracker slow[3];
    const std::vector<float> noise = noisePower(900, 1);
    for (std::size_t t = 0; t < 300; ++t) {
        const float burst = t % 100 > 60 ? 1000.0F : 1.0F; // speech, long enough to reach the limit of 0.99
        const float power[3] = {noise[3 * t], noise[3 * t + 1] * burst, noise[3 * t + 2] * 1e-8F};
        tracker.update(power);
        for (std::size_t k = 0; k < 3; ++k) {
            CAPTURE(t, k);
            CHECK(static_cast<double>(tracker.noise()[k]) ==
                  Approx(slow[k].update(static_cast<double>(power[k]))).epsilon(1e-3));
        }
    }
}

TEST_CASE("the tracker finds steady noise within a second and keeps it through speech") {
    NoiseTracker tracker;
    tracker.prepare(1);
    const std::vector<float> noise = noisePower(400, 2);
    double mean = 0;
    for (std::size_t t = 0; t < 300; ++t) {
        tracker.update({&noise[t], 1});
        if (t >= 60) mean += static_cast<double>(tracker.noise()[0]) / 240;
    }
    // Within 2 dB: with one band the highest peaks of noise pass for speech, so that the estimate is a little
    // low.
    CHECK(mean > 0.63);
    CHECK(mean < 1.2);
    for (std::size_t t = 300; t < 320; ++t) { // a third of a second of speech, 30 dB above
        const float speech = 1000 * noise[t] + 300;
        tracker.update({&speech, 1});
    }
    CHECK(tracker.noise()[0] < 2.0F);
}

TEST_CASE("the tracker recovers from noise that rises for good") {
    NoiseTracker tracker;
    tracker.prepare(1);
    const std::vector<float> noise = noisePower(1200, 3);
    for (std::size_t t = 0; t < 100; ++t)
        tracker.update({&noise[t], 1});
    for (std::size_t t = 100; t < 1200; ++t) {
        const float louder = 1000 * noise[t];
        tracker.update({&louder, 1});
    }
    CHECK(tracker.noise()[0] > 300.0F);
}

TEST_CASE("after a reset the tracker starts from the next frame") {
    NoiseTracker tracker;
    tracker.prepare(1);
    CHECK_FALSE(tracker.started());
    const float loud = 1e4F, soft = 1e-4F;
    for (int t = 0; t < 20; ++t)
        tracker.update({&loud, 1});
    CHECK(tracker.started());
    tracker.reset();
    CHECK_FALSE(tracker.started());
    tracker.update({&soft, 1});
    CHECK(tracker.noise()[0] == Approx(1e-4).epsilon(1e-3));
}
