// SPDX-License-Identifier: GPL-3.0-or-later
/// A few multiplicative updates with trained parameters: NMF as one layer of a network (deep unfolding;
/// Hershey, Le Roux & Weninger 2014).
#pragma once

#include "nmf/aligned_buffer.h"
#include "nmf/packed_matrix.h"
#include "nmf/types.h"

#include <span>
#include <vector>

namespace winnow::nmf {

/// A layer's trained parameters. D rows, K atoms, L updates; nb dynamic atoms on the first B rows (both may
/// be 0).
struct UnfoldedParameters {
    Matrix<float> W;          ///< D x K
    std::vector<float> u;     ///< D: weights of the rows in the divergence; u^T W is 1 for every atom
    std::vector<float> prior; ///< K, sums to 1: shape of the starting activations
    std::vector<float> kap;   ///< K: gain in proportion to the starting activation; keeps an atom from dying
    std::vector<float> den;   ///< K: 1 / (1 + penalty + kap)
    std::vector<float> eta;   ///< L: exponents of the updates; above 1 is over-relaxation
    float eps = 1e-4F;        ///< added to the data and to the approximation
    Matrix<float> dynamicBands;      ///< B x nb: shapes of the dynamic atoms
    std::vector<float> dynamicStart; ///< nb: their starting activations
    std::vector<float> dynamicDen;   ///< nb: their denominators
};

/// The parameters packed for the kernels. Immutable, so that any number of threads may read it.
class UnfoldedLayer {
public:
    UnfoldedLayer() = default;
    /// Allocates. @throws InvalidInput for sizes that do not fit together, negative or non-finite values.
    /// [main]
    explicit UnfoldedLayer(UnfoldedParameters parameters);

    Index rows() const noexcept { return W_.rows(); }             ///< D
    Index atoms() const noexcept { return W_.columns(); }         ///< K
    Index dynamicRows() const noexcept { return dynamicRows_; }   ///< B
    Index dynamicAtoms() const noexcept { return dynamicAtoms_; } ///< nb

private:
    friend class UnfoldedSolver;
    PackedMatrix W_;
    std::vector<float> u_, prior_, kap_, den_, eta_;
    std::vector<float> startShape_; // W prior
    float eps_ = 0;
    Index dynamicRows_ = 0, dynamicAtoms_ = 0;
    std::vector<float> dynamicBands_; // row-major
    std::vector<float> dynamicStart_, dynamicDen_;
};

/// Runs a layer's updates on one frame: weighted Kullback-Leibler, from a start in proportion to the data.
///
///     v += eps; h0 = (u.v) prior; h = h0; beta = dynamicStart
///     L times: Lam = W h + n .* (bands beta) + eps; Q = v ./ Lam
///              rr = max((W^T (u .* Q) + kap .* h0) .* den, 1e-6)
///              beta = beta .* (bands^T (u .* Q .* n) + 0.1) .* dynamicDen
///              h = h .* rr^eta
///
/// The first approximation is a multiple of W prior, which is known before; each later update reads W once.
/// Steps and activations are bounded (factors e^-60 .. e^30, activations 1e-30 .. 1e15), far outside what
/// real data do, so that hostile data stay finite and free of denormals.
class UnfoldedSolver {
public:
    /// Sizes the scratch memory; allocates. @param slices  pieces of an update, at least 1. [main]
    void prepare(const UnfoldedLayer& layer, int slices = 1);

    /// @param v     D: data, non-negative and finite
    /// @param n     B: amplitude of the dynamic atoms on each row
    /// @param h     K, out: activations
    /// @param beta  nb, out: activations of the dynamic atoms
    /// Never allocates. [audio]
    void solve(const UnfoldedLayer& layer, std::span<const float> v, std::span<const float> n,
               std::span<float> h, std::span<float> beta) noexcept;

    /// The same in steps() steps, 0, 1, ... in turn with the same arguments, to spread the work over time:
    /// the rows of W in `slices` parts, update by update. The same bits whatever the slices. [audio]
    void solveStep(const UnfoldedLayer& layer, int step, std::span<const float> v, std::span<const float> n,
                   std::span<float> h, std::span<float> beta) noexcept;

    int steps() const noexcept { return updates_ * slices_; }
    /// Multiplications of a step, for dividing the time: the first update reads W once, each later one twice.
    double stepCost(int step) const noexcept { return (step < slices_ ? 1.0 : 2.0) * weights_ / slices_; }

private:
    void start(const UnfoldedLayer& layer, std::span<const float> v, std::span<const float> n,
               std::span<float> beta) noexcept;
    void addDynamic(const UnfoldedLayer& layer, std::span<const float> n,
                    std::span<const float> beta) noexcept;
    void updateDynamic(const UnfoldedLayer& layer, std::span<const float> n, std::span<float> beta) noexcept;
    void updateActivations(const UnfoldedLayer& layer, float total, float eta) noexcept;

    AlignedBuffer<float> uv_, extra_, ratio_; // padded rows
    AlignedBuffer<float> h_, gain_;           // padded atoms
    std::vector<float> dynamicGain_;
    int updates_ = 0, slices_ = 1;
    double weights_ = 0; // elements of W
    float total_ = 0;    // u.v
};

} // namespace winnow::nmf
