// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow evaluate`: how well a model, or another program, does.
#include "dsp/audio_file.h"
#include "separation/constants.h"
#include "tools/commands.h"
#include "tools/console.h"
#include "tools/evaluate/report.h"
#include "tools/exit_code.h"
#include "tools/interrupt.h"
#include "tools/json_output.h"
#include "tools/output_guard.h"
#include "tools/shared_options.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace winnow::tools {
namespace {

namespace fs = std::filesystem;

struct EvaluateCommandLine {
    std::string clean, noisy, profile, estimate, model, list, csv, write;
    std::vector<std::string> groupBy;
    float amountDb = separation::constants::noLimitAmountDb;
    std::string quality;
    double learnSeconds = 0;
    int threads = 0;
    bool json = false, force = false;
    Reporting reporting;
};

CLI::App* addOptions(CLI::App& program, EvaluateCommandLine& line) {
    CLI::App* app =
        program.add_subcommand("evaluate", "Measure how well a model takes noise out of recordings.");
    const auto folder = [&](const char* name, std::string& value, const char* what) {
        return app->add_option(name, value, what)->type_name("DIR");
    };
    folder("--clean", line.clean, "The clean recordings.")->required();
    folder("--noisy", line.noisy, "The same with noise, under the same names, of the same length and rate.")
        ->required();
    auto* profile =
        folder("--profile", line.profile,
               "Recordings of each one's noise alone, under the same names, to be learned before its noisy "
               "recording is denoised. Only pairs that have one are evaluated.");
    auto* estimate = folder("--estimate", line.estimate,
                            "Score these recordings, denoised by whatever program, under the same names.");
    addModel(*app, line.model)->excludes(estimate);
    estimate->excludes(profile);
    app->add_option("--amount", line.amountDb,
                    "Attenuation limit of the model, in dB; 100: no limit, as is usual for figures.")
        ->type_name("DB")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    addQuality(*app, line.quality);
    addLearnSeconds(*app, line.learnSeconds);
    app->add_option("--list", line.list,
                    "CSV about the recordings: its column 'id' holds their names without extension. Only "
                    "what it lists is "
                    "evaluated.")
        ->type_name("CSV");
    app->add_option("--group-by", line.groupBy,
                    "Column of the list by which to give means too. May be given again.")
        ->type_name("COLUMN")
        ->take_all()
        ->allow_extra_args(false);
    app->add_option("--csv", line.csv, "Write the scores of every pair to this file.")->type_name("OUT");
    folder("--write", line.write, "Write the denoised recordings to this folder, as WAV files of floats.")
        ->excludes(estimate);
    app->add_option("--threads", line.threads, "Threads; 0: all of the machine.")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    addForce(*app, line.force);
    addJson(*app, line.json);
    addReporting(*app, line.reporting);
    app->footer("Examples:\n"
                "  winnow evaluate --clean set/clean --noisy set/noisy\n"
                "  winnow evaluate --clean set/clean --noisy set/noisy --profile set/profile \\\n"
                "      --list set.csv --group-by snr_db --csv scores.csv\n"
                "\n"
                "SI-SDR (Le Roux et al. 2019), SDR, SIR and SAR (BSS Eval, 512 taps; the interference is "
                "noisy - clean) and "
                "segSNR (segmental SNR) are in dB, 'better' is the gain in SI-SDR; STOI and ESTOI measure "
                "intelligibility, "
                "at most 1. A noisy recording has nothing but speech and its noise, so its SAR is infinite. "
                "Recordings of "
                "more channels count as the mean of them.");
    return app;
}

/// Claims the output files before any work. @throws FileError
void checkOutputs(const EvaluateCommandLine& line, const separation::EvaluationSet& set, OutputGuard& guard) {
    if (!line.csv.empty()) guard.claim(line.csv);
    if (line.write.empty()) return;
    for (const auto& pair : set.pairs)
        guard.claim(fs::path(line.write) / (pair.id + ".wav"));
    for (const auto& pair : set.pairs)
        makeFolder((fs::path(line.write) / pair.id).parent_path());
}

std::vector<fs::path> filesRead(const EvaluateCommandLine& line, const separation::EvaluationSet& set) {
    std::vector<fs::path> files;
    for (const auto& pair : set.pairs)
        for (const fs::path& path : {pair.clean, pair.noisy, pair.profile, pair.estimate})
            if (!path.empty()) files.push_back(path);
    if (!line.list.empty()) files.emplace_back(line.list);
    if (line.model != factoryModelName) files.emplace_back(line.model);
    return files;
}

void writeCsv(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) throw FileError(path, "cannot be written");
}

void reportErrors(const EvaluationReport& report, Console& console) {
    for (const auto& file : report.unusable)
        console.error(file.file, file.reason);
    for (const auto& result : report.results)
        if (!result.error.empty()) console.error(result.id, result.error);
}

int runEvaluate(const EvaluateCommandLine& line) {
    EvaluationReport report;
    if (!line.list.empty()) report.listing = Listing(line.list);
    for (const std::string& column : line.groupBy)
        report.listing.requireColumn(column);
    report.groupBy = line.groupBy;
    report.estimateName = line.estimate.empty() ? line.model : line.estimate;
    report.learnsProfile = !line.profile.empty();

    separation::EvaluationSet set =
        separation::findPairs({line.clean, line.noisy, line.profile, line.estimate});
    report.listing.restrict(set);
    report.unusable = set.unusable;
    report.leftOut = set.leftOut.size();
    OutputGuard guard(filesRead(line, set), line.force);
    checkOutputs(line, set, guard);

    Console console(line.reporting.quiet, line.reporting.progress);
    separation::EvaluationOptions options;
    if (line.estimate.empty()) options.model = openModel(line.model);
    options.amountDb = line.amountDb;
    options.quality = qualityFrom(line.quality);
    options.learnSeconds = line.learnSeconds;
    options.threads = line.threads;
    if (!line.write.empty())
        options.keepEstimate = [&](const separation::EvaluationPair& pair, std::span<const float> samples,
                                   int rate) {
            dsp::AudioFormat format;
            format.sampleRate = rate;
            format.channels = 1;
            format.sampleFormat = dsp::SampleFormat::Float32;
            dsp::AudioWriter writer(fs::path(line.write) / (pair.id + ".wav"), format, {}, line.force);
            writer.write(samples);
            writer.close();
        };
    report.results = separation::evaluate(set.pairs, options, [&](std::size_t done) {
        console.progress("evaluating", static_cast<double>(done) / static_cast<double>(set.pairs.size()));
        return !interrupted();
    });
    console.finishProgress();
    if (interrupted() && report.results.empty()) {
        console.error("", "interrupted");
        return interruptExitCode();
    }

    reportErrors(report, console);
    if (report.leftOut > 0)
        console.note("", fmt::format("{} pairs have no profile and are left out", report.leftOut));
    if (report.total() == 0) throw std::runtime_error("there are no pairs to evaluate");
    if (!line.csv.empty()) writeCsv(line.csv, toCsv(report));
    if (line.json)
        printJson(toJson(report));
    else if (report.failed() < report.total())
        fmt::print("{}", toTable(report));
    return batchExitCode(report.failed(), report.total());
}

} // namespace

Command addEvaluate(CLI::App& program) {
    const auto line = std::make_shared<EvaluateCommandLine>();
    CLI::App* app = addOptions(program, *line);
    return {app, [line] { return runEvaluate(*line); }};
}

} // namespace winnow::tools
