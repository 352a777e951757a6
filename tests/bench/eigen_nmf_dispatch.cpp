// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/simd.h"
#include "tests/bench/eigen_nmf.h"

namespace winnow::bench {

namespace baseline {
extern const EigenKernels kernels;
}
#ifdef WINNOW_SIMD_X86
namespace v2 {
extern const EigenKernels kernels;
}
namespace v3 {
extern const EigenKernels kernels;
}
namespace v4 {
extern const EigenKernels kernels;
}
#endif

const EigenKernels& eigenKernels() {
    switch (nmf::simdLevel()) {
#ifdef WINNOW_SIMD_X86
    case nmf::SimdLevel::V4:
        return v4::kernels;
    case nmf::SimdLevel::V3:
        return v3::kernels;
    case nmf::SimdLevel::V2:
        return v2::kernels;
#endif
    default:
        return baseline::kernels;
    }
}

} // namespace winnow::bench
