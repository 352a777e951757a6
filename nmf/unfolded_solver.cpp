// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/unfolded_solver.h"

#include "nmf/invalid_input.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace winnow::nmf {

namespace {

constexpr float smallestStep = 1e-6F;             // below, an atom would die and denormals would appear
constexpr float lowestLog = -60, highestLog = 30; // of one step
constexpr float lowestActivation = 1e-30F, highestActivation = 1e25F;
constexpr float dynamicBias = 0.1F; // keeps the dynamic atoms alive, like kap the others

using ConstArray = Eigen::Map<const Eigen::ArrayXf>;
using Array = Eigen::Map<Eigen::ArrayXf>;

void requireSize(std::size_t size, Index wanted, const char* name) {
    if (static_cast<Index>(size) != wanted)
        throw InvalidInput(std::string("Unfolded layer: ") + name + " has " + std::to_string(size) +
                           " values, expected " + std::to_string(wanted) + ".");
}

void requireNonNegative(const float* values, std::size_t count, const char* name) {
    for (std::size_t i = 0; i < count; ++i)
        if (!(values[i] >= 0) || !std::isfinite(values[i]))
            throw InvalidInput(std::string("Unfolded layer: ") + name +
                               " has a negative, NaN or infinite value.");
}

void requireNonNegative(const std::vector<float>& values, const char* name) {
    requireNonNegative(values.data(), values.size(), name);
}

void check(const UnfoldedParameters& p) {
    if (p.W.rows() < 1 || p.W.cols() < 1) throw InvalidInput("Unfolded layer: W is empty.");
    requireSize(p.u.size(), p.W.rows(), "u");
    requireSize(p.prior.size(), p.W.cols(), "prior");
    requireSize(p.kap.size(), p.W.cols(), "kap");
    requireSize(p.den.size(), p.W.cols(), "den");
    requireSize(p.dynamicStart.size(), p.dynamicBands.cols(), "dynamicStart");
    requireSize(p.dynamicDen.size(), p.dynamicBands.cols(), "dynamicDen");
    if (p.eta.empty()) throw InvalidInput("Unfolded layer: eta is empty; at least one update is needed.");
    if (p.dynamicBands.rows() > p.W.rows())
        throw InvalidInput("Unfolded layer: more dynamic rows than rows of W.");
    if (!(p.eps > 0) || !std::isfinite(p.eps)) throw InvalidInput("Unfolded layer: eps must be positive.");
    requireNonNegative(p.W.data(), static_cast<std::size_t>(p.W.size()), "W");
    requireNonNegative(p.dynamicBands.data(), static_cast<std::size_t>(p.dynamicBands.size()),
                       "dynamicBands");
    requireNonNegative(p.u, "u");
    requireNonNegative(p.prior, "prior");
    requireNonNegative(p.kap, "kap");
    requireNonNegative(p.den, "den");
    for (const float eta : p.eta)
        if (!std::isfinite(eta)) throw InvalidInput("Unfolded layer: eta holds NaN or infinity.");
    requireNonNegative(p.dynamicStart, "dynamicStart");
    requireNonNegative(p.dynamicDen, "dynamicDen");
}

ConstArray array(const std::vector<float>& x) {
    return {x.data(), static_cast<Index>(x.size())};
}

} // namespace

UnfoldedLayer::UnfoldedLayer(UnfoldedParameters p) {
    check(p);
    W_ = PackedMatrix(p.W);
    const Eigen::VectorXf shape = p.W * array(p.prior).matrix();
    startShape_.assign(shape.begin(), shape.end());
    u_ = std::move(p.u);
    prior_ = std::move(p.prior);
    kap_ = std::move(p.kap);
    den_ = std::move(p.den);
    eta_ = std::move(p.eta);
    eps_ = p.eps;
    dynamicRows_ = p.dynamicBands.rows();
    dynamicAtoms_ = p.dynamicBands.cols();
    for (Index i = 0; i < dynamicRows_; ++i)
        for (Index j = 0; j < dynamicAtoms_; ++j)
            dynamicBands_.push_back(p.dynamicBands(i, j));
    dynamicStart_ = std::move(p.dynamicStart);
    dynamicDen_ = std::move(p.dynamicDen);
}

