// SPDX-License-Identifier: GPL-3.0-or-later
/// Hands prepared voices to the audio thread and takes the old ones back, without waiting on either side.
#pragma once

#include "plugin/engine/denoiser_voice.h"

#include <atomic>
#include <memory>

namespace winnow::plugin {

/// One consumer (the audio thread), any number of producers. What is offered replaces what was offered and
/// not yet taken; what is retired is freed by collect(), never on the audio thread.
class VoiceExchange {
public:
    VoiceExchange() = default;
    ~VoiceExchange();
    VoiceExchange(const VoiceExchange&) = delete;
    VoiceExchange& operator=(const VoiceExchange&) = delete;

    void offer(std::unique_ptr<DenoiserVoice> voice) noexcept; ///< [any but audio]
    void collect() noexcept;                                   ///< frees what was retired [any but audio]
    void clear() noexcept; ///< frees what was offered or retired [any but audio]

    /// What was offered last, now the caller's; null if there is nothing new, or if the voice retired before
    /// has not been collected: then there would be no place for the next one. [audio]
    DenoiserVoice* take() noexcept;
    /// Gives a voice up. After take() has returned one there is room for exactly one. [audio]
    void retire(DenoiserVoice* voice) noexcept;

private:
    std::atomic<DenoiserVoice*> offered_{nullptr};
    std::atomic<DenoiserVoice*> retired_{nullptr};
};

} // namespace winnow::plugin
