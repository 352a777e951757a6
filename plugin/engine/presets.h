// SPDX-License-Identifier: GPL-3.0-or-later
/// Factory presets: settings for common uses.
#pragma once

#include <map>
#include <span>
#include <string>

namespace winnow::plugin {

struct Preset {
    std::string name;
    std::string purpose;                 ///< one sentence
    std::map<std::string, float> values; ///< by parameter id; what is not named goes back to its default
};

std::span<const Preset> factoryPresets(); ///< [any]

/// Parameters that belong to the machine or the moment, not to a setting: presets and A/B leave them alone.
bool isKeptByPresets(const std::string& id); ///< [any]

} // namespace winnow::plugin
