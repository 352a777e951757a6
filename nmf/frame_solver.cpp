// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/frame_solver.h"

#include "nmf/aligned_buffer.h"
#include "nmf/invalid_input.h"
#include "nmf/kernels/dispatch.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace winnow::nmf {

namespace {

using kernels::kFrameRows;
using kernels::kFrameTileAtoms;
using kernels::kFrameTileRows;

// Magnitudes beyond these are taken as 0 and as the largest: far outside any audio, and inside them no
// product or quotient of the kernel overflows or becomes denormal.
constexpr float kSmallest = 1e-18F;
constexpr float kLargest = 1e18F;
// The model is W h + kEpsilon * the frame's peak, so that nothing is divided by zero.
constexpr float kEpsilon = 1e-12F;

Index roundedUp(Index size, Index multiple) {
    return (size + multiple - 1) / multiple * multiple;
}

/// NaN becomes 0.
float sane(float x) noexcept {
    return x >= kSmallest ? std::min(x, kLargest) : 0.0F;
}

} // namespace

struct PackedBasis::Data {
    Index rows = 0;
    Index atoms = 0;
    Index paddedRows = 0;
    Index paddedAtoms = 0;
    AlignedBuffer<float> W; ///< in the tiles of kernels::FrameTask

    float& at(Index i, Index a) noexcept {
        const Index tile = i / kFrameTileRows * paddedAtoms / kFrameTileAtoms + a / kFrameTileAtoms;
        return W.data()[(tile * kFrameTileRows + i % kFrameTileRows) * kFrameTileAtoms + a % kFrameTileAtoms];
    }
};

PackedBasis::PackedBasis() : data_(std::make_unique<Data>()) {}
PackedBasis::~PackedBasis() = default;
PackedBasis::PackedBasis(PackedBasis&&) noexcept = default;
PackedBasis& PackedBasis::operator=(PackedBasis&&) noexcept = default;

PackedBasis::PackedBasis(const Eigen::Ref<const Eigen::MatrixXf>& W) : data_(std::make_unique<Data>()) {
    if (W.rows() < 1 || W.cols() < 1)
        throw InvalidInput("The basis W is empty; it needs at least one row and one atom.");
    data_->rows = W.rows();
    data_->atoms = W.cols();
    data_->paddedRows = roundedUp(W.rows(), kFrameRows);
    data_->paddedAtoms = roundedUp(W.cols(), kFrameTileAtoms);
    data_->W = AlignedBuffer<float>(data_->paddedRows * data_->paddedAtoms);
    for (Index a = 0; a < W.cols(); ++a) {
        double sum = 0;
        for (Index i = 0; i < W.rows(); ++i) {
            const float w = W(i, a);
            if (!(w >= 0) || !std::isfinite(w))
                throw InvalidInput("The basis W has a negative, NaN or infinite entry in atom " +
                                   std::to_string(a) + "; atoms must be non-negative and finite.");
            sum += static_cast<double>(w);
        }
        if (!(sum > 0))
            throw InvalidInput("Atom " + std::to_string(a) + " of the basis W is all zero; leave it out.");
        for (Index i = 0; i < W.rows(); ++i) {
            const double w = static_cast<double>(W(i, a)) / sum;
            data_->at(i, a) = w >= static_cast<double>(kSmallest) ? static_cast<float>(w) : 0;
        }
    }
}

void PackedBasis::setAtom(Index atom, std::span<const float> w) noexcept {
    float sum = 0;
    for (const float x : w)
        sum += x;
    if (!data_ || !(sum > 0)) return;
    const float scale = 1.0F / sum;
    for (Index i = 0; i < data_->rows; ++i)
        data_->at(i, atom) = sane(w[static_cast<std::size_t>(i)] * scale);
}

Index PackedBasis::rows() const noexcept {
    return data_ ? data_->rows : 0;
}
Index PackedBasis::atoms() const noexcept {
    return data_ ? data_->atoms : 0;
}

void PackedBasis::reconstruct(std::span<const float> h, Index first, Index count,
                              std::span<float> out) const noexcept {
    if (!data_) return;
    kernels::frameKernels(simdLevel())
        .reconstruct({data_->rows, data_->paddedAtoms, data_->W.data(), h.data(), first, count, out.data()});
}

void FrameSolver::prepare(const PackedBasis& basis) {
    if (!basis.data_) return;
    const auto size = static_cast<std::size_t>(basis.data_->paddedRows + 3 * basis.data_->paddedAtoms);
    scratch_.assign(size, 0.0F);
}

void FrameSolver::solveKl(const PackedBasis& basis, std::span<const float> v, std::span<const float> l1,
                          std::span<float> h, int iterations) noexcept {
    if (!basis.data_ || basis.data_->rows == 0) return;
    const PackedBasis::Data& data = *basis.data_;
    float* const frame = scratch_.data(); // paddedRows
    float* const activations = frame + data.paddedRows;
    float* const inverse = activations + data.paddedAtoms;
    float* const numerator = inverse + data.paddedAtoms;

    float peak = 0;
    for (Index i = 0; i < data.rows; ++i) {
        frame[i] = sane(v[static_cast<std::size_t>(i)]);
        peak = std::max(peak, frame[i]);
    }
    for (Index a = 0; a < data.atoms; ++a) {
        const auto at = static_cast<std::size_t>(a);
        activations[a] = h[at] > 0 ? std::clamp(h[at], kSmallest, kLargest) : 0.0F;
        inverse[a] = 1.0F / (1.0F + l1[at]);
    }
    const float epsilon = std::max(kEpsilon * peak, kSmallest);
    kernels::frameKernels(simdLevel())
        .solveKl({data.rows, data.paddedAtoms, data.W.data(), frame, inverse, activations, numerator, epsilon,
                  kSmallest, iterations});
    for (Index a = 0; a < data.atoms; ++a)
        h[static_cast<std::size_t>(a)] = activations[a];
}

} // namespace winnow::nmf
