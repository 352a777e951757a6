// SPDX-License-Identifier: GPL-3.0-or-later
/// One file from input to output.
#pragma once

#include "separation/model.h"
#include "tools/console.h"
#include "tools/denoise/options.h"
#include "tools/denoise/report.h"
#include "tools/input_files.h"
#include "tools/output_guard.h"

#include <string>

namespace winnow::tools {

/// The user broke the work off; nothing of the current file was left behind.
class Interrupted : public std::runtime_error {
public:
    Interrupted() : std::runtime_error("interrupted") {}
};

/// What a job shares with the others of its batch.
struct Batch {
    const DenoiseOptions& options;
    separation::ModelPtr model; ///< with the noise profile, if there is one
    OutputGuard& guard;
    Console& console;
};

/// Denoises one input. Outputs appear under their names only once all samples are written.
/// @param label  names the file in the progress line
/// @throws Interrupted; std::exception with the reason, behind the name of the file concerned or without one.
/// [main]
FileReport denoiseFile(const Batch& batch, const InputFile& input, const std::string& label);

/// A model that knows the noise of a recording (--noise-profile). @throws as above
separation::ModelPtr learnNoiseProfile(const separation::Model& base, const std::filesystem::path& recording,
                                       double learnSeconds, Console& console);

} // namespace winnow::tools
