// SPDX-License-Identifier: GPL-3.0-or-later
/// From samples to the columns of a spectrogram.
#include "plugin/ui/spectrum_column.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace winnow::plugin {

SpectrumColumn::SpectrumColumn(int size)
    : fft_(size), window_(static_cast<std::size_t>(size)), windowed_(window_.size()),
      levels_(static_cast<std::size_t>(fft_.bins())), bins_(levels_.size()) {
    for (std::size_t i = 0; i < window_.size(); ++i) {
        const double phase = 2 * std::numbers::pi * static_cast<double>(i) / size;
        // A full-scale sine's bin is then 1: the window's mean is a half, the sine's two sides share it.
        window_[i] = static_cast<float>(2.0 / size * (1 - std::cos(phase)));
    }
}

void SpectrumColumn::analyse(std::span<const float> frame, double sampleRate, std::span<const float> rowsHz,
                             std::span<float> decibels) {
    for (std::size_t i = 0; i < windowed_.size(); ++i)
        windowed_[i] = window_[i] * frame[i];
    fft_.forward(windowed_, bins_);
    for (std::size_t k = 0; k < bins_.size(); ++k)
        levels_[k] = 10 * std::log10(std::norm(bins_[k]) + 1e-12F);
    toRows(levels_, sampleRate / size(), rowsHz, decibels);
}

std::vector<float> melRows(int rows, double highestHz) {
    const auto mel = [](double hz) { return 2595 * std::log10(1 + hz / 700); };
    std::vector<float> hz(static_cast<std::size_t>(std::max(rows, 1)));
    for (std::size_t i = 0; i < hz.size(); ++i) {
        const double m = mel(highestHz) * static_cast<double>(i) / static_cast<double>(hz.size());
        hz[i] = static_cast<float>(700 * (std::pow(10.0, m / 2595) - 1));
    }
    return hz;
}

void toRows(std::span<const float> bins, double binHz, std::span<const float> rowsHz, std::span<float> rows) {
    if (bins.empty() || !(binHz > 0)) return;
    const auto last = static_cast<double>(bins.size() - 1);
    const auto binOf = [&](double hz) {
        return static_cast<std::size_t>(std::clamp(std::round(hz / binHz), 0.0, last));
    };
    for (std::size_t i = 0; i < rowsHz.size(); ++i) {
        const std::size_t first = binOf(static_cast<double>(rowsHz[i]));
        const std::size_t end = i + 1 < rowsHz.size()
                                    ? std::max(first + 1, binOf(static_cast<double>(rowsHz[i + 1])))
                                    : first + 1;
        rows[i] = *std::max_element(bins.begin() + static_cast<std::ptrdiff_t>(first),
                                    bins.begin() + static_cast<std::ptrdiff_t>(std::min(end, bins.size())));
    }
}

} // namespace winnow::plugin
