// SPDX-License-Identifier: GPL-3.0-or-later
/// What the real-time path costs: of one core, and block by block.
///
/// Usage: winnow_bench_stream [--model FILE] [--seconds S]
/// Prints a table: rate, channels, block, mode, mean load (share of the block's time), the dearest block of a
/// hop against the mean block (each the median over all hops, so that a busy machine does not matter), and
/// the worst block that was seen.
#include "separation/frame_layout.h"
#include "separation/streaming_denoiser.h"
#include "tests/support/test_signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

using namespace winnow;
using namespace winnow::separation;

namespace {

struct Case {
    double rate;
    int channels, block;
    bool lowLatency;
    int overlapFactor;
};

double median(std::vector<double> x) {
    std::nth_element(x.begin(), x.begin() + std::ssize(x) / 2, x.end());
    return x[x.size() / 2];
}

void measure(const Case& c, const ModelPtr& model, double seconds) {
    const StreamSpec spec{c.rate, c.channels, true, c.overlapFactor, c.lowLatency};
    StreamingDenoiser denoiser;
    denoiser.prepare(spec, model);
    const int hop = frameLayout(model->frontEnd(), spec).frame.hop;
    if (hop % c.block != 0) return; // only then do a hop's blocks fall on the same places every time
    const auto perHop = static_cast<std::size_t>(hop / c.block);

    std::vector<std::vector<float>> sound(static_cast<std::size_t>(c.channels),
                                          test::noisySpeech(static_cast<int>(4 * c.rate), c.rate));
    std::vector<std::vector<double>> times(perHop);
    std::vector<float> left(static_cast<std::size_t>(c.block));
    std::vector<std::vector<float>> out(sound.size(), left);
    double worst = 0, total = 0;
    std::size_t blocks = 0;
    const auto wanted = static_cast<std::size_t>(seconds * c.rate / c.block) / perHop * perHop;
    for (std::size_t b = 0; b < wanted; ++b) {
        const std::size_t at = b * static_cast<std::size_t>(c.block) % (sound[0].size() - left.size());
        std::vector<const float*> in;
        std::vector<float*> to;
        for (std::size_t ch = 0; ch < sound.size(); ++ch) {
            in.push_back(sound[ch].data() + at);
            to.push_back(out[ch].data());
        }
        const auto start = std::chrono::steady_clock::now();
        denoiser.process(in.data(), {to.data(), nullptr, nullptr}, c.block);
        const double t = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (b < 4 * perHop) continue; // caches and branch predictors
        times[b % perHop].push_back(t);
        worst = std::max(worst, t);
        total += t;
        ++blocks;
    }
    double dearest = 0, sum = 0;
    for (const auto& t : times) {
        dearest = std::max(dearest, median(t));
        sum += median(t);
    }
    const double mean = sum / static_cast<double>(perHop), budget = c.block / c.rate;
    fmt::print("{:6.0f} {:8} {:5} {:11} {:8.2f} % {:8.2f} % {:9.2f} x {:8.1f} %\n", c.rate, c.channels,
               c.block,
               c.lowLatency          ? "low-latency"
               : c.overlapFactor > 1 ? "high"
                                     : "standard",
               100 * mean / budget, 100 * total / static_cast<double>(blocks) / budget, dearest / mean,
               100 * worst / budget);
}

} // namespace

int main(int argc, char** argv) {
    ModelPtr model;
    double seconds = 20;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::string(argv[i]) == "--model") model = loadModel(argv[i + 1]);
        if (std::string(argv[i]) == "--seconds") seconds = std::atof(argv[i + 1]);
    }
    if (!model) model = factoryModel();
    fmt::print("  rate channels block mode        load (median, mean)   dearest block  worst\n");
    for (const Case& c :
         {Case{48000, 1, 64, false, 1}, Case{48000, 2, 64, false, 1}, Case{48000, 8, 64, false, 1},
          Case{48000, 1, 64, true, 1}, Case{48000, 1, 64, false, 2}, Case{16000, 1, 32, false, 1},
          Case{48000, 1, 32, false, 1}, Case{48000, 1, 384, false, 1}, Case{96000, 2, 128, false, 1}})
        measure(c, model, seconds);
}
