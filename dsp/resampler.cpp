// SPDX-License-Identifier: GPL-3.0-or-later
/// Sample rate conversion over libsoxr.
#include "dsp/resampler.h"

#include <soxr.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace winnow::dsp {

namespace {

constexpr std::size_t chunkFrames = 8192; // frames asked from libsoxr at a time

struct SoxrDeleter {
    void operator()(soxr_t soxr) const noexcept { soxr_delete(soxr); }
};
using SoxrHandle = std::unique_ptr<soxr, SoxrDeleter>;

[[noreturn]] void fail(soxr_error_t error) {
    throw std::runtime_error("resampler: " + std::string(error));
}

} // namespace

struct Resampler::State {
    double inputRate, outputRate;
    std::size_t channels;
    SoxrHandle handle;        // empty where the rates are equal
    std::vector<float> chunk; // libsoxr's output on its way
    std::int64_t framesIn = 0, framesOut = 0;

    bool passesThrough() const { return inputRate == outputRate; }

    /// libsoxr's own way back to the start is not there for every setting (soxr_clear), so it is made anew.
    void restart() {
        framesIn = framesOut = 0;
        if (passesThrough()) return;
        // 28 bits: errors below float's own rounding, and still above 1000 times real time. One thread, so
        // that nothing depends on scheduling.
        const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
        const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
        const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
        soxr_error_t error = nullptr;
        handle.reset(soxr_create(inputRate, outputRate, static_cast<unsigned>(channels), &error, &io,
                                 &quality, &runtime));
        if (error != nullptr) fail(error);
        chunk.resize(chunkFrames * channels);
    }

    /// @param in  nullptr: the input has ended
    /// @param limit  frames to give out in all
    void run(const float* in, std::size_t frames, std::vector<float>& out, std::int64_t limit) {
        std::size_t consumed = 0, produced = 0;
        do {
            std::size_t taken = 0;
            const float* next = in != nullptr ? in + consumed * channels : nullptr;
            if (const soxr_error_t error = soxr_process(handle.get(), next, frames - consumed, &taken,
                                                        chunk.data(), chunkFrames, &produced))
                fail(error);
            consumed += taken;
            const std::int64_t wanted =
                std::clamp<std::int64_t>(limit - framesOut, 0, static_cast<std::int64_t>(produced));
            out.insert(out.end(), chunk.begin(),
                       chunk.begin() + wanted * static_cast<std::int64_t>(channels));
            framesOut += wanted;
        } while (consumed < frames || produced == chunkFrames);
    }
};

Resampler::Resampler(double inputRate, double outputRate, int channels) {
    if (!(inputRate > 0 && outputRate > 0 && std::isfinite(inputRate) && std::isfinite(outputRate)) ||
        channels < 1)
        throw std::invalid_argument("resampler: from " + std::to_string(inputRate) + " to " +
                                    std::to_string(outputRate) + " Hz, " + std::to_string(channels) +
                                    " channels; rates must be above 0 and channels 1 or more");
    state_ = std::make_unique<State>();
    state_->inputRate = inputRate;
    state_->outputRate = outputRate;
    state_->channels = static_cast<std::size_t>(channels);
    state_->restart();
}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

void Resampler::process(std::span<const float> in, std::vector<float>& out) {
    if (in.size() % state_->channels != 0)
        throw std::invalid_argument("resampler: input is not a number of whole frames");
    if (state_->passesThrough()) {
        out.insert(out.end(), in.begin(), in.end());
        return;
    }
    if (in.empty()) return; // libsoxr would take a null pointer for the end of the input
    const std::size_t frames = in.size() / state_->channels;
    state_->framesIn += static_cast<std::int64_t>(frames);
    state_->run(in.data(), frames, out, std::numeric_limits<std::int64_t>::max());
}

void Resampler::finish(std::vector<float>& out) {
    if (state_->passesThrough()) return;
    const double exact = static_cast<double>(state_->framesIn) * state_->outputRate / state_->inputRate;
    const std::int64_t total = std::llround(exact);
    state_->run(nullptr, 0, out, total);
    // libsoxr rounds its length its own way: a frame it leaves out is silence behind the end.
    if (state_->framesOut < total)
        out.resize(out.size() + static_cast<std::size_t>(total - state_->framesOut) * state_->channels, 0.0F);
    state_->restart();
}

std::vector<float> resample(std::span<const float> samples, double inputRate, double outputRate) {
    Resampler resampler(inputRate, outputRate, 1);
    std::vector<float> out;
    resampler.process(samples, out);
    resampler.finish(out);
    return out;
}

} // namespace winnow::dsp
