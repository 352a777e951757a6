// SPDX-License-Identifier: GPL-3.0-or-later
/// Hands prepared voices to the audio thread and takes the old ones back.
#include "plugin/engine/voice_exchange.h"

#include <cassert>

namespace winnow::plugin {

static_assert(std::atomic<DenoiserVoice*>::is_always_lock_free);

VoiceExchange::~VoiceExchange() {
    clear();
}

void VoiceExchange::offer(std::unique_ptr<DenoiserVoice> voice) noexcept {
    const std::unique_ptr<DenoiserVoice> replaced(
        offered_.exchange(voice.release(), std::memory_order_acq_rel));
    collect();
}

void VoiceExchange::collect() noexcept {
    const std::unique_ptr<DenoiserVoice> old(retired_.exchange(nullptr, std::memory_order_acq_rel));
}

void VoiceExchange::clear() noexcept {
    const std::unique_ptr<DenoiserVoice> unused(offered_.exchange(nullptr, std::memory_order_acq_rel));
    collect();
}

DenoiserVoice* VoiceExchange::take() noexcept {
    if (offered_.load(std::memory_order_relaxed) == nullptr) return nullptr;
    if (retired_.load(std::memory_order_acquire) != nullptr) return nullptr;
    return offered_.exchange(nullptr, std::memory_order_acq_rel);
}

void VoiceExchange::retire(DenoiserVoice* voice) noexcept {
    assert(retired_.load() == nullptr && "one voice is taken at a time");
    retired_.store(voice, std::memory_order_release);
}

} // namespace winnow::plugin
