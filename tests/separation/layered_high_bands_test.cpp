// SPDX-License-Identifier: GPL-3.0-or-later
/// The mask above 8 kHz.
#include "separation/layered/bands.h"
#include "separation/layered/high_bands.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace winnow;
using namespace winnow::separation::layered;

namespace {

constexpr int first = 257, count = 769; // 48 kHz
constexpr double spacing = 31.25;

HighBands prepared() {
    HighBands bands;
    bands.prepare(first, count, spacing);
    return bands;
}

/// Power of white noise, independent from frame to frame.
std::vector<float> noiseFrame(unsigned seed) {
    std::vector<float> power = test::whiteNoise(count, 1, seed);
    for (float& p : power)
        p = p * p;
    return power;
}

double meanHigh(const std::vector<float>& gain) {
    return std::accumulate(gain.begin() + first, gain.end(), 0.0) / (count - first);
}

} // namespace

TEST_CASE("the high bands cover all bins above the model's, each about one ERB wide") {
    for (const auto& [bins, hz] :
         {std::pair{769, 31.25}, {705, 44100.0 / 1408}, {1537, 31.25}, {353, 22050.0 / 704}}) {
        HighBands bands;
        bands.prepare(first, bins, hz);
        const std::vector<int>& edges = bands.edges();
        CHECK(edges.front() == first);
        CHECK(edges.back() == bins);
        for (std::size_t i = 1; i < edges.size(); ++i) {
            const double width = erbFromHz(edges[i] * hz) - erbFromHz(edges[i - 1] * hz);
            CHECK(width > 0.8);
            CHECK(width < 1.2);
        }
    }
}

TEST_CASE("at 16 kHz there is no high band") {
    HighBands bands;
    bands.prepare(257, 257, spacing);
    CHECK(bands.bands() == 0);
    std::vector<float> power(257, 1.0F), gain(257, 0.5F);
    bands.process(power, 1, {}, gain);
    CHECK(gain == std::vector<float>(257, 0.5F));
}

TEST_CASE("steady noise above 8 kHz fades, a burst above it passes when speech leads") {
    HighBands bands = prepared();
    std::vector<float> gain(count, 0.0F);
    for (unsigned t = 0; t < 200; ++t)
        bands.process(noiseFrame(t), 1, {}, gain);
    CHECK(meanHigh(gain) < 0.35);
    std::vector<float> burst = noiseFrame(300);
    for (float& p : burst)
        p *= 1000; // a fricative, 30 dB above
    for (int t = 0; t < 3; ++t)
        bands.process(burst, 1, {}, gain);
    CHECK(meanHigh(gain) > 0.9);
}

TEST_CASE("where there is no speech below, nothing passes above") {
    HighBands bands = prepared();
    std::vector<float> gain(count, 1.0F);
    std::vector<float> loud = noiseFrame(1);
    for (int t = 0; t < 5; ++t)
        bands.process(loud, 0, {}, gain);
    CHECK(meanHigh(gain) == 0);
    CHECK(std::all_of(gain.begin(), gain.begin() + first, [](float g) { return g == 1.0F; })); // not its bins
}

TEST_CASE("the mask above follows the square root of the mask below") {
    HighBands a = prepared(), b = prepared();
    std::vector<float> full(count, 0.0F), quarter(count, 0.0F);
    for (unsigned t = 0; t < 20; ++t) {
        a.process(noiseFrame(t), 1.0F, {}, full);
        b.process(noiseFrame(t), 0.25F, {}, quarter);
    }
    CHECK(meanHigh(quarter) == Approx(0.5 * meanHigh(full)));
}

TEST_CASE("an empty band above 8 kHz gives finite masks") {
    HighBands bands = prepared();
    std::vector<float> power(count, 0.0F), gain(count, 0.0F);
    for (int t = 0; t < 50; ++t)
        bands.process(power, 1, {}, gain);
    CHECK(std::all_of(gain.begin(), gain.end(), [](float g) { return g >= 0 && g <= 1; }));
}
