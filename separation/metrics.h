// SPDX-License-Identifier: GPL-3.0-or-later
/// How good an estimate of speech is. Signals of one channel, reference and estimate of the same length.
#pragma once

#include <span>
#include <vector>

namespace winnow::separation {

/// Scale-invariant signal-to-distortion ratio in dB (Le Roux, Wisdom, Erdogan & Hershey 2019, eq. 3), means removed.
/// +infinity for a perfect estimate, -infinity for one without any of the reference.
/// @throws std::invalid_argument: lengths differ, empty, silent reference. [any]
double siSdr(std::span<const float> reference, std::span<const float> estimate);

struct BssEval {
    double sdr; ///< dB
    double sir; ///< dB
    double sar; ///< dB
};

/// BSS Eval with time-invariant distortion filters (Vincent, Gribonval & Fevotte 2006) of one estimate of `target`, given
/// the true interference.
/// @param filterLength  taps of the allowed distortion (512 in the paper's tool; 1: gains only)
/// @throws std::invalid_argument as above
BssEval bssEval(std::span<const float> target, std::span<const float> interference, std::span<const float> estimate,
                int filterLength = 512);

/// Segmental SNR in dB: mean over frames of the frame's SNR clamped to -10 .. 35 dB (Hansen & Pellom 1998; Loizou 2013,
/// sec. 11.1), frames of 30 ms with 75 % overlap.
double segmentalSnr(std::span<const float> reference, std::span<const float> estimate, double sampleRate);

/// Short-time objective intelligibility (Taal, Hendriks, Heusdens & Jensen 2011). Rate in Hz, converted to 10 kHz.
/// @throws std::invalid_argument also for less than 30 frames (384 ms) of speech
double stoi(std::span<const float> reference, std::span<const float> estimate, double sampleRate);

/// Extended STOI (Jensen & Taal 2016).
double estoi(std::span<const float> reference, std::span<const float> estimate, double sampleRate);

} // namespace winnow::separation
