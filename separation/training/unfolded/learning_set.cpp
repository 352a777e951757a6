// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/learning_set.h"

#include "dsp/audio_file.h"
#include "models/learning_set.h"

#include <nlohmann/json.hpp>

#include <span>
#include <stdexcept>
#include <vector>

namespace winnow::separation::unfolded {
namespace {

SourceSet sources(std::span<const std::byte> file, const nlohmann::json& clips, SourceKind kind) {
    const dsp::AudioData audio = dsp::readAudio(file, "the built-in sounds to learn with");
    if (audio.format.channels != 1 || audio.format.sampleRate != static_cast<int>(sourceRate))
        throw std::runtime_error("the built-in sounds to learn with are not mono at 16 kHz");
    SourceSet set;
    for (const nlohmann::json& clip : clips) {
        const auto first = audio.samples.begin() + clip.at("first").get<std::ptrdiff_t>();
        const auto count = clip.at("count").get<std::ptrdiff_t>();
        if (count > audio.samples.end() - first)
            throw std::runtime_error("the built-in sounds to learn with are shorter than their list says");
        set.add(clip.at("group").get<std::string>(), makeClip(std::vector<float>(first, first + count)));
    }
    setChances(set, kind);
    return set;
}

LearningSet decode() {
    const std::span<const std::byte> bytes = models::learningSet();
    const auto* const text = reinterpret_cast<const char*>(bytes.data());
    const nlohmann::json list = nlohmann::json::parse(text, text + bytes.size());
    return {sources(models::learningSpeech(), list.at("speech"), SourceKind::Speech),
            sources(models::learningNoise(), list.at("noise"), SourceKind::Noise)};
}

} // namespace

const LearningSet& learningSet() {
    static const LearningSet set = decode();
    return set;
}

} // namespace winnow::separation::unfolded
