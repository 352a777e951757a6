// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow train`: learns a model from recordings.
#include "separation/training/cache/process_memory.h"
#include "tools/commands.h"
#include "tools/console.h"
#include "tools/exit_code.h"
#include "tools/interrupt.h"
#include "tools/json_output.h"
#include "tools/output_guard.h"
#include "tools/train/options.h"
#include "tools/train/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <stdexcept>

namespace winnow::tools {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

/// What would only come out after the work is found out before it.
void checkOutputs(const TrainCommandLine& line, const separation::Corpus& speech,
                  const separation::Corpus& noise) {
    std::vector<fs::path> inputs(line.speech.begin(), line.speech.end());
    inputs.insert(inputs.end(), line.noise.begin(), line.noise.end());
    for (const separation::Corpus* corpus : {&speech, &noise})
        for (const separation::Recording& recording : corpus->recordings)
            inputs.push_back(recording.path);
    if (!line.from.empty() && line.from != factoryModelName) inputs.emplace_back(line.from);
    OutputGuard guard(inputs, line.force);
    guard.claim(line.output);
    const fs::path folder = fs::absolute(line.output).parent_path();
    if (!fs::is_directory(folder))
        throw FileError(line.output, "the folder " + folder.string() + " does not exist");
    // A resumed training writes the same log again.
    OutputGuard own(inputs, line.force || line.resume);
    if (!line.unfolded.log.empty()) own.claim(line.unfolded.log);
    if (line.checkpoint.empty()) return;
    std::error_code error;
    if (!line.resume && !line.force && fs::exists(line.checkpoint, error))
        throw FileError(line.checkpoint,
                        "exists already; use --resume to go on from it, or --force to start anew");
    OutputGuard(inputs, true).claim(line.checkpoint);
}

/// Recordings whose upper band is empty at the training's rate.
std::size_t countNarrowband(const json& card, double rate) {
    if (!card.contains("files")) return 0;
    return static_cast<std::size_t>(
        std::count_if(card["files"].begin(), card["files"].end(),
                      [&](const json& file) { return file["sample_rate"] < rate; }));
}

int reportInterruption(const TrainCommandLine& line, bool learning, Console& console) {
    const std::string file = line.checkpoint.string();
    std::error_code ignored;
    if (file.empty())
        console.error("", "interrupted; nothing is kept (with --checkpoint FILE the work would be)");
    else if (!learning && !fs::exists(file, ignored))
        console.error("", "interrupted before there was work to keep");
    else
        console.error(
            "",
            fmt::format("interrupted; the work so far is in {}: give the same command with --resume to go on",
                        file));
    return interruptExitCode();
}

using ModelOfTraining = std::shared_ptr<separation::Model>; // null if cancelled

ModelOfTraining train(const TrainCommandLine& line, const separation::Corpus& speech,
                      const separation::Corpus& noise, const separation::TrainingCallback& progress) {
    try {
        if (line.method == "nmf")
            return separation::trainDictionaries(speech, noise, nmfOptions(line), progress);
        return separation::trainUnfolded(speech, noise, unfoldedOptions(line), progress);
    } catch (const std::invalid_argument& error) { // about the options, before any work
        throw UsageError(error.what());
    }
}

/// The rate that a model of the method covers.
double sampleRateOf(const TrainCommandLine& line) {
    return line.method == "nmf" ? line.nmf.sampleRate : 2 * separation::layered::topHz;
}

int runTrain(const TrainCommandLine& line) {
    if (line.resume && line.checkpoint.empty()) throw UsageError("--resume needs --checkpoint FILE");
    if (line.threads < 0) throw UsageError("--threads must be 0 (all) or more");
    const auto speech = openCorpus(line.speech, "speech", line),
               noise = openCorpus(line.noise, "noise", line);
    checkOutputs(line, speech, noise);

    if (line.memory.bytes > 0) separation::returnFreedMemory();
    Console console(line.reporting.quiet, line.reporting.progress);
    const auto started = std::chrono::steady_clock::now();
    const char* const lossName = line.method == "nmf" ? "divergence" : "loss";
    bool learning = false;
    const ModelOfTraining model = train(line, speech, noise, [&](const separation::TrainingProgress& p) {
        learning = !std::isnan(p.objective) || (line.method == "nmf" && p.stage.starts_with("learning"));
        const std::string loss =
            std::isnan(p.objective) ? "" : fmt::format(", {} {:.4g}", lossName, p.objective);
        console.progress(p.stage + loss, p.done, p.secondsLeft);
        return !interrupted();
    });
    console.finishProgress();
    if (!model) return reportInterruption(line, learning, console);

    model->name = line.name.empty() ? fs::path(line.output).stem().string() : line.name;
    if (!line.description.empty()) model->dataCard["description"] = line.description;
    separation::saveModel(line.output, *model, line.force);
    std::error_code ignored;
    if (!line.checkpoint.empty()) fs::remove(line.checkpoint, ignored);

    const double rate = sampleRateOf(line);
    if (const std::size_t count = countNarrowband(model->dataCard, rate); count > 0)
        console.note(
            "", fmt::format(
                    "{} recordings have a sample rate below {:g} Hz: they teach that the band above is empty",
                    count, rate));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
    const ordered_json result = trainResult(line.output, *model, seconds.count());
    if (result.contains("steps_skipped") && result["steps_skipped"] > 0)
        console.note(
            "",
            fmt::format(
                "{} steps were skipped, as their gradient was not finite; a smaller --step-size avoids it",
                result["steps_skipped"].get<long>()));
    if (line.json)
        printJson(result);
    else if (!line.reporting.quiet)
        printTrainResult(result);
    return exitCode::done;
}

} // namespace

Command addTrain(CLI::App& program) {
    const auto line = std::make_shared<TrainCommandLine>();
    CLI::App* app = addTrainOptions(program, *line);
    return {app, [line] { return runTrain(*line); }};
}

} // namespace winnow::tools
