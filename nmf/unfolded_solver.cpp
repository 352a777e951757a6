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
constexpr float lowestActivation = 1e-30F, highestActivation = 1e15F;
constexpr float highestGain = 1e30F; // of a numerator, so that no denominator makes it NaN
constexpr float dynamicBias = 0.1F;  // keeps the dynamic atoms alive, like kap the others

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

void UnfoldedSolver::prepare(const UnfoldedLayer& layer, int slices) {
    for (auto* buffer : {&uv_, &extra_, &ratio_})
        *buffer = AlignedBuffer<float>(layer.W_.paddedRows());
    for (auto* buffer : {&h_, &gain_})
        *buffer = AlignedBuffer<float>(layer.W_.paddedColumns());
    dynamicGain_.assign(static_cast<std::size_t>(layer.dynamicAtoms_), 0.0F);
    updates_ = static_cast<int>(layer.eta_.size());
    slices_ = slices;
    weights_ = static_cast<double>(layer.rows()) * static_cast<double>(layer.atoms());
}

void UnfoldedSolver::solve(const UnfoldedLayer& layer, std::span<const float> v, std::span<const float> n,
                           std::span<float> h, std::span<float> beta) noexcept {
    for (int step = 0; step < steps(); ++step)
        solveStep(layer, step, v, n, h, beta);
}

void UnfoldedSolver::start(const UnfoldedLayer& layer, std::span<const float> v, std::span<const float> n,
                           std::span<float> beta) noexcept {
    Array uv(uv_.data(), layer.rows());
    uv = array(layer.u_) * (ConstArray(v.data(), layer.rows()) + layer.eps_);
    total_ = uv.sum();
    Array(h_.data(), layer.atoms()) = total_ * array(layer.prior_);
    for (std::size_t j = 0; j < beta.size(); ++j)
        beta[j] = std::min(layer.dynamicStart_[j], highestActivation);
    addDynamic(layer, n, beta);
}

void UnfoldedSolver::solveStep(const UnfoldedLayer& layer, int step, std::span<const float> v,
                               std::span<const float> n, std::span<float> h, std::span<float> beta) noexcept {
    if (step == 0) start(layer, v, n, beta);
    const int update = step / slices_, slice = step % slices_;
    if (slice == 0) gain_.clear();

    const kernels::RowMatrix W = layer.W_.view();
    const Index blocks = W.rows / kernels::kRowBlock;
    const Index first = blocks * slice / slices_ * kernels::kRowBlock;
    const Index end = blocks * (slice + 1) / slices_ * kernels::kRowBlock;
    const kernels::RowMatrix part = {W.values + first * W.columns, end - first, W.columns};
    const kernels::RowKernels& kernel = kernels::rowKernels(simdLevel());
    float* const ratio = ratio_.data() + first;
    if (update == 0) { // W h is a multiple of W prior
        const Index rows = std::min(end, layer.rows()) - first;
        if (rows > 0)
            Array(ratio, rows) = ConstArray(uv_.data() + first, rows) /
                                 (ConstArray(extra_.data() + first, rows) +
                                  total_ * array(layer.startShape_).segment(first, rows));
        kernel.addTransposed(part, ratio, gain_.data());
    } else {
        kernel.ratio({part, uv_.data() + first, extra_.data() + first, h_.data(), ratio, gain_.data()});
    }
    if (slice + 1 < slices_) return;

    updateDynamic(layer, n, beta);
    updateActivations(layer, total_, layer.eta_[static_cast<std::size_t>(update)]);
    if (update + 1 < updates_)
        addDynamic(layer, n, beta);
    else
        std::copy_n(h_.data(), layer.atoms(), h.begin());
}

/// What is added to W h: eps, and the dynamic atoms.
void UnfoldedSolver::addDynamic(const UnfoldedLayer& layer, std::span<const float> n,
                                std::span<const float> beta) noexcept {
    std::fill_n(extra_.data(), extra_.size(), layer.eps_);
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
        beta[j] = std::min(beta[j] * std::min(dynamicGain_[j], highestGain / highestActivation) *
                               layer.dynamicDen_[j],
                           highestActivation);
}

void UnfoldedSolver::updateActivations(const UnfoldedLayer& layer, float total, float eta) noexcept {
    Array h(h_.data(), layer.atoms()), gain(gain_.data(), layer.atoms());
    gain = ((gain + total * array(layer.kap_) * array(layer.prior_)).min(highestGain) * array(layer.den_))
               .max(smallestStep);
    h = (h * (eta * gain.log()).max(lowestLog).min(highestLog).exp())
            .max(lowestActivation)
            .min(highestActivation);
}

} // namespace winnow::nmf
