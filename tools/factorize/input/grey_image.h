// SPDX-License-Identifier: GPL-3.0-or-later
/// One picture as a matrix of brightness.
#pragma once

#include "nmf/types.h"

#include <filesystem>

namespace winnow::tools {

/// height x width, 0 black to 1 white: the luminance (Rec. 709 weights) of the stored values, over black
/// where the picture is transparent. PNG (through cairo, 8 bits a channel) and PGM (P2 and P5, 8 or 16 bits).
/// @throws FileError for other or damaged files, and more than 2^26 pixels. [main]
nmf::Matrix<double> readGreyImage(const std::filesystem::path& path);

/// True for a file this reads by its extension.
bool hasImageExtension(const std::filesystem::path& path);

} // namespace winnow::tools
