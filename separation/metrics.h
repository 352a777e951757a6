// SPDX-License-Identifier: GPL-3.0-or-later
/// How good an estimate of speech is. Signals of one channel, reference and estimate of the same length.
#pragma once

#include "separation/bss_eval.h"

#include <span>

namespace winnow::separation {

/// Scale-invariant signal-to-distortion ratio in dB (Le Roux, Wisdom, Erdogan & Hershey 2019, eq. 3), means
/// removed. +infinity for a perfect estimate, -infinity for one without any of the reference.
/// @throws std::invalid_argument: lengths differ, empty, not finite, silent (constant) reference. [any]
double siSdr(std::span<const float> reference, std::span<const float> estimate);

/// Segmental SNR in dB: mean over frames of the frame's SNR clamped to -10 .. 35 dB (Hansen & Pellom 1998;
/// Loizou 2013, sec. 11.1), Hann-windowed frames of 30 ms with 75 % overlap. Frames without any reference
/// count as -10 dB.
/// @throws std::invalid_argument as siSdr, and for less than one frame. [any]
double segmentalSnr(std::span<const float> reference, std::span<const float> estimate, double sampleRate);

/// Short-time objective intelligibility (Taal, Hendriks, Heusdens & Jensen 2011). Rate in Hz, converted to 10
/// kHz.
/// @throws std::invalid_argument as siSdr, and for less than 30 frames (about 0.4 s) of speech. [any]
double stoi(std::span<const float> reference, std::span<const float> estimate, double sampleRate);

/// Extended STOI (Jensen & Taal 2016): the same front end, with spectral correlations of normalised segments.
/// Errors as in stoi. [any]
double estoi(std::span<const float> reference, std::span<const float> estimate, double sampleRate);

} // namespace winnow::separation
