// SPDX-License-Identifier: GPL-3.0-or-later
/// NMF as one writes it with Eigen: what the kernels are compared with. Column-major float matrices as
/// pointers.
#pragma once

#include <cstddef>

namespace winnow::bench {

struct EigenNmf {
    const float* V; ///< m x n
    float* W;       ///< m x k
    float* H;       ///< k x n
    float* R;       ///< m x n, scratch
    std::ptrdiff_t m, n, k;
};

struct EigenKernels {
    /// One Kullback-Leibler iteration, H then W, in single expressions.
    void (*naive)(const EigenNmf&);
    /// The same with noalias products into existing memory, row sums in place of a product with ones.
    void (*inPlace)(const EigenNmf&);
    /// The four matrix products of an iteration alone: what no code on Eigen can be faster than.
    void (*products)(const EigenNmf&);
    /// A single frame v = R (m) with W fixed, columns of W summing to 1: h = H (k), `iterations` updates.
    void (*frame)(const EigenNmf&, int iterations);
};

/// At the SIMD level of this machine, or the one set (nmf/simd.h).
const EigenKernels& eigenKernels();

} // namespace winnow::bench
