// SPDX-License-Identifier: GPL-3.0-or-later
/// A recording as magnitude spectra.
#include "separation/magnitude_frames.h"

#include "dsp/fft.h"
#include "dsp/window.h"
#include "separation/constants.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <vector>

namespace winnow::separation {

nmf::Matrix<float> magnitudeFrames(std::span<const float> samples, double sampleRate,
                                   const FrontEnd& frontEnd, int mostFrames) {
    const int size = frameSize(frontEnd, sampleRate);
    const std::int64_t hop = size / frontEnd.overlap;
    const std::int64_t available = std::ssize(samples) < size ? 0 : (std::ssize(samples) - size) / hop + 1;
    const std::int64_t count = std::min<std::int64_t>(available, mostFrames);

    dsp::RealFft fft(size);
    const std::vector<float> window = dsp::sqrtHannPair(size).analysis;
    const float scale = static_cast<float>(constants::referenceFrameSize / size);
    std::vector<float> frame(window.size());
    std::vector<std::complex<float>> spectrum(static_cast<std::size_t>(fft.bins()));
    nmf::Matrix<float> magnitudes(fft.bins(), count);
    for (std::int64_t t = 0; t < count; ++t) {
        const float* const first = samples.data() + t * available / count * hop;
        for (std::size_t i = 0; i < frame.size(); ++i)
            frame[i] = window[i] * first[i];
        fft.forward(frame, spectrum);
        for (Eigen::Index k = 0; k < magnitudes.rows(); ++k)
            magnitudes(k, t) = scale * std::abs(spectrum[static_cast<std::size_t>(k)]);
    }
    return magnitudes;
}

nmf::Matrix<float> withoutSilence(const nmf::Matrix<float>& frames) {
    nmf::Matrix<float> kept(frames.rows(), frames.cols());
    Eigen::Index count = 0;
    for (Eigen::Index t = 0; t < frames.cols(); ++t)
        if (frames.col(t).cast<double>().squaredNorm() > silentPowerSum()) kept.col(count++) = frames.col(t);
    kept.conservativeResize(Eigen::NoChange, count);
    return kept;
}

double silentPowerSum() noexcept {
    constexpr double meanSquareOfSine = 0.5;
    return constants::powerSumOfUnitMeanSquare * meanSquareOfSine *
           std::pow(10.0, constants::silenceDbfs / 10);
}

} // namespace winnow::separation
