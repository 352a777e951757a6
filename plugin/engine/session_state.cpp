// SPDX-License-Identifier: GPL-3.0-or-later
/// What a session remembers, and its bytes: "WINNOWST", length of the JSON (u64), JSON, the embedded model.
#include "plugin/engine/session_state.h"

#include "separation/bounded_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace winnow::plugin {

namespace {

using nlohmann::json;

constexpr std::array<char, 8> magic{'W', 'I', 'N', 'N', 'O', 'W', 'S', 'T'};
constexpr std::size_t headerBytes = magic.size() + 8;
const std::array<const char*, 3> kinds{"factory", "file", "embedded"};

void putLength(std::vector<std::byte>& out, std::uint64_t length) {
    for (int i = 0; i < 8; ++i)
        out.push_back(static_cast<std::byte>(length >> (8 * i) & 0xFFU));
}

std::uint64_t lengthAt(std::span<const std::byte> bytes) {
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < 8; ++i)
        length |= std::uint64_t{std::to_integer<std::uint8_t>(bytes[i])} << (8 * i);
    return length;
}

json numbers(const std::map<std::string, float>& values) {
    json object = json::object();
    for (const auto& [id, value] : values)
        object[id] = separation::shortestDecimal(value);
    return object;
}

const json& member(const json& object, const char* key) {
    if (!object.is_object() || !object.contains(key))
        throw StateError(std::string("session: '") + key + "' is missing");
    return object.at(key);
}

std::string text(const json& object, const char* key) {
    const json& value = member(object, key);
    if (!value.is_string() || value.get_ref<const std::string&>().size() > longestSessionText)
        throw StateError(std::string("session: '") + key + "' is not a text, or too long");
    return value.get<std::string>();
}

bool flag(const json& object, const char* key) {
    const json& value = member(object, key);
    if (!value.is_boolean()) throw StateError(std::string("session: '") + key + "' is not true or false");
    return value.get<bool>();
}

std::map<std::string, float> numbersIn(const json& object, const char* key) {
    const json& values = member(object, key);
    if (!values.is_object()) throw StateError(std::string("session: '") + key + "' is no list of values");
    std::map<std::string, float> out;
    for (const auto& [id, value] : values.items()) {
        if (!value.is_number()) throw StateError("session: the value of '" + id + "' is not a number");
        const auto number = static_cast<float>(value.get<double>());
        if (std::isfinite(number)) out[id] = number;
    }
    return out;
}

int windowSide(const json& window, const char* key) {
    const json& value = member(window, key);
    if (!value.is_number()) throw StateError("session: the window's size is not a number");
    return static_cast<int>(std::clamp(value.get<double>(), 0.0, 16384.0));
}

/// Version 1 held the parameters and the model's name alone.
json fromVersion1(json state) {
    state["version"] = 2;
    state["other_setting"] = json::object();
    state["is_setting_b"] = false;
    state["preset"] = "";
    state["noises"] = json::array();
    state["window"] = {{"width", 0}, {"height", 0}};
    json& model = state["model"];
    if (model.is_object()) {
        model["file"] = "";
        model["hash"] = "";
    }
    return state;
}

json migrated(json state) {
    const json& version = member(state, "version");
    if (!version.is_number_integer() || version < 1) throw StateError("session: its version is not a number");
    if (version > sessionVersion)
        throw StateError("session: saved by a later version of Winnow; update this one to open it");
    if (version == 1) state = fromVersion1(std::move(state));
    return state;
}

ModelReference modelIn(const json& state) {
    const json& model = member(state, "model");
    ModelReference reference;
    const std::string kind = text(model, "kind");
    const auto found = std::find(kinds.begin(), kinds.end(), kind);
    if (found == kinds.end()) throw StateError("session: a model of unknown kind");
    reference.kind = static_cast<ModelReference::Kind>(found - kinds.begin());
    reference.name = text(model, "name");
    reference.file = text(model, "file");
    reference.hash = text(model, "hash");
    return reference;
}

std::vector<NoiseEntry> noisesIn(const json& state) {
    const json& list = member(state, "noises");
    if (!list.is_array() || list.size() > mostSessionNoises)
        throw StateError("session: its noises are no list, or too many");
    std::vector<NoiseEntry> noises;
    for (const json& noise : list)
        noises.push_back({text(noise, "group"), text(noise, "name"), flag(noise, "muted")});
    return noises;
}

SessionState stateIn(const json& document) {
    const json state = migrated(document);
    SessionState out;
    out.parameters = numbersIn(state, "parameters");
    out.otherSetting = numbersIn(state, "other_setting");
    out.isSettingB = flag(state, "is_setting_b");
    out.preset = text(state, "preset");
    out.model = modelIn(state);
    out.noises = noisesIn(state);
    out.windowWidth = windowSide(member(state, "window"), "width");
    out.windowHeight = windowSide(member(state, "window"), "height");
    return out;
}

} // namespace

std::vector<std::byte> serialise(const SessionState& state) {
    json noises = json::array();
    for (const NoiseEntry& noise : state.noises)
        noises.push_back({{"group", noise.group}, {"name", noise.name}, {"muted", noise.muted}});
    const json document = {{"version", sessionVersion},
                           {"parameters", numbers(state.parameters)},
                           {"other_setting", numbers(state.otherSetting)},
                           {"is_setting_b", state.isSettingB},
                           {"preset", state.preset},
                           {"model",
                            {{"kind", kinds[static_cast<std::size_t>(state.model.kind)]},
                             {"name", state.model.name},
                             {"file", state.model.file},
                             {"hash", state.model.hash}}},
                           {"noises", noises},
                           {"window", {{"width", state.windowWidth}, {"height", state.windowHeight}}}};
    // Names may come from anywhere: bytes that are no UTF-8 are replaced.
    const std::string written = document.dump(-1, ' ', false, json::error_handler_t::replace);

    std::vector<std::byte> out;
    out.reserve(headerBytes + written.size() + state.embeddedModel.size());
    for (const char c : magic)
        out.push_back(static_cast<std::byte>(c));
    putLength(out, written.size());
    const auto bytes = std::as_bytes(std::span(written));
    out.insert(out.end(), bytes.begin(), bytes.end());
    out.insert(out.end(), state.embeddedModel.begin(), state.embeddedModel.end());
    return out;
}

SessionState parseSession(std::span<const std::byte> bytes) {
    if (bytes.size() < headerBytes || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0)
        throw StateError("session: not saved by Winnow");
    const std::uint64_t length = lengthAt(bytes.subspan(magic.size(), 8));
    bytes = bytes.subspan(headerBytes);
    if (length > largestSessionJson || length > bytes.size())
        throw StateError("session: damaged, its description is longer than what there is");
    const auto model = bytes.subspan(static_cast<std::size_t>(length));
    if (model.size() > largestSessionModel) throw StateError("session: its model is too large");

    const auto described = bytes.first(static_cast<std::size_t>(length));
    try {
        SessionState state = stateIn(separation::parseBoundedJson(
            std::string(reinterpret_cast<const char*>(described.data()), described.size())));
        if ((state.model.kind == ModelReference::Kind::Embedded) != !model.empty())
            throw StateError("session: damaged, its model is missing or should not be there");
        state.embeddedModel.assign(model.begin(), model.end());
        return state;
    } catch (const separation::JsonError& error) {
        throw StateError(std::string("session: ") + error.what());
    }
}

} // namespace winnow::plugin
