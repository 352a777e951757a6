// SPDX-License-Identifier: GPL-3.0-or-later
/// The options of `winnow denoise` as they stand on the command line.
#pragma once

#include "tools/denoise/options.h"
#include "tools/shared_options.h"

#include <CLI/App.hpp>

#include <memory>
#include <string>
#include <vector>

namespace winnow::tools {

/// Values as parsed; checkedOptions turns them into what the program works with.
struct DenoiseCommandLine {
    DenoiseOptions options;
    std::string noiseProfile, outputFolder, plot;
    std::string learnNoise, quality, format, bitDepth;
    int rawRate = 0, rawChannels = 1;
    std::string rawFormat;
    bool unlinkChannels = false;
    bool force = false, json = false;
    Reporting reporting;
    CLI::App* app = nullptr; ///< to ask which options were given
};

/// Adds the subcommand. `line` must outlive the parsing. [main]
CLI::App* addDenoiseOptions(CLI::App& program, DenoiseCommandLine& line);

/// @throws UsageError for options that contradict each other. [main]
DenoiseOptions checkedOptions(const DenoiseCommandLine& line);

} // namespace winnow::tools
