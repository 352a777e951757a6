// SPDX-License-Identifier: GPL-3.0-or-later
/// The kernels of a SIMD level.
#pragma once

#include "nmf/kernels/kernels.h"
#include "nmf/simd.h"

namespace winnow::nmf::kernels {

/// T: float or double. A level that this build has no kernels for gives the baseline's. [any]
template <class T> const Kernels<T>& tileKernels(SimdLevel level) noexcept;

/// [any]
const FrameKernels& frameKernels(SimdLevel level) noexcept;

} // namespace winnow::nmf::kernels
