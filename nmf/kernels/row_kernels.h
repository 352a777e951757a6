// SPDX-License-Identifier: GPL-3.0-or-later
/// Products with a matrix that lies row after row, for one frame: the same declarations for every SIMD level.
#pragma once

#include "nmf/simd.h"

#include <cstddef>

namespace winnow::nmf::kernels {

inline constexpr std::ptrdiff_t kRowBlock = 8;     ///< rows taken at once; they stay in the first-level cache
inline constexpr std::ptrdiff_t kColumnBlock = 16; ///< one vector of the widest level

/// Rows and columns are padded with zeros to multiples of kRowBlock and kColumnBlock, and so are all vectors;
/// memory is best aligned to 64 bytes.
struct RowMatrix {
    const float* values;
    std::ptrdiff_t rows, columns; ///< padded
};

/// Both uses of W in one update, while its rows are in the first-level cache.
struct RatioTask {
    RowMatrix W;
    const float* uv;    ///< rows: data times their weights
    const float* extra; ///< rows: added to the model, positive
    const float* h;     ///< columns
    float* ratio;       ///< rows, out: uv / (W h + extra)
    float* gain;        ///< columns: W^T ratio is added
};

struct RowKernels {
    void (*multiply)(const RowMatrix& W, const float* h, float* out);           ///< out = W h
    void (*addTransposed)(const RowMatrix& W, const float* r, float* out);      ///< out += W^T r
    /// Whole, or some rows after others: the sums come out the same to the last bit.
    void (*ratio)(const RatioTask&);
};

/// A level that this build has no kernels for gives the baseline's. [any]
const RowKernels& rowKernels(SimdLevel level) noexcept;

} // namespace winnow::nmf::kernels
