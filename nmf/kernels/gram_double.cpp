// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/kernels/gram_tile.h"

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

extern const GramKernels<double> kGramDouble;
const GramKernels<double> kGramDouble = {
    kLanes<double>,        project<double>,          accumulate<double>,      accumulateRows<double>,
    projectSparse<double>, accumulateSparse<double>, addGram<double>,         multiply<double>,
    sweep<double>,         ratioSparse<double>,      ratioSparseRows<double>, modelSparse<double>};

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
