// SPDX-License-Identifier: GPL-3.0-or-later
/// Analysis and synthesis windows.
#pragma once

#include <vector>

namespace winnow::dsp {

/// Periodic Hann window, 0.5 - 0.5 cos(2 pi i / size).
std::vector<float> hann(int size);

/// Periodic Hamming window, 0.54 - 0.46 cos(2 pi i / size).
std::vector<float> hamming(int size);

/// Square root of the periodic Hann window.
std::vector<float> sqrtHann(int size);

/// Windows of one length, for analysis and synthesis.
struct WindowPair {
    std::vector<float> analysis;
    std::vector<float> synthesis;
};

/// Square-root Hann for both: perfect reconstruction at every hop that divides size/2.
WindowPair sqrtHannPair(int size);

/// Low-latency pair (Mauler & Martin 2007): a long analysis window for frequency resolution, a short synthesis window at
/// its end for latency. The product is a periodic Hann window of length 2 * hop at the end of the frame.
/// @param size  length of the frame; @param hop  at most size / 2
/// @throws std::invalid_argument
WindowPair asymmetricPair(int size, int hop);

/// Largest deviation of the overlap-added product of both windows from its mean, relative to the mean:
/// 0 where analysis followed by synthesis gives the input back (constant overlap-add). Never throws for hop >= 1.
double colaError(const WindowPair& windows, int hop);

} // namespace winnow::dsp
