// SPDX-License-Identifier: GPL-3.0-or-later
/// Sample rate conversion (libsoxr), for files and training. Allocates while running: not for the audio
/// thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace winnow::dsp {

/// Streaming conversion of interleaved channels: linear phase, flat to 0.01 dB up to 0.9 of the lower Nyquist
/// frequency, errors otherwise 120 dB below full scale and less. The output is aligned with the input (the
/// filter's delay is taken out), round(frames * outputRate / inputRate) frames in all, and the same bit for
/// bit however the input is cut into calls. Equal rates pass samples through untouched. [main]
class Resampler {
public:
    /// @throws std::invalid_argument for rates that are not finite and above 0, or channels < 1;
    /// std::runtime_error if libsoxr refuses
    Resampler(double inputRate, double outputRate, int channels);
    ~Resampler();
    Resampler(Resampler&&) noexcept;
    Resampler& operator=(Resampler&&) noexcept;

    /// Appends to `out` what is ready. @param in  interleaved, whole frames
    /// @throws std::invalid_argument for a part of a frame, std::runtime_error if libsoxr fails
    void process(std::span<const float> in, std::vector<float>& out);
    /// Appends the rest; afterwards the resampler is at its start again.
    void finish(std::vector<float>& out);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// One channel at once: round(size * outputRate / inputRate) samples, aligned with the input; the input
/// itself where the rates are equal. Errors as of Resampler. [main]
std::vector<float> resample(std::span<const float> samples, double inputRate, double outputRate);

} // namespace winnow::dsp
