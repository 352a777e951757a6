// SPDX-License-Identifier: GPL-3.0-or-later
/// Factory presets. A voice that stands alone bears a deep cut; where the ear compares with a room, some of
/// it stays. Restoration errs towards keeping, and mixes a fifth of the original in.
#include "plugin/engine/presets.h"

#include <vector>

namespace winnow::plugin {

std::span<const Preset> factoryPresets() {
    static const std::vector<Preset> presets{
        {"Default", "What the command line does without options.", {}},
        {"Podcast", "A close voice; the room stays faintly there.", {{"amount", 18}, {"sensitivity", 2}}},
        {"Call", "Speech to be understood before all else.", {{"amount", 36}, {"sensitivity", -2}}},
        {"Keyboard and fan", "Steady and clattering noise at a desk.", {{"amount", 30}, {"sensitivity", -4}}},
        {"Street", "Loud and changing noise outdoors.", {{"amount", 20}, {"sensitivity", 3}}},
        {"Restoration",
         "Old recordings: keeps doubtful sounds, and a fifth of the original.",
         {{"amount", 12}, {"sensitivity", 6}, {"mix", 80}}},
    };
    return presets;
}

bool isKeptByPresets(const std::string& id) {
    return id == "bypass" || id == "latency" || id == "link";
}

} // namespace winnow::plugin
