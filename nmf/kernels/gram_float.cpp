// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/kernels/gram_tile.h"

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

extern const GramKernels<float> kGramFloat;
const GramKernels<float> kGramFloat = {kLanes<float>,         project<float>,         accumulate<float>,
                                       accumulateRows<float>, projectSparse<float>,   accumulateSparse<float>,
                                       addGram<float>,        multiply<float>,        sweep<float>,
                                       ratioSparse<float>,    ratioSparseRows<float>, modelSparse<float>};

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
