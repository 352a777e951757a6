// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow train`: learns a model from recordings.
#include "separation/sha256.h"
#include "separation/training/collective.h"
#include "system/process_memory.h"
#include "tools/commands.h"
#include "tools/console.h"
#include "tools/exit_code.h"
#include "tools/interrupt.h"
#include "tools/json_output.h"
#include "tools/output_guard.h"
#include "tools/ranks.h"
#include "tools/train/options.h"
#include "tools/train/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <thread>
#include <vector>

namespace winnow::tools {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

/// The one that speaks and writes.
bool isFirstRank() {
    return startedRanks() == nullptr || startedRanks()->rank() == 0;
}

/// What would only come out after the work is found out before it.
void checkOutputs(const TrainCommandLine& line, const separation::Corpus& speech,
                  const separation::Corpus& noise) {
    std::vector<fs::path> inputs(line.speech.begin(), line.speech.end());
    inputs.insert(inputs.end(), line.noise.begin(), line.noise.end());
    for (const separation::Corpus* corpus : {&speech, &noise})
        for (const separation::Recording& recording : corpus->recordings)
            inputs.push_back(recording.path);
    for (const std::string& model : {line.from, line.update})
        if (!model.empty() && model != factoryModelName) inputs.emplace_back(model);
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

/// @param code  of the signal
int reportInterruption(const TrainCommandLine& line, bool learning, int code, Console& console) {
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
    return code;
}

using ModelOfTraining = std::shared_ptr<separation::Model>; // null if cancelled

ModelOfTraining addRecordings(const TrainCommandLine& line, const separation::Corpus& speech,
                              const separation::Corpus& noise, const separation::TrainingCallback& progress) {
    const separation::DictionaryUpdateOptions options = updateOptions(line);
    const auto model = modelToUpdate(line);
    try {
        return separation::updateDictionaries(*model, speech, noise, options, progress);
    } catch (const separation::ModelNotUpdatable& error) {
        throw FileError(line.update, error.what());
    }
}

ModelOfTraining trainByMethod(const TrainCommandLine& line, const separation::Corpus& speech,
                              const separation::Corpus& noise, const separation::TrainingCallback& progress) {
    try {
        if (!line.update.empty()) return addRecordings(line, speech, noise, progress);
        if (line.method == "nmf")
            return separation::trainDictionaries(speech, noise, nmfOptions(line), progress);
        return separation::trainUnfolded(speech, noise, unfoldedOptions(line), progress);
    } catch (const std::invalid_argument& error) { // about the options, before any work
        throw UsageError(error.what());
    }
}

ModelOfTraining train(const TrainCommandLine& line, const separation::Corpus& speech,
                      const separation::Corpus& noise, const separation::TrainingCallback& progress) {
    try {
        return trainByMethod(line, speech, noise, progress);
    } catch (const UsageError&) { // found by all ranks alike
        inAgreement([] { throw; });
        throw;
    } catch (const separation::SharedFailure&) {
        inAgreement([] { throw; });
        throw;
    } catch (...) {
        // What all ranks find wrong, rank 0 says, and ends them; what one finds, that one, a little later.
        if (!isFirstRank()) std::this_thread::sleep_for(std::chrono::seconds(5));
        throw;
    }
}

/// All ranks must have found the same recordings under the same names.
void compareCorpora(const separation::Corpus& speech, const separation::Corpus& noise) {
    nmf::Communicator* const ranks = startedRanks();
    if (ranks == nullptr) return;
    separation::Sha256 hash;
    for (const separation::Corpus* corpus : {&speech, &noise})
        for (const separation::Recording& recording : corpus->recordings) {
            hash.addText(recording.shownPath);
            hash.addText(recording.category);
        }
    const std::vector<std::string> all = nmf::gatherTexts(*ranks, hash.hexadecimal());
    inAgreement([&] {
        if (std::any_of(all.begin(), all.end(), [&](const std::string& one) { return one != all.front(); }))
            throw std::runtime_error(
                "the machines see other recordings under the names given; all must reach "
                "the same files, as over a file system that they share");
    });
}

/// The rate that a model of the method covers.
double sampleRateOf(const TrainCommandLine& line, const separation::Model& model) {
    if (line.method != "nmf") return 2 * separation::layered::topHz;
    return model.dataCard["training"]["sample_rate"];
}

/// The model's file; then the checkpoint is of no more use.
void writeResult(const TrainCommandLine& line, separation::Model& model,
                 std::chrono::steady_clock::time_point started, Console& console) {
    model.name = line.name.empty() ? fs::path(line.output).stem().string() : line.name;
    if (!line.description.empty()) model.dataCard["description"] = line.description;
    separation::saveModel(line.output, model, line.force);
    std::error_code ignored;
    if (!line.checkpoint.empty()) fs::remove(line.checkpoint, ignored);

    const double rate = sampleRateOf(line, model);
    if (const std::size_t count = countNarrowband(model.dataCard, rate); count > 0)
        console.note(
            "", fmt::format(
                    "{} recordings have a sample rate below {:g} Hz: they teach that the band above is empty",
                    count, rate));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
    const ordered_json result = trainResult(line.output, model, seconds.count());
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
}

int runTrain(TrainCommandLine& line) {
    line.ranks = startedRanks();
    const bool first = isFirstRank();
    separation::Corpus speech, noise;
    inAgreement([&] {
        complete(line);
        if (line.resume && line.checkpoint.empty()) throw UsageError("--resume needs --checkpoint FILE");
        if (line.threads < 0) throw UsageError("--threads must be 0 (all) or more");
        speech = openCorpus(line.speech, "speech", line);
        noise = openCorpus(line.noise, "noise", line);
        if (first) checkOutputs(line, speech, noise);
    });
    compareCorpora(speech, noise);
    if (line.ranks != nullptr && line.threads == 0) line.threads = threadsOfRank();

    if (line.memory.bytes > 0) system::returnFreedMemory();
    Console console(line.reporting.quiet || !first, line.reporting.progress && first);
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
    if (!model) {
        const int code = interruptCodeOfAny();
        return first ? reportInterruption(line, learning, code, console) : code;
    }
    inAgreement([&] {
        if (first) writeResult(line, *model, started, console);
    });
    return exitCode::done;
}

} // namespace

Command addTrain(CLI::App& program) {
    const auto line = std::make_shared<TrainCommandLine>();
    CLI::App* app = addTrainOptions(program, *line);
    return {app, [line] { return runTrain(*line); }};
}

} // namespace winnow::tools
