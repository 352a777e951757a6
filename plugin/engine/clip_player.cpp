// SPDX-License-Identifier: GPL-3.0-or-later
/// Adds a short sound to the output when the window asks for it.
#include "plugin/engine/clip_player.h"

#include <algorithm>
#include <utility>

namespace winnow::plugin {

void ClipPlayer::play(Clip clip) {
    handover_.offer(std::make_unique<Clip>(std::move(clip)));
}

const float* ClipPlayer::next(std::size_t& count) noexcept {
    if (handover_.exchange(current_)) position_ = 0;
    if (!current_ || position_ >= current_->size()) return nullptr;
    const float* const samples = current_->data() + position_;
    count = std::min(count, current_->size() - position_);
    position_ += count;
    return samples;
}

} // namespace winnow::plugin
