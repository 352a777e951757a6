// SPDX-License-Identifier: GPL-3.0-or-later
/// Between this library's names of formats and libsndfile's codes. For dsp/ only.
#pragma once

#include "dsp/audio_file.h"

#include <sndfile.h>

namespace winnow::dsp {

/// libsndfile's code, SF_FORMAT_* of container and sample format together; 0 where libsndfile has none. [any]
int sndfileFormat(Container container, SampleFormat sampleFormat);

/// What an opened file holds. Containers that libsndfile reads and this library does not write (NIST SPHERE,
/// VOC, ...) count as Wav, companded and other rare encodings as Other. [any]
AudioFormat audioFormat(const SF_INFO& info);

} // namespace winnow::dsp
