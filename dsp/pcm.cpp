// SPDX-License-Identifier: GPL-3.0-or-later
/// Samples between float and the integers and bytes of PCM.
#include "dsp/pcm.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

namespace winnow::dsp {

namespace {

std::uint64_t loadLittleEndian(const std::byte* bytes, int count) noexcept {
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i)
        value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    return value;
}

void storeLittleEndian(std::uint64_t value, std::byte* bytes, int count) noexcept {
    for (int i = 0; i < count; ++i)
        bytes[i] = static_cast<std::byte>(value >> (8 * i) & 0xFFU);
}

} // namespace

int bytesPerSample(SampleFormat format) {
    switch (format) {
    case SampleFormat::Pcm8:
        return 1;
    case SampleFormat::Pcm16:
        return 2;
    case SampleFormat::Pcm24:
        return 3;
    case SampleFormat::Pcm32:
    case SampleFormat::Float32:
        return 4;
    case SampleFormat::Float64:
        return 8;
    case SampleFormat::Vorbis:
    case SampleFormat::Opus:
    case SampleFormat::Mp3:
    case SampleFormat::Other:
        break;
    }
    return 0;
}

std::int32_t quantise(float sample, int bits, std::int64_t& clipped) noexcept {
    if (std::isnan(sample)) return 0;
    if (std::abs(sample) > 1.0F) ++clipped;
    const auto unit = static_cast<double>(std::int64_t{1} << (bits - 1));
    // Limited before the conversion, which is undefined beyond the integer's range.
    const double scaled = std::clamp(static_cast<double>(sample) * unit, -unit, unit - 1.0);
    const auto level = static_cast<std::int64_t>(std::lrint(scaled));
    return static_cast<std::int32_t>(level * (std::int64_t{1} << (32 - bits)));
}

float limitToFullScale(float sample, std::int64_t& clipped) noexcept {
    if (std::isnan(sample)) return 0.0F;
    if (std::abs(sample) <= 1.0F) return sample;
    ++clipped;
    return std::copysign(1.0F, sample);
}

void decodePcm(std::span<const std::byte> bytes, SampleFormat format, std::span<float> out) noexcept {
    const int size = bytesPerSample(format);
    assert(size > 0);
    const std::byte* next = bytes.data();
    for (float& sample : out) {
        const std::uint64_t word = loadLittleEndian(next, size);
        if (format == SampleFormat::Float32) {
            sample = std::bit_cast<float>(static_cast<std::uint32_t>(word));
        } else if (format == SampleFormat::Float64) {
            sample = static_cast<float>(std::bit_cast<double>(word));
        } else {
            // The bits at the top of the word: the sign comes out right, and one scale serves every width.
            const auto level = static_cast<std::int32_t>(static_cast<std::uint32_t>(word << (32 - 8 * size)));
            sample = static_cast<float>(level) * 0x1p-31F;
        }
        next += size;
    }
}

void encodePcm(std::span<const float> samples, SampleFormat format, std::vector<std::byte>& bytes,
               std::int64_t& clipped) {
    const int size = bytesPerSample(format);
    assert(size > 0);
    bytes.resize(samples.size() * static_cast<std::size_t>(size));
    std::byte* next = bytes.data();
    for (const float sample : samples) {
        std::uint64_t word = 0;
        if (format == SampleFormat::Float32) {
            word = std::bit_cast<std::uint32_t>(sample);
        } else if (format == SampleFormat::Float64) {
            word = std::bit_cast<std::uint64_t>(static_cast<double>(sample));
        } else {
            word = static_cast<std::uint32_t>(quantise(sample, 8 * size, clipped)) >> (32 - 8 * size);
        }
        storeLittleEndian(word, next, size);
        next += size;
    }
}

} // namespace winnow::dsp
