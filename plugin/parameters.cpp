// SPDX-License-Identifier: GPL-3.0-or-later
/// The plugin's parameters.
#include "plugin/parameters.h"

#include "separation/constants.h"

#include <cmath>
#include <memory>

namespace winnow::plugin {

namespace {

constexpr int firstVersion = 1; // of parameter ids, not of the program

using Attributes = juce::AudioParameterFloatAttributes;

/// The number a text begins with, whatever unit follows; text without one is given to `words` first.
float numberIn(const juce::String& text, float otherwise) {
    const juce::String trimmed = text.trim().replaceCharacter(',', '.');
    return trimmed.containsAnyOf("0123456789") ? trimmed.getFloatValue() : otherwise;
}

/// As many decimals as the step needs: "30", "7.5".
juce::String shortNumber(float value) {
    const float tenths = std::round(value * 10.0F) / 10.0F;
    return tenths == std::round(tenths) ? juce::String(static_cast<int>(tenths)) : juce::String(tenths, 1);
}

Attributes withUnit(const juce::String& unit) {
    return Attributes()
        .withLabel(unit)
        .withStringFromValueFunction([](float value, int) { return shortNumber(value); })
        .withValueFromStringFunction([](const juce::String& text) { return numberIn(text, 0.0F); });
}

Attributes amountAttributes() {
    constexpr float most = separation::constants::noLimitAmountDb;
    return Attributes()
        .withLabel("dB")
        .withStringFromValueFunction(
            [](float value, int) { return value >= most ? juce::String("no limit") : shortNumber(value); })
        .withValueFromStringFunction([](const juce::String& text) { return numberIn(text, most); });
}

template <class Parameter, class... Arguments>
Parameter* add(juce::AudioProcessor& processor, const char* id, Arguments&&... arguments) {
    auto parameter = std::make_unique<Parameter>(juce::ParameterID(id, firstVersion),
                                                 std::forward<Arguments>(arguments)...);
    Parameter* const raw = parameter.get();
    processor.addParameter(parameter.release());
    return raw;
}

juce::NormalisableRange<float> range(float least, float most, float step) {
    return {least, most, step};
}

} // namespace

Parameters::Parameters(juce::AudioProcessor& p) {
    using namespace separation::constants;
    amount = add<juce::AudioParameterFloat>(p, "amount", "Amount", range(0, noLimitAmountDb, 0.5F),
                                            defaultAmountDb, amountAttributes());
    sensitivity = add<juce::AudioParameterFloat>(p, "sensitivity", "Sensitivity",
                                                 range(-largestSensitivityDb, largestSensitivityDb, 0.5F),
                                                 0.0F, withUnit("dB"));
    mix = add<juce::AudioParameterFloat>(p, "mix", "Mix", range(0, 100, 1), 100.0F, withUnit("%"));
    output =
        add<juce::AudioParameterChoice>(p, "output", "Output", juce::StringArray{"Clean", "Noise", "Dry"}, 0);
    adapt = add<juce::AudioParameterBool>(p, "adapt", "Adapt", true);
    for (int i = 0; i < noiseCount; ++i) {
        const juce::String number(i + 1);
        noiseLevels[static_cast<std::size_t>(i)] =
            add<juce::AudioParameterFloat>(p, ("noise_" + number).toRawUTF8(), "Noise " + number + " Level",
                                           range(0, 100, 1), 0.0F, withUnit("%"));
    }
    link = add<juce::AudioParameterBool>(p, "link", "Channel Link", true);
    latency =
        add<juce::AudioParameterChoice>(p, "latency", "Latency Mode", juce::StringArray{"Standard", "Low"}, 0,
                                        juce::AudioParameterChoiceAttributes().withAutomatable(false));
    outputGain = add<juce::AudioParameterFloat>(p, "output_gain", "Output Gain", range(-24, 24, 0.5F), 0.0F,
                                                withUnit("dB"));
    bypass = add<juce::AudioParameterBool>(p, "bypass", "Bypass", false);

    for (auto* parameter : p.getParameters())
        if (auto* ranged = dynamic_cast<juce::RangedAudioParameter*>(parameter))
            byId_[ranged->getParameterID().toStdString()] = ranged;
}

EngineControls Parameters::controls(unsigned muted) const noexcept {
    EngineControls controls;
    controls.denoiser.amountDb = amount->get();
    controls.denoiser.separation.sensitivityDb = sensitivity->get();
    controls.denoiser.separation.followNoise = adapt->get();
    for (std::size_t i = 0; i < noiseLevels.size(); ++i) {
        const bool stays = (muted >> i & 1U) != 0;
        controls.denoiser.separation.noiseLevels[i] = stays ? 1.0F : noiseLevels[i]->get() / 100.0F;
    }
    controls.output = static_cast<OutputChoice>(output->getIndex());
    controls.mix = mix->get() / 100.0F;
    controls.outputGainDb = outputGain->get();
    controls.bypass = bypass->get();
    return controls;
}

LatencyMode Parameters::latencyMode() const noexcept {
    return static_cast<LatencyMode>(latency->getIndex());
}

std::map<std::string, float> Parameters::values() const {
    std::map<std::string, float> values;
    for (const auto& [id, parameter] : byId_)
        values[id] = parameter->convertFrom0to1(parameter->getValue());
    return values;
}

void Parameters::setValues(const std::map<std::string, float>& values) {
    for (const auto& [id, value] : values) {
        const auto found = byId_.find(id);
        if (found == byId_.end() || !std::isfinite(value)) continue;
        juce::RangedAudioParameter& parameter = *found->second;
        const auto& limits = parameter.getNormalisableRange();
        const float normalised = parameter.convertTo0to1(juce::jlimit(limits.start, limits.end, value));
        if (normalised != parameter.getValue()) parameter.setValueNotifyingHost(normalised);
    }
}

} // namespace winnow::plugin
