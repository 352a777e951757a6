// SPDX-License-Identifier: GPL-3.0-or-later
/// Metadata from and to an open sound file. For dsp/ only.
#pragma once

#include "dsp/audio_file.h"

#include <sndfile.h>

namespace winnow::dsp {

/// What of AudioMetadata the file holds. [main]
AudioMetadata readMetadata(SNDFILE* file, int channels);

/// To be called before the first sample is written. What the container does not know is left out. [main]
void writeMetadata(SNDFILE* file, const AudioMetadata& metadata);

} // namespace winnow::dsp
