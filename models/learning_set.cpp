// SPDX-License-Identifier: GPL-3.0-or-later
/// Speech and noises embedded into the program (embedded.S).
#include "models/learning_set.h"

extern "C" {
extern const std::byte winnow_learning_speech_begin[];
extern const std::byte winnow_learning_speech_end[];
extern const std::byte winnow_learning_noise_begin[];
extern const std::byte winnow_learning_noise_end[];
extern const std::byte winnow_learning_set_begin[];
extern const std::byte winnow_learning_set_end[];
}

namespace winnow::models {

std::span<const std::byte> learningSpeech() noexcept {
    return {winnow_learning_speech_begin, winnow_learning_speech_end};
}

std::span<const std::byte> learningNoise() noexcept {
    return {winnow_learning_noise_begin, winnow_learning_noise_end};
}

std::span<const std::byte> learningSet() noexcept {
    return {winnow_learning_set_begin, winnow_learning_set_end};
}

} // namespace winnow::models
