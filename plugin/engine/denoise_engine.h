// SPDX-License-Identifier: GPL-3.0-or-later
/// Everything between the host's buffers: denoiser, dry path, exchange of models, outputs, what the window
/// shows.
#pragma once

#include "plugin/engine/capture_ring.h"
#include "plugin/engine/clip_player.h"
#include "plugin/engine/controls.h"
#include "plugin/engine/denoiser_voice.h"
#include "plugin/engine/display_feed.h"
#include "plugin/engine/handover.h"
#include "plugin/engine/output_mixer.h"
#include "plugin/engine/sample_delay.h"

#include <array>
#include <memory>
#include <vector>

namespace winnow::plugin {

/// Where a block goes; each bus is null or one pointer a channel, which may be null.
template <class Sample> struct EngineBuses {
    Sample* const* main = nullptr;
    Sample* const* speech = nullptr; ///< stem
    Sample* const* noise = nullptr;  ///< stem
};

/// prepare / reset / process, in single and double precision. No DSP of its own.
class DenoiseEngine {
public:
    static constexpr double capturedSeconds = 12; ///< of the input, kept for learning

    DenoiseEngine();
    ~DenoiseEngine();

    /// Allocates. The latency is the voice's until the next prepare. Drops what was offered. [main], no audio
    /// meanwhile
    void prepare(std::unique_ptr<DenoiserVoice> voice, const EngineControls& controls);
    void reset() noexcept; ///< forgets all sound, ends all ramps [audio]

    /// Will take over from the present voice without a click: it listens for a moment, then the two are
    /// crossfaded; at once where nothing has sounded since prepare or reset. Dropped if it is not for this
    /// rate, channel count and latency. [any but audio]
    void offer(std::unique_ptr<DenoiserVoice> voice);
    /// Frees what was replaced or played. [any but audio]
    void collect() noexcept {
        exchange_.collect();
        preview.collect();
    }

    void setControls(const EngineControls& controls) noexcept; ///< [audio]
    /// Any number of samples. Inputs may be outputs. Never allocates, locks, does I/O or throws. [audio]
    template <class Sample>
    void process(const Sample* const* in, const EngineBuses<Sample>& out, int samples) noexcept;

    int latency() const noexcept { return latency_; }        ///< samples; constant between two prepares [any]
    const VoiceSpec& spec() const noexcept { return spec_; } ///< as prepared [main]
    /// Of the voice that is heard. [audio]
    const VoiceSpec& currentSpec() const noexcept { return current_->spec(); }
    bool isPrepared() const noexcept { return current_ != nullptr; }

    CaptureRing captured; ///< the input, mean over channels
    DisplayFeed display;
    ClipPlayer preview; ///< heard in the main output

private:
    static constexpr std::size_t chunk = separation::constants::chunkSamples;
    struct Lane {
        std::array<float, chunk> in, clean, noise, nextClean, nextNoise;
    };

    template <class Sample> void take(const Sample* const* in, std::size_t start, std::size_t count) noexcept;
    void acceptOffer() noexcept;
    void separate(std::size_t count) noexcept;
    void fade(std::size_t count) noexcept;
    template <class Sample>
    void give(const EngineBuses<Sample>& out, std::size_t start, std::size_t count) noexcept;
    template <class Sample>
    void addPreview(Sample* const* main, std::size_t start, std::size_t count) noexcept;
    void show(std::size_t count) noexcept;
    template <class Sample> SampleDelay<Sample>& delay() noexcept;

    Handover<DenoiserVoice> exchange_;
    std::unique_ptr<DenoiserVoice> current_, next_; // audio thread's
    bool isFresh_ = true;                           // nothing has sounded yet
    int untilFade_ = 0, fadeLeft_ = 0, listenSamples_ = 0, fadeSamples_ = 1;

    VoiceSpec spec_;
    int latency_ = 0;
    EngineControls controls_;
    OutputMixer mixer_;
    SampleDelay<float> delayFloat_;
    SampleDelay<double> delayDouble_;
    std::vector<Lane> lanes_;
    std::vector<const float*> in_;
    std::vector<float*> clean_, noise_, nextClean_, nextNoise_;
    std::array<float, chunk> mono_{}, monoClean_{};
    int untilFrame_ = 0, frameSamples_ = 1;
};

} // namespace winnow::plugin
