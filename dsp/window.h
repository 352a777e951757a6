// SPDX-License-Identifier: GPL-3.0-or-later
/// Analysis and synthesis windows.
#pragma once

#include <vector>

namespace winnow::dsp {

// All of these throw std::invalid_argument for size < 1. [main]

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

/// Low-latency pair: a long analysis window for frequency resolution, a short synthesis window at its end for
/// latency. The product is a periodic Hann window of length 2 * hop at the end of the frame, so the
/// overlap-added product is 1. D. Mauler, R. Martin, "A low delay, variable resolution, perfect
/// reconstruction spectral analysis-synthesis system for speech enhancement", EUSIPCO 2007, with K = size, M
/// = hop and no leading zeros (d = 0):
///   analysis[n]  = sin(pi/2 * n / (K-M)) for n < K-M, then cos(pi/2 * (n - (K-M)) / M)
///   synthesis[n] = 0 for n <= K-2M, then sin^2(pi/2 * (n - (K-2M)) / M) / analysis[n] up to n < K-M, then
///   analysis[n]
/// @param size  length of the frame; @param hop  from 1 to size / 2 (there it is the square-root Hann pair)
/// @throws std::invalid_argument
WindowPair asymmetricPair(int size, int hop);

/// Largest deviation of the overlap-added product of both windows from its mean, relative to the mean:
/// 0 where analysis followed by synthesis gives the input back (constant overlap-add), infinity where the
/// mean is 0. Never throws for hop >= 1. [main]
double colaError(const WindowPair& windows, int hop);

} // namespace winnow::dsp
