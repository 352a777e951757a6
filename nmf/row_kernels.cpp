// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/kernels/row_kernels.h"

namespace winnow::nmf::kernels {

// The tables each level's objects define; WINNOW_SIMD_X86 where the x86-64 levels are built
// (nmf/CMakeLists.txt).
namespace baseline {
extern const RowKernels kRows;
}
#ifdef WINNOW_SIMD_X86
namespace v2 {
extern const RowKernels kRows;
}
namespace v3 {
extern const RowKernels kRows;
}
namespace v4 {
extern const RowKernels kRows;
}
#endif

const RowKernels& rowKernels(SimdLevel level) noexcept {
    switch (level) {
#ifdef WINNOW_SIMD_X86
    case SimdLevel::V4:
        return v4::kRows;
    case SimdLevel::V3:
        return v3::kRows;
    case SimdLevel::V2:
        return v2::kRows;
#endif
    default:
        return baseline::kRows;
    }
}

} // namespace winnow::nmf::kernels
