// SPDX-License-Identifier: GPL-3.0-or-later
/// Files of any length through the engine of the real-time path.
#include "separation/frame_layout.h"
#include "separation/offline_denoiser.h"
#include "tests/support/allocation_trap.h"
#include "tests/support/catch.h"
#include "tests/support/denoiser_runs.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

using namespace winnow::separation;
using namespace winnow::test;

namespace {

struct Written {
    std::vector<float> clean, noise; // interleaved
    OfflineResult result;
};

/// Interleaved samples through `denoise`, read in pieces of at most `piece` frames.
Written denoiseInterleaved(const std::vector<float>& samples, int channels, double rate, std::size_t piece,
                           const OfflineOptions& options = {}, const OfflineProgress& progress = {}) {
    Written out;
    std::size_t taken = 0;
    const auto width = static_cast<std::size_t>(channels);
    const auto read = [&](std::span<float> block) {
        const std::size_t n = std::min({block.size(), samples.size() - taken, piece * width});
        std::copy_n(samples.begin() + static_cast<std::ptrdiff_t>(taken), n, block.begin());
        taken += n;
        return static_cast<std::int64_t>(n / width);
    };
    const auto write = [&](std::span<const float> clean, std::span<const float> noise) {
        out.clean.insert(out.clean.end(), clean.begin(), clean.end());
        out.noise.insert(out.noise.end(), noise.begin(), noise.end());
    };
    out.result = denoise(syntheticModel(), rate, channels, options, read, write, progress);
    return out;
}

} // namespace

TEST_CASE("Offline output has the input's length and is aligned with it, whatever the length") {
    OfflineOptions options;
    options.controls.amountDb = 0; // the input itself: alignment to the sample
    for (const int length : {0, 1, 255, 256, 511, 512, 513, 4095, 4096, 4097, 20000}) {
        const std::vector<float> input = noisySpeech(length + 1, 16000);
        const std::vector<float> samples(input.begin(), input.end() - 1);
        const Written out = denoiseInterleaved(samples, 1, 16000, 4096, options);
        INFO(length << " samples");
        CHECK(out.clean == samples);
        CHECK(out.noise == std::vector<float>(samples.size(), 0.0F));
        CHECK(out.result.frames == length);
        CHECK(out.result.latency == 576);
        CHECK_FALSE(out.result.cancelled);
    }
}

TEST_CASE("Offline output in standard quality is the real-time path's, sample for sample") {
    for (const double rate : {8000.0, 44100.0}) {
        std::vector<float> padded = noisySpeech(12000, rate);
        const std::vector<float> input = padded;
        padded.resize(input.size() + static_cast<std::size_t>(frameLayout({}, {rate}).latency()), 0.0F);
        const auto live = run({rate, 1, true, 1}, syntheticModel(), {padded}, {}, {333}).clean[0];
        const auto offline = denoise(syntheticModel(), rate, input);
        REQUIRE(offline.size() == input.size());
        CHECK(std::equal(offline.begin(), offline.end(), live.end() - std::ssize(input)));
    }
}

TEST_CASE("How a file is read in pieces does not matter") {
    const std::vector<float> stereo = noisySpeech(16000, 16000); // 8000 frames
    const Written whole = denoiseInterleaved(stereo, 2, 16000, 100000);
    for (const std::size_t piece : {1U, 13U, 4096U}) {
        const Written out = denoiseInterleaved(stereo, 2, 16000, piece);
        CHECK(out.clean == whole.clean);
        CHECK(out.noise == whole.noise);
    }
}

TEST_CASE("Offline clean and noise add up to the input") {
    const std::vector<float> stereo = noisySpeech(16000, 16000);
    const Written out = denoiseInterleaved(stereo, 2, 16000, 1000);
    std::vector<float> sum(stereo.size());
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] = out.clean[i] + out.noise[i];
    CHECK(largestDifference(sum, stereo) < 1e-6);
    CHECK(largestDifference(out.clean, stereo) > 1e-3);
}

TEST_CASE("The higher quality differs a little from the standard one and is aligned as well") {
    const std::vector<float> input = noisySpeech(16000, 16000);
    OfflineOptions high;
    high.quality = Quality::High;
    const auto standard = denoise(syntheticModel(), 16000, input);
    const auto better = denoise(syntheticModel(), 16000, input, high);
    REQUIRE(better.size() == input.size());
    double dot = 0;
    for (std::size_t i = 0; i < input.size(); ++i)
        dot += static_cast<double>(standard[i]) * static_cast<double>(better[i]);
    const double similarity = dot / (rms(standard) * rms(better) * static_cast<double>(input.size()));
    CHECK(similarity > 0.9);
    CHECK(similarity < 0.99999);
}

TEST_CASE("Progress counts the frames written, and returning false ends the work") {
    const std::vector<float> input = noisySpeech(50000, 16000);
    std::vector<std::int64_t> seen;
    const auto all = denoiseInterleaved(input, 1, 16000, 4096, {}, [&](std::int64_t frames) {
        seen.push_back(frames);
        return true;
    });
    REQUIRE(seen.size() > 10);
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    CHECK(seen.back() == 50000);
    const auto cut =
        denoiseInterleaved(input, 1, 16000, 4096, {}, [](std::int64_t frames) { return frames < 9000; });
    CHECK(cut.result.cancelled);
    CHECK(cut.result.frames == std::ssize(cut.clean));
    CHECK(cut.clean.size() < 20000);
}

TEST_CASE("Errors of the caller's reading come through, and wrong formats are refused") {
    const auto failing = [](std::span<float>) -> std::int64_t { throw std::runtime_error("damaged"); };
    const auto nothing = [](std::span<const float>, std::span<const float>) {};
    CHECK_THROWS_WITH(denoise(syntheticModel(), 16000, 1, {}, failing, nothing), "damaged");
    CHECK_THROWS_AS(denoise(syntheticModel(), 16000, 0, {}, failing, nothing), std::invalid_argument);
    CHECK_THROWS_AS(denoise(syntheticModel(), 16000, -3, {}, failing, nothing), std::invalid_argument);
    CHECK_THROWS_AS(denoise(syntheticModel(), 10, 1, {}, failing, nothing), std::invalid_argument);
}

TEST_CASE("Memory does not grow with the length of a file") {
    if (!AllocationTrap::isAvailable()) {
        WARN("not measured: the allocator cannot be interposed in this build");
        return;
    }
    const auto model = syntheticModel();
    const auto bytesFor = [&](std::int64_t length) {
        const auto read = [&](std::span<float> block) {
            const std::int64_t n = std::min<std::int64_t>(length, std::ssize(block));
            std::fill_n(block.begin(), n, 0.25F);
            length -= n;
            return n;
        };
        const auto write = [](std::span<const float>, std::span<const float>) {};
        AllocationTrap trap;
        denoise(model, 16000, 1, {}, read, write);
        return trap.report().bytes;
    };
    bytesFor(1000); // what FFTW keeps of its first plan is allocated once
    CHECK(bytesFor(400000) == bytesFor(20000));
}
