// SPDX-License-Identifier: GPL-3.0-or-later
/// The two-layer model behind the library's front door: loaded from bytes, streaming, linked, interleaved.
#include "separation/layered/layered_model.h"
#include "separation/streaming_denoiser.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/catch.h"
#include "tests/support/denoiser_runs.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

using namespace winnow;
using namespace winnow::separation;

namespace {

const std::vector<float>& clip() {
    return test::referenceClip().at("x").values;
}

ModelPtr loaded() {
    static const ModelPtr model =
        loadModel(serialiseModelFile(layered::LayeredModel(test::referenceWeights()).toFile()), "reference");
    return model;
}

/// Without an attenuation limit, aligned with the input.
test::Channels denoised(StreamSpec spec, test::Channels input) {
    const std::size_t length = input.front().size();
    StreamingDenoiser denoiser;
    denoiser.prepare(spec, loaded());
    DenoiserControls controls;
    controls.amountDb = 100;
    denoiser.setControls(controls);
    denoiser.reset();
    const auto latency = static_cast<std::size_t>(denoiser.latency());
    for (auto& channel : input)
        channel.resize(length + latency, 0.0F);
    test::Channels clean = test::run(denoiser, input, {480, 1, 999}).clean;
    for (auto& channel : clean)
        channel.erase(channel.begin(), channel.begin() + denoiser.latency());
    return clean;
}

double energy(std::span<const float> x) {
    return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}

} // namespace

TEST_CASE("a two-layer model loaded from a file's bytes streams the reference's output") {
    CHECK(loaded()->engine() == "layered");
    CHECK(loaded()->name == "reference");
    const test::Channels clean = denoised({16000, 1, true, 1}, {clip()});
    // Behind the ramp that controls start with.
    constexpr std::size_t first = 2048;
    CHECK(test::relativeError(std::span(clean[0]).subspan(first),
                              std::span(test::referenceClip().at("y").values).subspan(first)) < 1e-4);
}

TEST_CASE("the latency of the two-layer engine is 36 ms, or 18 ms, at every rate") {
    for (const double rate : {8000.0, 16000.0, 48000.0, 96000.0}) {
        StreamingDenoiser denoiser;
        denoiser.prepare({rate, 1, true, 1}, loaded());
        CHECK(denoiser.latency() == std::lround(0.036 * rate));
        denoiser.prepare({rate, 1, true, 1, true}, loaded());
        CHECK(denoiser.latency() == std::lround(0.018 * rate));
    }
}

TEST_CASE("linked channels share one two-layer mask") {
    std::vector<float> half = clip();
    for (float& x : half)
        x *= 0.5F;
    const test::Channels clean = denoised({16000, 2, true, 1}, {clip(), half});
    for (std::size_t i = 0; i < half.size(); ++i)
        REQUIRE(clean[1][i] == Approx(0.5F * clean[0][i]).margin(1e-6));
    CHECK(energy(clean[0]) > 0);
}

TEST_CASE("the high-quality form of the two-layer engine is aligned and near the plain one") {
    const std::vector<float> plain = denoised({16000, 1, true, 1}, {clip()})[0];
    const std::vector<float> high = denoised({16000, 1, true, 2}, {clip()})[0];
    std::vector<float> difference(plain.size());
    std::transform(plain.begin(), plain.end(), high.begin(), difference.begin(), std::minus<>());
    CHECK(energy(difference) < 0.1 * energy(plain));
    CHECK(energy(difference) > 0);
}

TEST_CASE("below 16 kHz the two-layer engine gives what it gives at 16 kHz of the same sound") {
    // A sound with nothing above 3.4 kHz, at both rates.
    const auto voice = [](double rate) {
        std::vector<float> x(static_cast<std::size_t>(2 * rate));
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double t = static_cast<double>(i) / rate;
            double sum = 0;
            for (int k = 1; k <= 20; ++k)
                sum += std::sin(2 * std::numbers::pi * 155 * k * t) / k;
            x[i] = static_cast<float>(0.1 * std::max(0.0, std::sin(2 * std::numbers::pi * 2.3 * t)) * sum +
                                      0.01 * std::sin(2 * std::numbers::pi * 1010 * t));
        }
        return x;
    };
    const std::vector<float> half = denoised({8000, 1, true, 1}, {voice(8000)})[0];
    const std::vector<float> whole = denoised({16000, 1, true, 1}, {voice(16000)})[0];
    double difference = 0, power = 0;
    for (std::size_t i = 2000; i < half.size(); ++i) {
        const double d = static_cast<double>(half[i] - whole[2 * i]);
        difference += d * d;
        power += static_cast<double>(whole[2 * i] * whole[2 * i]);
    }
    CHECK(difference < 0.01 * power);
}
