// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/kernels/tile_kernels.h"

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

extern const Kernels<float> kFloat;
const Kernels<float> kFloat = {kPanelRows<float>,     kLanes<float>,      updateTile<float>,
                               tileDivergence<float>, updateBasis<float>, gram<float>};

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
