// SPDX-License-Identifier: GPL-3.0-or-later
/// The spectrogram of a sound of any length, gathered while it passes, in bounded memory.
#pragma once

#include "dsp/fft.h"

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

namespace winnow::tools {

/// Levels of cells in time and frequency.
struct Spectrogram {
    int columns = 0, rows = 0; ///< time from left to right, frequency from 0 Hz up
    std::vector<float> levels; ///< dB re a full-scale sine; column by column; -200 for silence
    double seconds = 0;        ///< length of the sound; the last column may reach beyond it
    double columnSeconds = 0;  ///< width of a column
    double highestHz = 0;      ///< of the last row: half the sample rate

    float at(int column, int row) const { return levels[static_cast<std::size_t>(column) * rows + row]; }
    float loudest() const noexcept; ///< dB; -200 if there are no columns
};

/// Hann-windowed spectra of about 43 ms every quarter of that, power averaged over channels. When
/// `maxColumns` are full, neighbours are merged into their mean and the columns stand for twice the time: so
/// the result keeps between half of them and all, however long the sound is. [main]
class SpectrogramBuilder {
public:
    SpectrogramBuilder(double sampleRate, int channels, int maxColumns = 2400);

    /// Interleaved, whole frames. What is not finite counts as 0.
    void add(std::span<const float> interleaved);
    /// The spectrogram of all that was added. Afterwards the builder must not be used.
    Spectrogram finish();

private:
    void endHop();
    void closeColumn();

    double sampleRate_;
    int channels_, maxColumns_;
    int size_, hop_, bins_;
    dsp::RealFft fft_;
    std::vector<float> window_;
    float scale_ = 1;                         // power of a full-scale sine at its bin becomes 1
    std::vector<std::vector<float>> history_; // last `size_` samples of each channel
    std::vector<float> windowed_;
    std::vector<std::complex<float>> spectrum_;
    int filled_ = 0; // samples of the hop under way
    std::int64_t frames_ = 0, hopsDone_ = 0;
    int hopsPerColumn_ = 1, hopsInColumn_ = 0;
    std::vector<double> column_; // power summed over the hops of the column under way
    std::vector<float> powers_;  // finished columns
};

} // namespace winnow::tools
