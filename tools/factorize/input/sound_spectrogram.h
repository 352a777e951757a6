// SPDX-License-Identifier: GPL-3.0-or-later
/// A recording as a magnitude spectrogram.
#pragma once

#include "tools/factorize/input/matrix_data.h"

#include <filesystem>

namespace winnow::tools {

/// Frequencies from 0 to half the sample rate in rows, frames in columns, of the mean of the channels: Hann
/// windows of about `frameMs` (a multiple of 16 samples) every quarter of it, magnitudes scaled so that a
/// full-scale sine is 1 in its bin. columnNames are none, rowNames the frequencies in Hz.
/// @throws FileError for a sound that cannot be read or holds no samples. [main]
template <class T> MatrixData<T> readSoundSpectrogram(const std::filesystem::path& path, double frameMs);

} // namespace winnow::tools
