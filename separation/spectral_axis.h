// SPDX-License-Identifier: GPL-3.0-or-later
/// Magnitude spectra moved from one frequency axis to another.
#pragma once

#include "nmf/types.h"

#include <vector>

namespace winnow::separation {

/// Frequencies k * spacingHz for k = 0 .. up to limitHz (a thousandth of a bin of tolerance). [main]
std::vector<double> binFrequencies(double spacingHz, double limitHz);

/// Spectra (columns) given at the frequencies `from`, estimated at the frequencies `to`, both increasing and
/// at least two.
///
/// What is interpolated is the power, so that the energy density in Hz is kept: the value at a target is the
/// weighted mean of the powers around it, with weights that fall linearly to zero at a distance of the wider
/// of both spacings. Where the target is finer this is linear interpolation between two neighbours; where it
/// is coarser, a triangular mean over all sources between the neighbouring targets; at equal spacing the two
/// are the same, and equal axes give the input back. A flat spectrum stays flat. Targets above the last
/// source take its value.
/// @param spectra  from.size() x K, non-negative  @returns to.size() x K [main]
nmf::Matrix<float> moveToAxis(const std::vector<double>& from, const nmf::Matrix<float>& spectra,
                              const std::vector<double>& to);

} // namespace winnow::separation
