// SPDX-License-Identifier: GPL-3.0-or-later
/// What a model makes of a recording: the mask and every atom's activation, frame by frame, as a picture.
#pragma once

#include "separation/model.h"
#include "tools/plot/spectrogram.h"

#include <filesystem>
#include <string>
#include <vector>

namespace winnow::tools {

/// A group's activations over time: levels in dB, rows in the order of the model's atoms.
struct GroupActivations {
    std::string name;
    Spectrogram levels;
};

struct Explanation {
    Spectrogram input, output; ///< of the sound and of what is left of it
    Spectrogram mask;          ///< levels are gains, 0 .. 1
    std::vector<GroupActivations> groups;
};

/// Runs the real-time engine over a recording's first minute, its channels' mean.
/// @throws std::exception naming the file that cannot be read. [main]
Explanation explain(separation::ModelPtr model, const std::filesystem::path& recording);

/// Draws 1200 x 1240 pixels. @throws FileError. [main]
void writeExplanation(const std::filesystem::path& png, const std::string& title,
                      const Explanation& explanation);

} // namespace winnow::tools
