// SPDX-License-Identifier: GPL-3.0-or-later
/// The plain engine: supervised NMF with a fixed dictionary.
#pragma once

#include "nmf/frame_solver.h"
#include "separation/decision_directed.h"
#include "separation/dictionary.h"
#include "separation/minimum_tracker.h"
#include "separation/nmf_settings.h"
#include "separation/separator.h"

#include <vector>

namespace winnow::separation {

/// Explains each frame's magnitudes v as W h with the dictionary's atoms W held, and masks with the parts
/// (Smaragdis, Raj & Shashanka 2007; sparse: Virtanen 2007).
///
/// Level. h minimises D_KL(v || W h) + sum_a l1_a h_a, with columns of W that sum to 1. Both terms are
/// homogeneous of degree one: c v gives c h for any c > 0. So the penalty l1 has no unit and means the same
/// at every level: an atom stays in use only where it explains (1 + l1) times what it costs. v is divided by
/// its mean all the same, so that rounding and the solver's guard against division by zero do not depend on
/// the level either.
///
/// Bins above the dictionary's bandwidth have no atoms. They take one gain: the mean of the mask over the
/// uppermost quarter of the known band, weighted by magnitude, so that broadband sounds (fricatives, hiss)
/// keep their colour.
///
/// One more noise atom, where the settings ask for it, follows the room: each frame it is the tracked minimum
/// of the spectrum (separation/minimum_tracker.h), without a penalty. It is no atom of the dictionary and not
/// in activations().
///
/// Frames below -100 dBFS are digital silence: they keep the last mask and change nothing else.
class SupervisedSeparator final : public Separator {
public:
    /// @throws std::invalid_argument: settings out of range
    SupervisedSeparator(Dictionary dictionary, FrontEnd frontEnd, NmfSettings settings);

    void prepare(const FrameSpec& spec) override;
    void reset() noexcept override;
    void setControls(const SeparationControls& controls) noexcept override;
    void processStep(int step, std::span<const float> power, SeparatedFrame out) noexcept override;
    int steps() const noexcept override;
    double stepCost(int step) const noexcept override;
    std::span<const float> activations() const noexcept override { return activations_; }

private:
    void packBasis(const FrameSpec& spec);
    bool isTracking() const noexcept { return settings_.trackedNoise > 0 && !atomOf_.empty(); }
    float trackNoise(float level) noexcept;
    float readMagnitudes(std::span<const float> power) noexcept;
    void start() noexcept;
    void finish(SeparatedFrame out) noexcept;
    void updateMask() noexcept;
    void keepNoise() noexcept;
    float carriedGain() const noexcept;
    void writeParts(SeparatedFrame out) const noexcept;

    Dictionary dictionary_;
    FrontEnd frontEnd_;
    NmfSettings settings_;

    nmf::PackedBasis basis_; // speech atoms first, then noise; those with nothing in the band are left out
    nmf::FrameSolver solver_;
    std::vector<int> atomOf_;          // dictionary's atom of each column of the basis
    std::vector<nmf::Index> noiseEnd_; // of each noise group: the column behind its last
    std::size_t speechCount_ = 0;      // columns of the basis
    MinimumTracker tracker_;           // feeds the basis' last column, where it is tracking
    std::vector<float> trackedAtom_;
    std::size_t known_ = 0;  // bins that the dictionary covers
    double silentPower_ = 0; // frames with a lower power sum are digital silence
    float keep_ = 0;         // mask smoothing and decision-directed weight at the hop prepared for
    float decisionWeight_ = 0;
    float noiseBias_ = 1; // factor on the noise part, from the sensitivity
    SeparationControls controls_;
    float level_ = 0; // this frame's mean magnitude; 0: silence

    DecisionDirected decision_;
    std::vector<float> l1_, h_;
    std::vector<float> magnitude_; // of all bins, in the input's units
    std::vector<float> v_;         // of the known bins, divided by their mean
    std::vector<float> speech_, noise_, biasedNoise_, groupNoise_, kept_;
    std::vector<float> gain_; // last mask of the known bins
    std::vector<float> smoothed_;
    std::vector<float> activations_;
    bool hasPast_ = false; // h_ and smoothed_ hold a frame
};

} // namespace winnow::separation
