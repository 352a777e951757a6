// SPDX-License-Identifier: GPL-3.0-or-later
/// A recording as magnitude spectra, on the scale the separators work on.
#pragma once

#include "nmf/types.h"
#include "separation/separator.h"

#include <span>

namespace winnow::separation {

/// Magnitudes |X| of the frames that lie wholly inside the samples, with the denoiser's window and scale
/// (X = rfft of the windowed frame * 512 / frame size).
/// @param mostFrames  beyond this number, frames are taken at even distances
/// @returns bins x frames, no columns for less than one frame [any]
nmf::Matrix<float> magnitudeFrames(std::span<const float> samples, double sampleRate,
                                   const FrontEnd& frontEnd, int mostFrames);

/// The columns that are not digital silence (constants::silenceDbfs). [any]
nmf::Matrix<float> withoutSilence(const nmf::Matrix<float>& frames);

/// Power sum of a frame, on the scale above, at the border of digital silence. [any]
double silentPowerSum() noexcept;

} // namespace winnow::separation
