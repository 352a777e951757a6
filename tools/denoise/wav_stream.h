// SPDX-License-Identifier: GPL-3.0-or-later
/// WAV through pipes, where a library that goes back and forth in the file cannot follow.
#pragma once

#include "dsp/audio_file.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace winnow::tools {

/// What the header of a WAV stream says.
struct WavStream {
    dsp::AudioFormat format; ///< Pcm16 .. Float64; frames is -1 where the header leaves the length open
    std::int64_t mostFrames =
        -1; ///< samples end here at the latest, other chunks may follow; -1: at the stream's end
};

/// Fills the span, or as much of it as there is before the stream ends; returns the bytes read. [main]
using ReadBytes = std::function<std::size_t(std::span<std::uint8_t>)>;

/// Reads up to the first sample, and no byte further. Sizes of 0 and 0xFFFFFFFF, and those from 0x7FFF0000
/// on, which programs write that do not know the length, leave it open.
/// @throws dsp::AudioFileError: not a WAV stream, damaged, or samples other than 16, 24, 32 bit integers and
/// floats
WavStream readWavStreamHeader(const ReadBytes& read);

/// The header that stands before raw little-endian samples (RIFF WAVE; `fact` chunk for floats). Where the
/// length is unknown (frames < 0) or above 4 GiB, sizes are 0xFFFFFFFF, which readers of streams take as
/// "until the end".
/// @param format  Pcm16, Pcm24, Pcm32, Float32 or Float64  @throws std::invalid_argument otherwise. [any]
std::vector<std::uint8_t> wavStreamHeader(const dsp::AudioFormat& format);

} // namespace winnow::tools
