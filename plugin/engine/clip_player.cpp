// SPDX-License-Identifier: GPL-3.0-or-later
/// Adds a short sound to the output when the window asks for it.
#include "plugin/engine/clip_player.h"

#include <algorithm>
#include <utility>

namespace winnow::plugin {

ClipPlayer::~ClipPlayer() {
    const std::unique_ptr<Clip> unplayed(offered_.exchange(nullptr));
    collect();
}

void ClipPlayer::play(Clip clip) {
    collect();
    const std::unique_ptr<Clip> unplayed(
        offered_.exchange(new Clip(std::move(clip)), std::memory_order_acq_rel));
}

void ClipPlayer::collect() noexcept {
    const std::unique_ptr<Clip> played(retired_.exchange(nullptr, std::memory_order_acq_rel));
}

/// Takes a new clip only where there is a place for the old one.
void ClipPlayer::take() noexcept {
    if (offered_.load(std::memory_order_relaxed) == nullptr) return;
    if (current_) {
        if (retired_.load(std::memory_order_acquire) != nullptr) return;
        retired_.store(current_.release(), std::memory_order_release);
    }
    current_.reset(offered_.exchange(nullptr, std::memory_order_acq_rel));
    position_ = 0;
}

const float* ClipPlayer::next(std::size_t& count) noexcept {
    take();
    if (!current_ || position_ >= current_->size()) return nullptr;
    const float* const samples = current_->data() + position_;
    count = std::min(count, current_->size() - position_);
    position_ += count;
    return samples;
}

} // namespace winnow::plugin
