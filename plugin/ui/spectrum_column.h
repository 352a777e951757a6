// SPDX-License-Identifier: GPL-3.0-or-later
/// From samples to the columns of a spectrogram.
#pragma once

#include "dsp/fft.h"

#include <complex>
#include <span>
#include <vector>

namespace winnow::plugin {

/// Levels in dB re full-scale sine at given frequencies, from Hann-windowed frames. [main]
class SpectrumColumn {
public:
    /// @param size  samples a frame, even
    explicit SpectrumColumn(int size);
    int size() const noexcept { return fft_.size(); }

    /// @param frame  size() samples  @param decibels  out: row i at rows' frequency i, the largest level of
    /// the bins that fall to it
    void analyse(std::span<const float> frame, double sampleRate, std::span<const float> rowsHz,
                 std::span<float> decibels);

private:
    dsp::RealFft fft_;
    std::vector<float> window_, windowed_, levels_;
    std::vector<std::complex<float>> bins_;
};

/// `rows` frequencies, from 0 to `highestHz`, evenly spaced on the mel scale: low row first.
std::vector<float> melRows(int rows, double highestHz);

/// Value of each row: the largest of the bins between this row and the next, or the nearest bin's.
void toRows(std::span<const float> bins, double binHz, std::span<const float> rowsHz, std::span<float> rows);

} // namespace winnow::plugin
