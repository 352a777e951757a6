// SPDX-License-Identifier: GPL-3.0-or-later
/// Activations of one frame with W fixed: the audio thread's NMF.
#pragma once

#include "nmf/types.h"

#include <memory>
#include <span>
#include <vector>

namespace winnow::nmf {

/// W, packed once for the single-frame kernels: atoms normalised to sum 1, tiled and aligned for SIMD.
/// Any number of threads may read it while none calls setAtom. Construction allocates [main].
class PackedBasis {
public:
    /// No rows and no atoms: does nothing.
    PackedBasis();
    /// @param W  m x k, non-negative and finite, every column with a positive sum
    /// @throws InvalidInput
    explicit PackedBasis(const Eigen::Ref<const Eigen::MatrixXf>& W);
    ~PackedBasis();
    PackedBasis(PackedBasis&&) noexcept;
    PackedBasis& operator=(PackedBasis&&) noexcept;
    /// Replaces one atom. @param w  m, non-negative and finite; normalised to sum 1 here, ignored if all zero. [audio]
    void setAtom(Index atom, std::span<const float> w) noexcept;

    Index rows() const noexcept;  ///< m
    Index atoms() const noexcept; ///< k

    /// out (m) = sum over atoms first .. first+count-1 of W_a h_a, W_a normalised to sum 1.
    /// @param h  k, finite. [audio]
    void reconstruct(std::span<const float> h, Index first, Index count, std::span<float> out) const noexcept;

private:
    friend class FrameSolver;
    struct Data;
    std::unique_ptr<Data> data_;
};

/// Solves min over h >= 0 of D_KL(v || W h) + sum_a l1_a h_a by multiplicative updates (Lee & Seung 2001; the
/// sparse form as in Virtanen 2007, eq. 11 with a linear penalty): h <- h (W^T (v / (W h))) / (1 + l1).
///
/// W's columns are normalised to sum 1, so that h is in units of v's sums: h_a is what atom a adds to the sum
/// of the frame. One l1 for all atoms therefore only scales h; different ones favour the atoms with the
/// smaller.
class FrameSolver {
public:
    /// Sizes the scratch memory for a basis; allocates [main].
    void prepare(const PackedBasis& basis);

    /// @param basis  the one of prepare(), or one of the same size
    /// @param v   m, magnitudes. What is not a number or below 1e-18 is taken as 0, what is above 1e18 as
    /// 1e18
    /// @param l1  k, non-negative and finite: penalty of each atom (0.1 shrinks its share by a tenth)
    /// @param h   k, start in, solution out. Zeros stay zero; others stay above a floor of 1e-18, so that no
    /// atom is locked out of the next frame's warm start Never allocates. [audio]
    void solveKl(const PackedBasis& basis, std::span<const float> v, std::span<const float> l1,
                 std::span<float> h, int iterations) noexcept;

private:
    std::vector<float> scratch_;
};

} // namespace winnow::nmf
