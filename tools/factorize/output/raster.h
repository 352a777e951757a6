// SPDX-License-Identifier: GPL-3.0-or-later
/// Matrices as colours.
#pragma once

#include "nmf/types.h"
#include "tools/plot/canvas.h"

namespace winnow::tools {

/// Row 0 on top, values 0 .. 1 as levelColor(); larger matrices are averaged down to at most `most` cells a
/// side. [any]
Raster rasterOf(const nmf::Matrix<double>& levels, nmf::Index most = 1200);

/// Each column (or row) divided by its largest value; zero ones stay, negative values become 0. [any]
nmf::Matrix<double> scaledColumns(const nmf::Matrix<double>& matrix);

} // namespace winnow::tools
