// SPDX-License-Identifier: GPL-3.0-or-later
/// The two-layer engine on its own band: 257 bins up to 8 kHz, one frame every 16 ms.
#pragma once

#include "nmf/packed_matrix.h"
#include "nmf/unfolded_solver.h"
#include "separation/layered/frame_views.h"
#include "separation/layered/layered_weights.h"
#include "separation/layered/noise_tracker.h"

#include <memory>
#include <span>
#include <vector>

namespace winnow::separation::layered {

/// A model's weights packed for the kernels. Immutable; shared between separators and threads.
class PackedWeights {
public:
    /// Allocates. @throws std::invalid_argument as checkWeights. [main]
    explicit PackedWeights(const LayeredWeights& weights);

    LayeredConfig config;
    Bands bands;
    nmf::UnfoldedLayer layer1, layer2;
    nmf::PackedMatrix speechSpectra, noiseSpectra; ///< R's columns of speech and of noise
    std::vector<float> decay;                      ///< traces x K1, row by row
    std::vector<float> tgain, over, e, c, off, dd;
};

/// What a frame is to be treated with.
struct CoreControls {
    float biasLog = 0;       ///< added to the mask's log-SNR: a user's sensitivity
    bool followNoise = true; ///< false: the noise tracker stands still once it has started
    float trainedLevel = 0;  ///< share of the trained noise atoms' part that stays in the output, 0 .. 1
    float trackedLevel = 0;  ///< the same for the tracked noise's part
    std::span<const float> expectedNoise = {}; ///< bins, power, negative where unknown; or empty
    float expectedWeight = 0;                  ///< how far the tracker is pulled towards it, 0 .. 1
};

/// Steps 1 to 13 of a frame, with their state in time.
class LayeredCore {
public:
    /// Allocates, plans. [main]
    explicit LayeredCore(std::shared_ptr<const PackedWeights> weights);

    /// Forgets the past. [audio]
    void reset() noexcept;

    /// One frame.
    /// @param power    bins: |X|^2, finite, non-negative; not silence, which would mislead noise tracker and
    /// level
    /// @param gain     bins, out: 0 .. 1. [audio]
    void process(std::span<const float> power, const CoreControls& controls, std::span<float> gain) noexcept {
        for (int step = 0; step < steps(); ++step)
            processStep(step, power, controls, gain);
    }

    /// The same in steps() steps, in turn with the same arguments; the gain is there after the last. [audio]
    void processStep(int step, std::span<const float> power, const CoreControls& controls,
                     std::span<float> gain) noexcept;
    int steps() const noexcept { return 2 + solver1_.steps() + solver2_.steps(); }
    double stepCost(int step) const noexcept; ///< see Separator

    bool started() const noexcept { return tracker_.started(); }

    /// Of the last frame, in the specification's names. [audio]
    std::span<const float> q() const noexcept { return tracker_.noise(); }
    float level() const noexcept { return views_.level(); }
    std::span<const float> v1() const noexcept { return views_.input(); }
    std::span<const float> h1() const noexcept { return h1_; }
    std::span<const float> v2() const noexcept { return v2_; }
    std::span<const float> h2() const noexcept { return std::span(h2AndBeta_).first(h2Size()); }
    std::span<const float> beta() const noexcept { return std::span(h2AndBeta_).subspan(h2Size()); }
    std::span<const float> activations() const noexcept { return h2AndBeta_; } ///< h2, then beta

private:
    std::size_t h2Size() const noexcept { return static_cast<std::size_t>(weights_->config.atoms2()); }
    void buildSecondInput() noexcept;
    void buildParts() noexcept;
    void buildMask(float biasLog, std::span<float> gain) noexcept;
    void keepNoise(const CoreControls& controls, std::span<float> gain) noexcept;

    std::shared_ptr<const PackedWeights> weights_;
    NoiseTracker tracker_;
    FrameViews views_;
    nmf::UnfoldedSolver solver1_, solver2_;
    std::vector<float> h1_, traces_, v2_, h2AndBeta_;
    nmf::AlignedBuffer<float> speechActivations_, noiseActivations_; // padded for the products with R
    nmf::AlignedBuffer<float> speech_, noise_;                       // S, Nz; padded rows
    std::vector<float> trackedPart_;                                 // the tracked noise's share of Nz
    std::vector<float> previous_;                                    // prev of step 13
    std::vector<float> snr_;                                         // xi of this frame
    bool hasPrevious_ = false;
};

} // namespace winnow::separation::layered
