// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow denoise`: takes the noise out of recordings.
#include "tools/commands.h"
#include "tools/console.h"
#include "tools/denoise/cli.h"
#include "tools/denoise/job.h"
#include "tools/denoise/sound_input.h"
#include "tools/exit_code.h"
#include "tools/interrupt.h"
#include "tools/json_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace winnow::tools {
namespace {

// Errors of files begin with the file's name; it may be an output's. All others are about the input.
bool namesItsFile(const std::exception& error) {
    return dynamic_cast<const FileError*>(&error) != nullptr ||
           dynamic_cast<const dsp::AudioFileError*>(&error) != nullptr;
}

FileReport failedReport(const InputFile& input, const std::string& error) {
    FileReport report;
    report.input = input.path.string();
    report.error = error;
    return report;
}

FileReport runOne(const Batch& batch, const InputFile& input, const std::string& label) {
    try {
        if (!input.error.empty()) throw std::runtime_error(input.error);
        FileReport report = denoiseFile(batch, input, label);
        batch.console.status(fmt::format("{} -> {}  ({} of sound, {:.0f} times real time)", shownName(input),
                                         report.output, formatDuration(report.seconds),
                                         report.timesRealTime()));
        return report;
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& error) {
        batch.console.finishProgress();
        batch.console.error(namesItsFile(error) ? "" : shownName(input), error.what());
        return failedReport(input, withoutSubject(shownName(input), error.what()));
    }
}

std::vector<std::filesystem::path> filesRead(const DenoiseOptions& options,
                                             const std::vector<InputFile>& inputs) {
    std::vector<std::filesystem::path> files;
    for (const InputFile& input : inputs) {
        if (!input.isStandardInput()) files.push_back(input.path);
    }
    if (!options.noiseProfile.empty()) files.push_back(options.noiseProfile);
    if (options.model != factoryModelName) files.emplace_back(options.model);
    return files;
}

int runDenoise(const DenoiseCommandLine& line) {
    const DenoiseOptions options = checkedOptions(line);
    const std::vector<InputFile> inputs = expandInputs(options.inputs, options.outputFolder);
    if (inputs.size() > 1 && !options.plot.empty())
        throw UsageError(fmt::format("--plot draws one file, and {} were given", inputs.size()));

    Console console(line.reporting.quiet, line.reporting.progress);
    OutputGuard guard(filesRead(options, inputs), line.force);
    Batch batch{options, openModel(options.model), guard, console};
    std::vector<FileReport> reports;
    bool brokenOff = false;
    try {
        if (!options.noiseProfile.empty())
            batch.model =
                learnNoiseProfile(*batch.model, options.noiseProfile, options.learnSeconds, console);
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const std::string name = shownName(inputs[i]);
            const std::string label =
                inputs.size() > 1 ? fmt::format("[{}/{}] {}", i + 1, inputs.size(), name) : name;
            reports.push_back(runOne(batch, inputs[i], label));
        }
    } catch (const Interrupted& interruption) {
        console.finishProgress();
        const auto rest = inputs.begin() + static_cast<std::ptrdiff_t>(reports.size());
        std::transform(rest, inputs.end(), std::back_inserter(reports),
                       [&](const InputFile& input) { return failedReport(input, interruption.what()); });
        console.error("", "interrupted");
        brokenOff = true;
    }
    if (line.json) printJson(toJson(reports));
    if (brokenOff) return interruptExitCode();
    const auto failed =
        std::count_if(reports.begin(), reports.end(), [](const auto& r) { return !r.error.empty(); });
    return batchExitCode(static_cast<std::size_t>(failed), reports.size());
}

} // namespace

Command addDenoise(CLI::App& program) {
    const auto line = std::make_shared<DenoiseCommandLine>();
    CLI::App* app = addDenoiseOptions(program, *line);
    return {app, [line] { return runDenoise(*line); }};
}

} // namespace winnow::tools
