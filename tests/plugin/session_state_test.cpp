// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/engine/session_state.h"
#include "tests/support/catch.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

using namespace winnow::plugin;

namespace {

std::vector<std::byte> container(const std::string& json, std::size_t length, const std::string& model = {}) {
    std::string text = "WINNOWST";
    for (int i = 0; i < 8; ++i)
        text += static_cast<char>(length >> (8 * i) & 0xFF);
    text += json + model;
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> container(const std::string& json) {
    return container(json, json.size());
}

SessionState example() {
    SessionState state;
    state.parameters = {{"amount", 12.5F}, {"mix", 0.1F}};
    state.otherSetting = {{"amount", 30.0F}};
    state.isSettingB = true;
    state.preset = "Podcast";
    state.model = {ModelReference::Kind::Embedded, "speech + Fan", "", std::string(64, 'a')};
    state.embeddedModel = {std::byte{1}, std::byte{2}, std::byte{255}};
    state.noises = {{"Fan", "Ventilator \xc3\xbc", true}, {"noise", "noise", false}};
    state.windowWidth = 900;
    state.windowHeight = 500;
    return state;
}

std::vector<std::byte> stored(const std::string& name) {
    std::ifstream file(std::string(WINNOW_TEST_DATA) + "/sessions/" + name, std::ios::binary);
    REQUIRE(file);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

void checkSame(const SessionState& a, const SessionState& b) {
    CHECK(a.parameters == b.parameters);
    CHECK(a.otherSetting == b.otherSetting);
    CHECK(a.isSettingB == b.isSettingB);
    CHECK(a.preset == b.preset);
    CHECK(a.model.kind == b.model.kind);
    CHECK(a.model.name == b.model.name);
    CHECK(a.model.file == b.model.file);
    CHECK(a.model.hash == b.model.hash);
    CHECK(a.embeddedModel == b.embeddedModel);
    CHECK(a.noises == b.noises);
    CHECK(a.windowWidth == b.windowWidth);
    CHECK(a.windowHeight == b.windowHeight);
}

} // namespace

TEST_CASE("A session comes back from its bytes as it was") {
    checkSame(parseSession(serialise(example())), example());
    checkSame(parseSession(serialise({})), {});
    CHECK(serialise(example()) == serialise(example()));
}

TEST_CASE("A session of version 1 opens: parameters and model, the rest as new") {
    const SessionState state = parseSession(stored("version1.state"));
    CHECK(state.parameters.at("amount") == 17.5F);
    CHECK(state.parameters.at("bypass") == 0.0F);
    CHECK(state.parameters.size() == 17);
    CHECK(state.model.kind == ModelReference::Kind::Factory);
    CHECK(state.noises.empty());
    CHECK(state.windowWidth == 0);
}

TEST_CASE("A session of version 2 opens as it was saved") {
    const SessionState state = parseSession(stored("version2.state"));
    checkSame(state, example());
}

TEST_CASE("A session from a later version is refused, and says why") {
    CHECK_THROWS_WITH(parseSession(container(R"({"version": 3})")), Catch::Contains("later version"));
}

TEST_CASE("Hostile sessions are refused, whatever is wrong with them") {
    const std::string good = R"({"version":2,"parameters":{},"other_setting":{},"is_setting_b":false,)"
                             R"("preset":"","model":{"kind":"factory","name":"","file":"","hash":""},)"
                             R"("noises":[],"window":{"width":0,"height":0}})";
    CHECK_NOTHROW(parseSession(container(good)));
    const auto replaced = [&](const std::string& what, const std::string& with) {
        std::string bad = good;
        bad.replace(bad.find(what), what.size(), with);
        return container(bad);
    };
    CHECK_THROWS_AS(parseSession({}), StateError);
    CHECK_THROWS_AS(parseSession(container(good, std::size_t(-1))), StateError);
    CHECK_THROWS_AS(parseSession(container(good, good.size() + 1)), StateError);
    CHECK_THROWS_AS(parseSession(container(good, good.size(), "model nobody announced")), StateError);
    CHECK_THROWS_AS(parseSession(container("[]")), StateError);
    CHECK_THROWS_AS(parseSession(container("{}")), StateError);
    CHECK_THROWS_AS(parseSession(container(std::string(5000, '['))), StateError);
    CHECK_THROWS_AS(parseSession(replaced(R"("version":2)", R"("version":-1)")), StateError);
    CHECK_THROWS_AS(parseSession(replaced(R"("version":2)", R"("version":"2")")), StateError);
    CHECK_THROWS_AS(parseSession(replaced(R"("parameters":{})", R"("parameters":{"amount":"x"})")),
                    StateError);
    CHECK_THROWS_AS(parseSession(replaced(R"("parameters":{})", R"("parameters":[1])")), StateError);
    CHECK_THROWS_AS(parseSession(replaced("factory", "embedded")), StateError);
    CHECK_THROWS_AS(parseSession(replaced("factory", "telepathy")), StateError);
    CHECK_THROWS_AS(parseSession(replaced(R"("noises":[])", R"("noises":[{}])")), StateError);
    CHECK_THROWS_AS(parseSession(replaced(R"("preset":"")", R"("preset":7)")), StateError);
    CHECK_THROWS_AS(parseSession(replaced(R"("preset":"")", "\"preset\":\"" + std::string(5000, 'x') + '"')),
                    StateError);
    CHECK_THROWS_AS(parseSession(replaced(R"("width":0)", R"("width":"wide")")), StateError);
    std::string many = "[";
    for (int i = 0; i < 100; ++i)
        many += std::string(i > 0 ? "," : "") + R"({"group":"","name":"","muted":false})";
    CHECK_THROWS_AS(parseSession(replaced(R"("noises":[])", "\"noises\":" + many + "]")), StateError);
    CHECK(parseSession(replaced(R"("width":0)", R"("width":1e300)")).windowWidth == 16384);
    CHECK(
        parseSession(replaced(R"("parameters":{})", R"("parameters":{"amount":1e300})")).parameters.empty());
}

TEST_CASE("No damage to a session's bytes does more than be refused") {
    const auto good = serialise(example());
    std::mt19937 random(7);
    int refused = 0;
    for (int round = 0; round < 3000; ++round) {
        auto bytes = good;
        for (unsigned i = 0; i <= random() % 4; ++i)
            bytes[random() % bytes.size()] = static_cast<std::byte>(random() & 0xFFU);
        if (random() % 4 == 0) bytes.resize(random() % bytes.size());
        try {
            parseSession(bytes);
        } catch (const StateError&) {
            ++refused;
        }
    }
    CHECK(refused > 1000);
}
