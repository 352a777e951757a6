// SPDX-License-Identifier: GPL-3.0-or-later
/// How the plain engine runs a dictionary.
#include "separation/nmf_settings.h"

#include "separation/bounded_json.h"
#include "separation/constants.h"

#include <array>
#include <stdexcept>
#include <string>

namespace winnow::separation {

namespace {

/// One setting: its name in the file, where it is, and its range.
struct Field {
    const char* name;
    float NmfSettings::*value;
    float least;
    float most;
};

constexpr float belowOne = 0.999F;

constexpr std::array<Field, 7> fields{{
    {"speech_sparsity", &NmfSettings::speechSparsity, 0, constants::largestSparsity},
    {"noise_sparsity", &NmfSettings::noiseSparsity, 0, constants::largestSparsity},
    {"mask_exponent", &NmfSettings::maskExponent, 0.1F, constants::largestExponent},
    {"mask_smoothing", &NmfSettings::maskSmoothing, 0, belowOne},
    {"warm_start", &NmfSettings::warmStart, 0, belowOne},
    {"decision_directed", &NmfSettings::decisionDirected, 0, belowOne},
    {"tracked_noise", &NmfSettings::trackedNoise, 0, constants::largestExponent},
}};

[[noreturn]] void outOfRange(const std::string& name) {
    throw std::invalid_argument("the setting " + name + " is out of range");
}

} // namespace

NmfSettings::NmfSettings()
    : iterations(constants::iterations), speechSparsity(constants::speechSparsity),
      noiseSparsity(constants::noiseSparsity), maskExponent(constants::maskExponent),
      maskSmoothing(constants::maskSmoothing), warmStart(constants::warmStart),
      decisionDirected(constants::decisionDirected), trackedNoise(0) {}

void NmfSettings::validate() const {
    if (iterations < 1 || iterations > constants::mostIterations) outOfRange("iterations");
    for (const Field& field : fields) // written so that NaN is refused
        if (!(this->*field.value >= field.least && this->*field.value <= field.most)) outOfRange(field.name);
}

nlohmann::json NmfSettings::toJson() const {
    nlohmann::json json{{"iterations", iterations}};
    for (const Field& field : fields)
        json[field.name] = shortestDecimal(this->*field.value);
    return json;
}

NmfSettings NmfSettings::fromJson(const nlohmann::json& json) {
    if (!json.is_object() || json.size() != fields.size() + 1)
        throw std::invalid_argument("its settings are not those this version of Winnow knows");
    const auto number = [&](const char* name) {
        const auto found = json.find(name);
        if (found == json.end() || !found->is_number())
            throw std::invalid_argument("the setting " + std::string(name) + " is missing or not a number");
        return found->get<double>();
    };
    NmfSettings settings;
    const double iterations = number("iterations");
    if (!(iterations >= 1 && iterations <= constants::mostIterations)) outOfRange("iterations");
    settings.iterations = static_cast<int>(iterations);
    if (settings.iterations != iterations) outOfRange("iterations");
    for (const Field& field : fields) {
        const double value = number(field.name);
        if (!(value >= 0.0 && value <= 1e6)) outOfRange(field.name); // a double may be too large for a float
        settings.*field.value = static_cast<float>(value);
    }
    settings.validate();
    return settings;
}

} // namespace winnow::separation
