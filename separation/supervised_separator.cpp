// SPDX-License-Identifier: GPL-3.0-or-later
/// The plain engine: supervised NMF with a fixed dictionary.
#include "separation/supervised_separator.h"

#include "separation/constants.h"
#include "separation/magnitude_frames.h"
#include "separation/mask.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace winnow::separation {

namespace {

/// A mean of the known band below this is no basis for a mask, though there may be sound above the band.
constexpr float leastLevel = 1e-15F;

/// Multiplicative updates in one step of a frame's work.
constexpr int updatesAStep = 2;

/// A share kept from frame to frame, given for one hop, for another hop.
float perHop(float share, double hops) {
    return static_cast<float>(std::pow(static_cast<double>(share), hops));
}

} // namespace

SupervisedSeparator::SupervisedSeparator(Dictionary dictionary, FrontEnd frontEnd, NmfSettings settings)
    : dictionary_(std::move(dictionary)), frontEnd_(frontEnd), settings_(settings) {
    settings_.validate();
}

void SupervisedSeparator::packBasis(const FrameSpec& spec) {
    const nmf::Matrix<float> atoms = dictionary_.onBins(spec.sampleRate, spec.frameSize);
    known_ = static_cast<std::size_t>(atoms.rows());

    atomOf_.clear();
    noiseEnd_.clear();
    for (const GroupKind kind : {GroupKind::Speech, GroupKind::Noise}) {
        for (const AtomGroup& group : dictionary_.groups()) {
            if (group.kind != kind) continue;
            for (int a = group.first; a < group.first + group.count; ++a)
                if (atoms.col(a).maxCoeff() > 0.0F) atomOf_.push_back(a);
            if (kind == GroupKind::Noise) noiseEnd_.push_back(std::ssize(atomOf_));
        }
        if (kind == GroupKind::Speech) speechCount_ = atomOf_.size();
    }
    if (atomOf_.empty()) {
        basis_ = nmf::PackedBasis();
        return;
    }
    const auto count = static_cast<Eigen::Index>(atomOf_.size());
    nmf::Matrix<float> packed = nmf::Matrix<float>::Ones(atoms.rows(), count + (isTracking() ? 1 : 0));
    for (Eigen::Index i = 0; i < count; ++i)
        packed.col(i) = atoms.col(atomOf_[static_cast<std::size_t>(i)]).array() +
                        constants::atomFloor / static_cast<float>(atoms.rows());
    basis_ = nmf::PackedBasis(packed);
    solver_.prepare(basis_);
}

void SupervisedSeparator::prepare(const FrameSpec& spec) {
    packBasis(spec);
    silentPower_ = silentPowerSum();
    const double hops = static_cast<double>(spec.hop) * frontEnd_.overlap / spec.frameSize;
    keep_ = perHop(settings_.maskSmoothing, hops);
    decisionWeight_ = perHop(settings_.decisionDirected, hops);
    const auto columns = static_cast<std::size_t>(basis_.atoms());
    l1_.assign(columns, settings_.noiseSparsity);
    std::fill_n(l1_.begin(), speechCount_, settings_.speechSparsity);
    if (isTracking()) l1_.back() = 0.0F;
    h_.assign(columns, 0.0F);
    tracker_.prepare(static_cast<int>(known_), hops);
    magnitude_.assign(static_cast<std::size_t>(spec.bins()), 0.0F);
    for (std::vector<float>* values :
         {&v_, &speech_, &noise_, &biasedNoise_, &groupNoise_, &kept_, &gain_, &smoothed_, &trackedAtom_})
        values->assign(known_, 0.0F);
    decision_.prepare(static_cast<int>(known_));
    activations_.assign(static_cast<std::size_t>(dictionary_.atomCount()), 0.0F);
    reset();
}

void SupervisedSeparator::reset() noexcept {
    std::fill(gain_.begin(), gain_.end(), 1.0F); // silence before the first sound passes
    std::fill(activations_.begin(), activations_.end(), 0.0F);
    decision_.reset();
    tracker_.reset();
    hasPast_ = false;
}

void SupervisedSeparator::setControls(const SeparationControls& controls) noexcept {
    controls_ = sanitised(controls, {});
    noiseBias_ = std::pow(10.0F, -controls_.sensitivityDb / 20.0F);
}

/// Fills magnitude_. @returns the mean over the known bins, 0 for silence
float SupervisedSeparator::readMagnitudes(std::span<const float> power) noexcept {
    double powerSum = 0;
    for (std::size_t k = 0; k < magnitude_.size(); ++k) {
        const float p = std::isfinite(power[k]) ? std::max(power[k], 0.0F) : 0.0F;
        powerSum += static_cast<double>(p);
        magnitude_[k] = std::sqrt(p);
    }
    const double sum = std::accumulate(magnitude_.begin(), magnitude_.begin() + std::ssize(v_), 0.0);
    const float level = static_cast<float>(sum / static_cast<double>(known_));
    return powerSum > silentPower_ && level > leastLevel ? level : 0.0F;
}

/// Makes the last atom the noise as tracked. @returns its part of the frame's sum, in units of the level
float SupervisedSeparator::trackNoise(float level) noexcept {
    if (controls_.followNoise || !hasPast_) tracker_.update(std::span(magnitude_).first(known_));
    const float floor = constants::atomFloor * level;
    float sum = 0;
    for (std::size_t k = 0; k < known_; ++k) {
        trackedAtom_[k] = settings_.trackedNoise * tracker_.minimum()[k] + floor;
        sum += trackedAtom_[k];
    }
    basis_.setAtom(basis_.atoms() - 1, trackedAtom_);
    return sum / level;
}

