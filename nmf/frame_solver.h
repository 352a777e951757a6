// SPDX-License-Identifier: GPL-3.0-or-later
/// Activations of one frame with W fixed: the audio thread's NMF.
#pragma once

#include <memory>
#include <span>

#include "nmf/types.h"

namespace winnow::nmf {

/// W, packed once for the single-frame kernel: atoms normalised to sum 1, rows padded and aligned for SIMD.
/// Immutable, so that any number of threads may read it. Construction allocates [main].
class PackedBasis {
public:
    PackedBasis();
    /// @param W  m x k, non-negative and finite, every column with a positive sum
    /// @throws InvalidInput
    explicit PackedBasis(const Eigen::Ref<const Eigen::MatrixXf>& W);
    ~PackedBasis();
    PackedBasis(PackedBasis&&) noexcept;
    PackedBasis& operator=(PackedBasis&&) noexcept;

    Index rows() const noexcept;  ///< m
    Index atoms() const noexcept; ///< k

    /// out (m) = sum over atoms first .. first+count-1 of W_a h_a. [audio]
    void reconstruct(std::span<const float> h, Index first, Index count, std::span<float> out) const noexcept;

private:
    friend class FrameSolver;
    struct Data;
    std::unique_ptr<Data> data_;
};

/// Solves min over h >= 0 of D_KL(v || W h) + sum_a l1_a h_a by multiplicative updates (Lee & Seung 2001; the
/// sparse form as in Virtanen 2007, eq. 11 with a linear penalty): h <- h (W^T (v / (W h))) / (1 + l1).
class FrameSolver {
public:
    /// Sizes the scratch memory for a basis; allocates [main].
    void prepare(const PackedBasis& basis);

    /// @param v   m, magnitudes, non-negative
    /// @param l1  k, penalty of each atom, in units of v's column sums being 1 for a unit atom
    /// @param h   k, start in, solution out (zeros stay zero)
    /// Never allocates. [audio]
    void solveKl(const PackedBasis& basis, std::span<const float> v, std::span<const float> l1,
                 std::span<float> h, int iterations) noexcept;

private:
    std::vector<float> scratch_;
};

} // namespace winnow::nmf
