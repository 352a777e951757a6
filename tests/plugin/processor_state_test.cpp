// SPDX-License-Identifier: GPL-3.0-or-later
/// Sessions, presets, A and B, undo of controls.
#include "plugin/engine/presets.h"
#include "tests/plugin/run_processor.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_signals.h"

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

using namespace winnow;
using namespace winnow::test;

namespace {

juce::MemoryBlock stateOf(plugin::Processor& processor) {
    juce::MemoryBlock block;
    processor.getStateInformation(block);
    return block;
}

void restore(plugin::Processor& processor, const juce::MemoryBlock& block) {
    processor.setStateInformation(block.getData(), static_cast<int>(block.getSize()));
}

bool learnFrom(plugin::Processor& processor, const std::function<bool()>& start) {
    const auto before = processor.session().setup().model;
    if (!start()) return false;
    for (int i = 0; i < 5000 && processor.session().setup().model == before; ++i) {
        processor.applyChanges();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return processor.session().setup().model != before;
}

} // namespace

TEST_CASE("A session saved and opened elsewhere sounds the same, with what it learned") {
    const HostSpec host{16000, 1};
    const Channels sound{noisySpeech(16000, 16000)};
    const auto first = makeProcessor(syntheticModel());
    prepare(*first, host);
    play(*first, host, {whiteNoise(40000, 0.1F)});
    REQUIRE(learnFrom(*first, [&] { return first->learnFromInput(2, "Fan"); }));
    set(*first, "amount", 17);
    set(*first, "noise_1", 40);
    first->session().renameNoise(0, "Something");
    first->rememberWindowSize(800, 520);

    const auto second = makeFactoryProcessor();
    restore(*second, stateOf(*first));
    CHECK(second->parameters().values() == first->parameters().values());
    CHECK(second->session().setup().allNoises() == first->session().setup().allNoises());
    CHECK(second->windowSize() == juce::Point<int>(800, 520));
    prepare(*first, host);
    prepare(*second, host);
    CHECK(play(*second, host, sound).main == play(*first, host, sound).main);
    CHECK(stateOf(*second) == stateOf(*first));
}

TEST_CASE("A noise is learned from a recording dropped in") {
    const TempDir folder;
    writeWav(folder / "fan.wav", whiteNoise(32000, 0.1F), 16000);
    const auto processor = makeProcessor(syntheticModel());
    REQUIRE(learnFrom(*processor, [&] { return processor->learnFromFile(folder / "fan.wav", "fan"); }));
    CHECK(processor->session().setup().isLearned("fan"));
    REQUIRE(processor->learnFromFile(folder / "missing.wav", "x"));
    for (int i = 0; i < 2000 && processor->session().notice().find("missing.wav") == std::string::npos; ++i) {
        processor->applyChanges();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    CHECK(processor->session().notice().find("missing.wav") != std::string::npos);
}

TEST_CASE("Learning before any sound is refused in words") {
    const auto processor = makeProcessor(syntheticModel());
    CHECK_FALSE(processor->learnFromInput(5, "x"));
    CHECK(processor->session().notice().find("start the audio") != std::string::npos);
}

TEST_CASE("Bytes that are no session change nothing and are named") {
    const auto processor = makeProcessor(syntheticModel());
    set(*processor, "amount", 42);
    const auto before = stateOf(*processor);
    const auto good = before.toString();
    processor->setStateInformation("nonsense", 8);
    CHECK(stateOf(*processor) == before);
    CHECK(processor->session().notice().find("not saved by Winnow") != std::string::npos);
    processor->setStateInformation(nullptr, 0);
    CHECK(stateOf(*processor) == before);
    for (const auto size : {std::size_t{20}, before.getSize() - 1, before.getSize() / 2}) {
        processor->setStateInformation(before.getData(), static_cast<int>(size));
        CHECK(processor->parameters().amount->get() == 42.0F);
    }
}

TEST_CASE("A stored session of the first version opens") {
    std::ifstream file(std::string(WINNOW_TEST_DATA) + "/sessions/version1.state", std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto processor = makeProcessor(syntheticModel());
    processor->setStateInformation(bytes.data(), static_cast<int>(bytes.size()));
    CHECK(processor->parameters().amount->get() == 17.5F);
    CHECK(processor->parameters().noiseLevels[1]->get() == 25.0F);
    CHECK(processor->session().setup().reference.kind == plugin::ModelReference::Kind::Factory);
    CHECK(processor->session().setup().model != nullptr);
}

TEST_CASE("A session whose model file is missing passes audio, names the file and keeps the reference") {
    plugin::SessionState state;
    state.model = {plugin::ModelReference::Kind::File, "fan", "/nonexistent/fan.winnow", "abc"};
    const auto bytes = plugin::serialise(state);
    const auto processor = makeProcessor(syntheticModel());
    processor->setStateInformation(bytes.data(), static_cast<int>(bytes.size()));
    CHECK(processor->status().find("No model, passing through:") == 0);
    CHECK(processor->status().find("fan.winnow") != std::string::npos);
    const juce::MemoryBlock saved = stateOf(*processor);
    const auto again =
        plugin::parseSession({static_cast<const std::byte*>(saved.getData()), saved.getSize()});
    CHECK(again.model.file == "/nonexistent/fan.winnow");
    CHECK(again.model.hash == "abc");
}

TEST_CASE("Presets set what they name, reset the rest, and leave bypass, link and latency alone") {
    const auto processor = makeProcessor(syntheticModel());
    CHECK(plugin::factoryPresets().size() >= 6);
    for (const plugin::Preset& preset : plugin::factoryPresets()) {
        CHECK(!preset.purpose.empty());
        for (const auto& [id, value] : preset.values) {
            REQUIRE(processor->parameters().values().count(id) == 1);
            CHECK_FALSE(plugin::isKeptByPresets(id));
        }
        set(*processor, "link", 0);
        set(*processor, "bypass", 1);
        set(*processor, "output", 2);
        processor->choosePreset(preset.name);
        const auto values = processor->parameters().values();
        for (const auto& [id, value] : preset.values)
            CHECK(values.at(id) == value);
        CHECK(values.at("output") == 0.0F);
        CHECK(values.at("link") == 0.0F);
        CHECK(values.at("bypass") == 1.0F);
        CHECK(processor->presetName() == preset.name);
    }
    processor->choosePreset("Default");
    CHECK(processor->parameters().amount->get() == separation::constants::defaultAmountDb);
}

TEST_CASE("A and B are two settings; B begins as A") {
    const auto processor = makeProcessor(syntheticModel());
    set(*processor, "amount", 10);
    processor->switchSetting();
    CHECK(processor->isSettingB());
    CHECK(processor->parameters().amount->get() == 10.0F);
    set(*processor, "amount", 60);
    set(*processor, "bypass", 1);
    processor->switchSetting();
    CHECK(processor->parameters().amount->get() == 10.0F);
    CHECK(processor->parameters().bypass->get());
    processor->switchSetting();
    CHECK(processor->parameters().amount->get() == 60.0F);
}

TEST_CASE("A gesture is one step of undo; automation is none") {
    const auto processor = makeProcessor(syntheticModel());
    auto& amount = *processor->parameters().amount;
    amount = 77; // as a host's automation does
    CHECK_FALSE(processor->undo().canUndo());
    amount.beginChangeGesture();
    amount = 40;
    amount = 20;
    amount.endChangeGesture();
    amount.beginChangeGesture();
    amount.endChangeGesture(); // nothing moved
    REQUIRE(processor->undo().undo());
    CHECK(amount.get() == 77.0F);
    CHECK_FALSE(processor->undo().canUndo());
    REQUIRE(processor->undo().redo());
    CHECK(amount.get() == 20.0F);
    restore(*processor, stateOf(*processor));
    processor->applyChanges();
    CHECK_FALSE(processor->undo().canUndo());
}
