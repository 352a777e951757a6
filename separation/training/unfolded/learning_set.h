// SPDX-License-Identifier: GPL-3.0-or-later
/// The speech and the noises that ship inside the program, as sources of mixtures.
#pragma once

#include "separation/training/unfolded/source_audio.h"

namespace winnow::separation::unfolded {

struct LearningSet {
    SourceSet speech, noise;
};

/// Decoded at the first call, then kept: 37 MB.
/// @throws std::runtime_error where libsndfile cannot decode Opus. [any thread but audio]
const LearningSet& learningSet();

} // namespace winnow::separation::unfolded