void UnfoldedSolver::prepare(const UnfoldedLayer& layer) {
    for (auto* buffer : {&uv_, &extra_, &ratio_})
        *buffer = AlignedBuffer<float>(layer.W_.paddedRows());
    for (auto* buffer : {&h_, &gain_})
        *buffer = AlignedBuffer<float>(layer.W_.paddedColumns());
    dynamicGain_.assign(static_cast<std::size_t>(layer.dynamicAtoms_), 0.0F);
}

void UnfoldedSolver::solve(const UnfoldedLayer& layer, std::span<const float> v, std::span<const float> n,
                           std::span<float> h, std::span<float> beta) noexcept {
    const Index rows = layer.rows(), atoms = layer.atoms();
    const kernels::RowKernels& kernel = kernels::rowKernels(simdLevel());
    Array uv(uv_.data(), rows), extra(extra_.data(), rows), ratio(ratio_.data(), rows),
        start(h_.data(), atoms);
    uv = array(layer.u_) * (ConstArray(v.data(), rows) + layer.eps_);
    const float total = uv.sum();
    start = total * array(layer.prior_);
    std::copy(layer.dynamicStart_.begin(), layer.dynamicStart_.end(), beta.begin());

    bool first = true;
    for (const float eta : layer.eta_) {
        std::fill_n(extra_.data(), extra_.size(), layer.eps_);
        addDynamic(layer, n, beta);
        if (first) {
            ratio = uv / (extra + total * array(layer.startShape_));
            kernel.multiplyTransposed(layer.W_.view(), ratio_.data(), gain_.data());
        } else {
            kernel.ratio(
                {layer.W_.view(), uv_.data(), extra_.data(), h_.data(), ratio_.data(), gain_.data()});
        }
        first = false;
        updateDynamic(layer, n, beta);
        updateActivations(layer, total, eta);
    }
    std::copy_n(h_.data(), atoms, h.begin());
}

void UnfoldedSolver::addDynamic(const UnfoldedLayer& layer, std::span<const float> n,
                                std::span<const float> beta) noexcept {
    const float* bands = layer.dynamicBands_.data();
    for (std::size_t i = 0; i < static_cast<std::size_t>(layer.dynamicRows_); ++i) {
        float level = 0;
        for (const float b : beta)
            level += *bands++ * b;
        extra_.data()[i] += n[i] * level;
    }
}

void UnfoldedSolver::updateDynamic(const UnfoldedLayer& layer, std::span<const float> n,
                                   std::span<float> beta) noexcept {
    const float* bands = layer.dynamicBands_.data();
    std::fill(dynamicGain_.begin(), dynamicGain_.end(), dynamicBias);
    for (std::size_t i = 0; i < static_cast<std::size_t>(layer.dynamicRows_); ++i) {
        const float weight = ratio_.data()[i] * n[i];
        for (float& g : dynamicGain_)
            g += *bands++ * weight;
    }
    for (std::size_t j = 0; j < beta.size(); ++j)
        beta[j] *= dynamicGain_[j] * layer.dynamicDen_[j];
}

void UnfoldedSolver::updateActivations(const UnfoldedLayer& layer, float total, float eta) noexcept {
    Array h(h_.data(), layer.atoms()), gain(gain_.data(), layer.atoms());
    gain = ((gain + total * array(layer.kap_) * array(layer.prior_)) * array(layer.den_)).max(smallestStep);
    h = (h * (eta * gain.log()).max(lowestLog).min(highestLog).exp())
            .max(lowestActivation)
            .min(highestActivation);
}

} // namespace winnow::nmf
