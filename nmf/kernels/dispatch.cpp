// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/kernels/dispatch.h"

#include "nmf/kernels/gram_kernels.h"

namespace winnow::nmf::kernels {

// The tables each level's objects define; WINNOW_SIMD_X86 where the x86-64 levels are built
// (nmf/CMakeLists.txt).
#define WINNOW_DECLARE_LEVEL(level)                                                                          \
    namespace level {                                                                                        \
    extern const Kernels<float> kFloat;                                                                      \
    extern const Kernels<double> kDouble;                                                                    \
    extern const FrameKernels kFrame;                                                                        \
    extern const GramKernels<float> kGramFloat;                                                              \
    extern const GramKernels<double> kGramDouble;                                                            \
    }
WINNOW_DECLARE_LEVEL(baseline)
#ifdef WINNOW_SIMD_X86
WINNOW_DECLARE_LEVEL(v2)
WINNOW_DECLARE_LEVEL(v3)
WINNOW_DECLARE_LEVEL(v4)
#define WINNOW_TABLE(level, table)                                                                           \
    (level == SimdLevel::V4   ? v4::table                                                                    \
     : level == SimdLevel::V3 ? v3::table                                                                    \
     : level == SimdLevel::V2 ? v2::table                                                                    \
                              : baseline::table)
#else
#define WINNOW_TABLE(level, table) (static_cast<void>(level), baseline::table)
#endif

template <> const Kernels<float>& tileKernels(SimdLevel level) noexcept {
    return WINNOW_TABLE(level, kFloat);
}

template <> const Kernels<double>& tileKernels(SimdLevel level) noexcept {
    return WINNOW_TABLE(level, kDouble);
}

const FrameKernels& frameKernels(SimdLevel level) noexcept {
    return WINNOW_TABLE(level, kFrame);
}

template <> const GramKernels<float>& gramKernels(SimdLevel level) noexcept {
    return WINNOW_TABLE(level, kGramFloat);
}

template <> const GramKernels<double>& gramKernels(SimdLevel level) noexcept {
    return WINNOW_TABLE(level, kGramDouble);
}

} // namespace winnow::nmf::kernels
