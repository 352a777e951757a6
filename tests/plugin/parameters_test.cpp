// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/constants.h"
#include "tests/plugin/run_processor.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"

#include <cmath>
#include <limits>
#include <map>
#include <string>

using namespace winnow;
using namespace winnow::test;

TEST_CASE("Parameter ids are those that sessions hold: they never change") {
    const auto processor = makeProcessor(syntheticModel());
    std::map<std::string, int> versions;
    for (auto* parameter : processor->getParameters()) {
        const auto* ranged = dynamic_cast<juce::RangedAudioParameter*>(parameter);
        REQUIRE(ranged != nullptr);
        versions[ranged->getParameterID().toStdString()] = ranged->getVersionHint();
    }
    const std::map<std::string, int> expected{
        {"amount", 1},      {"sensitivity", 1}, {"mix", 1},     {"output", 1},  {"adapt", 1},
        {"noise_1", 1},     {"noise_2", 1},     {"noise_3", 1}, {"noise_4", 1}, {"noise_5", 1},
        {"noise_6", 1},     {"noise_7", 1},     {"noise_8", 1}, {"link", 1},    {"latency", 1},
        {"output_gain", 1}, {"bypass", 1}};
    CHECK(versions == expected);
}

TEST_CASE("Defaults are the command line's") {
    const auto processor = makeProcessor(syntheticModel());
    const plugin::EngineControls controls = processor->parameters().controls(0);
    CHECK(controls.denoiser == separation::DenoiserControls{});
    CHECK(controls == plugin::EngineControls{});
    CHECK(processor->parameters().amount->get() == separation::constants::defaultAmountDb);
    CHECK(processor->parameters().latencyMode() == plugin::LatencyMode::Standard);
    CHECK(processor->parameters().link->get());
}

TEST_CASE("Every value survives its text, numbers with and without their unit") {
    const auto processor = makeProcessor(syntheticModel());
    for (auto* parameter : processor->getParameters()) {
        INFO(parameter->getName(64));
        const bool isSwitch = dynamic_cast<juce::AudioParameterBool*>(parameter) != nullptr;
        const bool isNumber = dynamic_cast<juce::AudioParameterFloat*>(parameter) != nullptr;
        for (float value = 0; value <= 1.0F; value += isSwitch ? 1.0F : 0.125F) {
            parameter->setValue(value);
            const float snapped = parameter->getValue();
            const juce::String text = parameter->getText(snapped, 64);
            CHECK(text.isNotEmpty());
            CHECK(parameter->getValueForText(text) == Approx(snapped).margin(1e-5));
            if (isNumber)
                CHECK(parameter->getValueForText(" " + text + " " + parameter->getLabel()) ==
                      Approx(snapped).margin(1e-5));
        }
    }
}

TEST_CASE("Text a person may type is understood") {
    const auto processor = makeProcessor(syntheticModel());
    auto& p = processor->parameters();
    const auto valueOf = [](juce::RangedAudioParameter& parameter, const char* text) {
        return parameter.convertFrom0to1(parameter.getValueForText(text));
    };
    CHECK(valueOf(*p.amount, "12.5 dB") == Approx(12.5F));
    CHECK(valueOf(*p.amount, "12,5") == Approx(12.5F));
    CHECK(valueOf(*p.amount, "no limit") == Approx(100.0F));
    CHECK(valueOf(*p.amount, "400") == Approx(100.0F));
    CHECK(valueOf(*p.sensitivity, "-7") == Approx(-7.0F));
    CHECK(valueOf(*p.mix, "50%") == Approx(50.0F));
    CHECK(p.amount->getCurrentValueAsText() == "30");
    *p.amount = 100;
    CHECK(p.amount->getCurrentValueAsText() == "no limit");
}

TEST_CASE("A muted noise stays whole, whatever its level says") {
    const auto processor = makeProcessor(syntheticModel());
    set(*processor, "noise_1", 25);
    set(*processor, "noise_2", 75);
    const auto levels = processor->parameters().controls(0b101).denoiser.separation.noiseLevels;
    CHECK(levels[0] == 1.0F);
    CHECK(levels[1] == 0.75F);
    CHECK(levels[2] == 1.0F);
    CHECK(levels[3] == 0.0F);
}

TEST_CASE("Values that are none, unknown ids and values beyond the range do no harm") {
    const auto processor = makeProcessor(syntheticModel());
    const auto before = processor->parameters().values();
    processor->parameters().setValues(
        {{"amount", std::nanf("")}, {"mix", std::numeric_limits<float>::infinity()}, {"nobody", 3.0F}});
    CHECK(processor->parameters().values() == before);
    processor->parameters().setValues({{"amount", 1e9F}, {"sensitivity", -1e9F}});
    CHECK(processor->parameters().amount->get() == 100.0F);
    CHECK(processor->parameters().sensitivity->get() == -20.0F);
}

TEST_CASE("Only the latency mode cannot be automated") {
    const auto processor = makeProcessor(syntheticModel());
    for (auto* parameter : processor->getParameters())
        CHECK(parameter->isAutomatable() == (parameter != processor->parameters().latency));
    CHECK(processor->getBypassParameter() == processor->parameters().bypass);
}