/// Starts the activations of the frame, in units of its level.
void SupervisedSeparator::start() noexcept {
    for (std::size_t k = 0; k < known_; ++k)
        v_[k] = magnitude_[k] / level_;

    // After any update sum_a (1 + l1_a) h_a = sum_k v_k: a start with the frame's sum is at the right level
    // at once.
    const float sum = static_cast<float>(known_);
    const float past = std::accumulate(h_.begin(), h_.end(), 0.0F);
    const float warm = hasPast_ && past > 0.0F ? settings_.warmStart : 0.0F;
    const float uniform =
        (1.0F - warm) * sum / static_cast<float>(h_.size()); // above 0: no atom is locked out
    for (float& h : h_)
        h = uniform + (warm > 0.0F ? warm * sum / past * h : 0.0F);
    if (isTracking()) h_.back() = constants::trackedStart * std::min(sum, trackNoise(level_));
}

void SupervisedSeparator::updateMask() noexcept {
    for (std::size_t k = 0; k < known_; ++k)
        biasedNoise_[k] = noiseBias_ * noise_[k];
    wienerMask(speech_, biasedNoise_, settings_.maskExponent, gain_);
    if (decisionWeight_ > 0.0F)
        decision_.process(v_, biasedNoise_, settings_.maskExponent, decisionWeight_, gain_);
    if (keep_ > 0.0F && hasPast_)
        smoothMask(smoothed_, keep_, gain_);
    else
        std::copy(gain_.begin(), gain_.end(), smoothed_.begin());
}

/// A share of what the mask removes comes back, as large as the noise groups' that are to stay. The
/// smoothing's memory knows nothing of it. The tracked atom goes with the first group.
void SupervisedSeparator::keepNoise() noexcept {
    std::fill(kept_.begin(), kept_.end(), 0.0F);
    auto first = static_cast<nmf::Index>(speechCount_);
    bool any = false;
    for (std::size_t g = 0; g < noiseEnd_.size() && g < controls_.noiseLevels.size(); ++g) {
        const float level = controls_.noiseLevels[g];
        const auto add = [&](nmf::Index from, nmf::Index count) {
            if (level <= 0.0F || count <= 0) return;
            basis_.reconstruct(h_, from, count, groupNoise_);
            for (std::size_t k = 0; k < known_; ++k)
                kept_[k] += level * groupNoise_[k];
            any = true;
        };
        add(first, noiseEnd_[g] - first);
        if (g == 0 && isTracking()) add(basis_.atoms() - 1, 1);
        first = noiseEnd_[g];
    }
    if (!any) return;
    for (std::size_t k = 0; k < known_; ++k)
        if (noise_[k] > 0.0F) gain_[k] += (1.0F - gain_[k]) * std::min(1.0F, kept_[k] / noise_[k]);
}

float SupervisedSeparator::carriedGain() const noexcept {
    const auto width = std::max<std::size_t>(
        1, static_cast<std::size_t>(constants::carriedShare * static_cast<double>(known_)));
    float weighted = 0;
    float weights = 0;
    for (std::size_t k = known_ - width; k < known_; ++k) {
        const float weight = magnitude_[k] + leastLevel; // so that the mean exists without any sound there
        weighted += weight * gain_[k];
        weights += weight;
    }
    return weighted / weights;
}

void SupervisedSeparator::writeParts(SeparatedFrame out) const noexcept {
    for (std::size_t k = 0; k < known_; ++k) {
        out.gain[k] = gain_[k];
        out.speech[k] = level_ * speech_[k];
        out.noise[k] = level_ * noise_[k];
    }
    const float carried = carriedGain();
    for (std::size_t k = known_; k < magnitude_.size(); ++k) {
        out.gain[k] = carried;
        out.speech[k] = carried * magnitude_[k];
        out.noise[k] = (1.0F - carried) * magnitude_[k];
    }
}

int SupervisedSeparator::steps() const noexcept {
    return (settings_.iterations + updatesAStep - 1) / updatesAStep;
}

double SupervisedSeparator::stepCost(int) const noexcept {
    return 2.0 * updatesAStep * static_cast<double>(basis_.rows()) * static_cast<double>(basis_.atoms());
}

void SupervisedSeparator::processStep(int step, std::span<const float> power, SeparatedFrame out) noexcept {
    if (step == 0) {
        level_ = readMagnitudes(power);
        if (atomOf_.empty()) level_ = 0.0F;
        if (level_ > 0.0F) start();
    }
    if (level_ > 0.0F)
        solver_.solveKl(basis_, v_, l1_, h_,
                        std::min(updatesAStep, settings_.iterations - step * updatesAStep));
    if (step + 1 == steps()) finish(out);
}

void SupervisedSeparator::finish(SeparatedFrame out) noexcept {
    if (level_ > 0.0F) {
        const auto speechCount = static_cast<nmf::Index>(speechCount_);
        basis_.reconstruct(h_, 0, speechCount, speech_);
        basis_.reconstruct(h_, speechCount, basis_.atoms() - speechCount, noise_);
        updateMask();
        keepNoise();
        for (std::size_t a = 0; a < atomOf_.size(); ++a)
            activations_[static_cast<std::size_t>(atomOf_[a])] = level_ * h_[a];
        hasPast_ = true;
    } else {
        std::fill(activations_.begin(), activations_.end(), 0.0F);
        std::fill(speech_.begin(), speech_.end(), 0.0F);
        std::fill(noise_.begin(), noise_.end(), 0.0F);
    }
    writeParts(out);
}

} // namespace winnow::separation
