// SPDX-License-Identifier: GPL-3.0-or-later
/// Speech and noises embedded into the program, with which a user's own noise is learned.
#pragma once

#include <cstddef>
#include <span>

namespace winnow::models {

/// Ogg Opus, mono, 16 kHz: clips of many voices one after the other. [any]
std::span<const std::byte> learningSpeech() noexcept;
/// The same of many kinds of noise. [any]
std::span<const std::byte> learningNoise() noexcept;
/// JSON: {"rate", "speech": [{"group", "first", "count", "source", "licence"}, ...], "noise": [...]}, first
/// and count in samples. [any]
std::span<const std::byte> learningSet() noexcept;

} // namespace winnow::models
