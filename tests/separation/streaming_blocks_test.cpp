// SPDX-License-Identifier: GPL-3.0-or-later
/// How the input is cut into blocks does not matter, nor where the outputs go.
#include "tests/support/catch.h"
#include "tests/support/denoiser_runs.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

using namespace winnow::separation;
using namespace winnow::test;

namespace {

const std::vector<std::vector<int>> cuts{
    {1}, {7}, {64}, {480}, {4096}, {1, 2, 3, 5, 8, 13, 997}, {0, 255, 0, 256, 257}};

bool same(const DenoisedChannels& a, const DenoisedChannels& b) {
    return a.clean == b.clean && a.noise == b.noise && a.dry == b.dry;
}

} // namespace

TEST_CASE("The same input in other block sizes gives the same output, bit for bit") {
    for (const double rate : {8000.0, 44100.0, 48000.0}) {
        const Channels input{noisySpeech(9001, rate, 1), noisySpeech(9001, rate, 2)};
        for (const bool linked : {true, false}) {
            const StreamSpec spec{rate, 2, linked, 1};
            const auto whole = run(spec, syntheticModel(), input, {}, {9001});
            for (const auto& sizes : cuts) {
                INFO(rate << " Hz, blocks from " << sizes.front());
                CHECK(same(run(spec, syntheticModel(), input, {}, sizes), whole));
            }
        }
    }
}

TEST_CASE("Controls moved at the same sample act the same in every block size, bit for bit") {
    const std::vector<DenoiserControls> settings{{0, {}},  {100, {10}}, {12, {-6}},
                                                 {0, {0}}, {30, {20}},  {0.5F, {}}};
    const auto withMoves = [&](const std::vector<int>& sizes) {
        StreamingDenoiser denoiser;
        denoiser.prepare({16000, 1, true, 1}, syntheticModel());
        const std::vector<float> input = noisySpeech(6 * 1111, 16000);
        std::vector<float> clean;
        for (std::size_t i = 0; i < settings.size(); ++i) {
            denoiser.setControls(settings[i]);
            const auto begin = input.begin() + static_cast<std::ptrdiff_t>(1111 * i);
            const auto out = run(denoiser, {{begin, begin + 1111}}, sizes);
            clean.insert(clean.end(), out.clean[0].begin(), out.clean[0].end());
        }
        return clean;
    };
    const std::vector<float> reference = withMoves({1111});
    for (const auto& sizes : cuts)
        CHECK(withMoves(sizes) == reference);
}

TEST_CASE("Any output may be written over the input") {
    const Channels input{noisySpeech(5000, 16000, 1), noisySpeech(5000, 16000, 2)};
    const StreamSpec spec{16000, 2, true, 1};
    const auto apart = run(spec, syntheticModel(), input);
    for (int which = 0; which < 3; ++which) {
        StreamingDenoiser denoiser;
        denoiser.prepare(spec, syntheticModel());
        Channels buffers = input;
        float* pointers[] = {buffers[0].data(), buffers[1].data()};
        DenoiserOutputs out;
        (which == 0 ? out.clean : which == 1 ? out.noise : out.dry) = pointers;
        denoiser.process(pointers, out, 5000);
        CHECK(buffers == (which == 0 ? apart.clean : which == 1 ? apart.noise : apart.dry));
    }
}

TEST_CASE("Outputs that nobody wants may be left out, all of them too") {
    const Channels input{noisySpeech(3000, 16000)};
    StreamingDenoiser denoiser;
    denoiser.prepare({16000, 1, true, 1}, syntheticModel());
    const float* in[] = {input[0].data()};
    std::vector<float> clean(2000);
    float* out[] = {clean.data()};
    denoiser.process(in, {}, 1000);
    const float* rest[] = {input[0].data() + 1000};
    denoiser.process(rest, {out, nullptr, nullptr}, 2000);
    denoiser.process(nullptr, {}, 0);
    const auto whole = run({16000, 1, true, 1}, syntheticModel(), input);
    CHECK(std::equal(clean.begin(), clean.end(), whole.clean[0].begin() + 1000));
}
