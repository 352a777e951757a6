// SPDX-License-Identifier: GPL-3.0-or-later
/// Samples between float and the integers and bytes of PCM. For dsp/ only.
#pragma once

#include "dsp/audio_file.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace winnow::dsp {

/// Bytes of one sample of an uncompressed format; 0 for the compressed ones. [any]
int bytesPerSample(SampleFormat format);

/// Rounds to the nearest multiple of 2^-(bits-1) and limits to what `bits` hold. NaN gives 0.
/// @param clipped  raised by one for a sample beyond full scale
/// @return the integer in the upper `bits` bits, as libsndfile wants it, the rest zero. [any]
std::int32_t quantise(float sample, int bits, std::int64_t& clipped) noexcept;

/// For encoders that take floats: NaN gives 0, beyond full scale is limited and counted. [any]
float limitToFullScale(float sample, std::int64_t& clipped) noexcept;

/// Little-endian bytes to floats of full scale 1; the 8-bit format is signed.
/// @param bytes  out.size() * bytesPerSample(format). [any]
void decodePcm(std::span<const std::byte> bytes, SampleFormat format, std::span<float> out) noexcept;

/// Floats to little-endian bytes, the inverse of decodePcm.
/// @param bytes  resized to samples.size() * bytesPerSample(format); @param clipped  as in quantise. [main]
void encodePcm(std::span<const float> samples, SampleFormat format, std::vector<std::byte>& bytes,
               std::int64_t& clipped);

} // namespace winnow::dsp
