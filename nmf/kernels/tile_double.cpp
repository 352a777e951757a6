// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/kernels/tile_kernels.h"

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

extern const Kernels<double> kDouble;
const Kernels<double> kDouble = {kPanelRows<double>,     kLanes<double>,      updateTile<double>,
                                 tileDivergence<double>, updateBasis<double>, gram<double>};

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
