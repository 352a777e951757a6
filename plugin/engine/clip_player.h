// SPDX-License-Identifier: GPL-3.0-or-later
/// Adds a short sound to the output when the window asks for it, without waiting on either side.
#pragma once

#include "plugin/engine/handover.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace winnow::plugin {

class ClipPlayer {
public:
    using Clip = std::vector<float>;

    /// Plays from its start; a clip under way ends at once if it has not ended. [any but audio]
    void play(Clip clip);
    void collect() noexcept { handover_.collect(); } ///< frees what has been played [any but audio]

    /// The next `count` samples of the clip, null where none plays; valid until the next call. [audio]
    const float* next(std::size_t& count) noexcept;

private:
    Handover<Clip> handover_;
    std::unique_ptr<Clip> current_; // the audio thread's
    std::size_t position_ = 0;
};

} // namespace winnow::plugin
