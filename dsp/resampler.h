// SPDX-License-Identifier: GPL-3.0-or-later
/// Sample rate conversion (libsoxr), for files and training. Allocates while running: not for the audio thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace winnow::dsp {

/// Streaming conversion of interleaved channels. [main]
class Resampler {
public:
    /// @throws std::invalid_argument for rates <= 0 or channels < 1; std::runtime_error if libsoxr refuses
    Resampler(double inputRate, double outputRate, int channels);
    ~Resampler();
    Resampler(Resampler&&) noexcept;
    Resampler& operator=(Resampler&&) noexcept;

    /// Appends to `out` what is ready. @param in  interleaved, whole frames
    void process(std::span<const float> in, std::vector<float>& out);
    /// Appends the rest; afterwards the resampler is at its start again.
    void finish(std::vector<float>& out);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// One channel at once: round(size * outputRate / inputRate) samples, aligned with the input; the input itself where
/// the rates are equal. [main]
std::vector<float> resample(std::span<const float> samples, double inputRate, double outputRate);

} // namespace winnow::dsp
