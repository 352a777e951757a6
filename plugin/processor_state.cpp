// SPDX-License-Identifier: GPL-3.0-or-later
/// What the processor saves and restores: sessions, presets, A and B, and recordings to learn from.
#include "dsp/audio_file.h"
#include "plugin/engine/presets.h"
#include "plugin/processor.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <span>

namespace winnow::plugin {

namespace {

constexpr double longestNoise = 60; // s; more teaches nothing new

/// The first minute at most, mean of the channels.
Recording readNoise(const std::filesystem::path& file) {
    dsp::AudioReader reader(file);
    const auto channels = static_cast<std::size_t>(reader.format().channels);
    Recording recording{{}, static_cast<double>(reader.format().sampleRate)};
    const auto most = static_cast<std::size_t>(longestNoise * recording.sampleRate);
    std::vector<float> block(4096 * channels);
    while (recording.samples.size() < most) {
        const std::int64_t frames = reader.read(block);
        if (frames <= 0) break;
        for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i) {
            float sum = 0;
            for (std::size_t c = 0; c < channels; ++c)
                sum += block[i * channels + c];
            recording.samples.push_back(sum / static_cast<float>(channels));
        }
    }
    return recording;
}

} // namespace

SessionState Processor::sessionState() const {
    const ModelSetup setup = session_.setup();
    SessionState state;
    state.parameters = parameters_.values();
    state.model = setup.reference;
    state.embeddedModel = setup.embedded;
    state.noises = setup.noises;
    state.windowWidth = windowWidth_;
    state.windowHeight = windowHeight_;
    state.isSettingB = isSettingB_;
    const std::scoped_lock lock(settingMutex_);
    state.otherSetting = otherSetting_;
    state.preset = preset_;
    return state;
}

void Processor::getStateInformation(juce::MemoryBlock& block) {
    const std::vector<std::byte> bytes = serialise(sessionState());
    block.replaceAll(bytes.data(), bytes.size());
}

void Processor::setStateInformation(const void* data, int size) {
    SessionState state;
    try {
        state =
            parseSession({static_cast<const std::byte*>(data), static_cast<std::size_t>(std::max(size, 0))});
    } catch (const StateError& error) {
        session_.say(error.what());
        return;
    }
    parameters_.setValues(state.parameters);
    {
        const std::scoped_lock lock(settingMutex_);
        otherSetting_ = state.otherSetting;
        preset_ = state.preset;
    }
    isSettingB_ = state.isSettingB;
    windowWidth_ = state.windowWidth;
    windowHeight_ = state.windowHeight;
    session_.restore(session_.library().resolve(state));
    isRestored_ = true;
}

void Processor::choosePreset(const std::string& name) {
    for (const Preset& preset : factoryPresets()) {
        if (preset.name != name) continue;
        std::map<std::string, float> values;
        for (auto* parameter : getParameters()) {
            auto* const ranged = dynamic_cast<juce::RangedAudioParameter*>(parameter);
            const std::string id = ranged->getParameterID().toStdString();
            if (!isKeptByPresets(id)) values[id] = ranged->convertFrom0to1(ranged->getDefaultValue());
        }
        for (const auto& [id, value] : preset.values)
            values[id] = value;
        parameters_.setValues(values);
        const std::scoped_lock lock(settingMutex_);
        preset_ = name;
        return;
    }
}

std::string Processor::presetName() const {
    const std::scoped_lock lock(settingMutex_);
    return preset_;
}

void Processor::switchSetting() {
    std::map<std::string, float> now = parameters_.values();
    std::erase_if(now, [](const auto& value) { return isKeptByPresets(value.first); });
    {
        const std::scoped_lock lock(settingMutex_);
        std::swap(now, otherSetting_);
    }
    isSettingB_ = !isSettingB_;
    parameters_.setValues(now); // nothing the first time: B begins as A
}

void Processor::rememberWindowSize(int width, int height) noexcept {
    windowWidth_ = width;
    windowHeight_ = height;
}

bool Processor::learnFromFile(const std::filesystem::path& file, const std::string& name) {
    return session_.learn([file] { return readNoise(file); }, name);
}

} // namespace winnow::plugin
