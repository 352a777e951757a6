// SPDX-License-Identifier: GPL-3.0-or-later
/// The command line of `winnow train`.
#include "tools/train/options.h"

#include "separation/csv.h"
#include "tools/exit_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace winnow::tools {
namespace {

void addCorpora(CLI::App& app, TrainCommandLine& line) {
    app.add_option(
           "--speech", line.speech,
           "Recordings of clean speech: a folder (each subfolder is a speaker) or a CSV manifest. May "
           "be given again.")
        ->type_name("DIR|CSV")
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--noise", line.noise,
                   "Recordings of noise: a folder (each subfolder is a kind of noise) or a CSV manifest. May "
                   "be given again.")
        ->type_name("DIR|CSV")
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("-o,--output", line.output, "The model to write.")->type_name("M.winnow")->required();
    app.add_option("--name", line.name, "Name shown to people; without it that of the file.");
    app.add_option("--description", line.description, "A sentence about the model, for its data card.");
    app.add_option(
           "--split", line.split,
           "Rows of a manifest with this in the column 'split', or 'all'. Without it: 'train', where a "
           "manifest has such a column.")
        ->type_name("NAME")
        ->group("Manifests");
    app.add_option(
           "--licence", line.licences,
           "Rows of a manifest with this licence; 'CC BY*' also takes 'CC BY 4.0'. May be given again.")
        ->type_name("L")
        ->take_all()
        ->allow_extra_args(false)
        ->group("Manifests");
}

void addLearning(CLI::App& app, TrainCommandLine& line) {
    const auto number = [&](const char* name, auto& value, const char* what) {
        return app.add_option(name, value, what)->group("Learning");
    };
    line.methodOption =
        number(
            "--method", line.method,
            "How to learn: unfolded (two layers, trained to separate mixtures) or nmf (plain dictionaries).")
            ->check(CLI::IsMember({"unfolded", "nmf"}))
            ->capture_default_str();
    number("--speech-atoms", line.speechAtoms,
           "Atoms that make up speech: 160 with unfolded, 80 with nmf if not given.")
        ->type_name("N");
    number("--noise-atoms", line.noiseAtoms,
           "Atoms that make up noise: 96 with unfolded, 40 with nmf if not given.")
        ->type_name("N");
    number(
        "--max-frames", line.maxFrames,
        "Frames of speech and of noise each to learn dictionaries from; with unfolded those it starts from. "
        "8000 with unfolded, 20000 with nmf if not given; 0 with nmf: all.")
        ->type_name("N");
    number("--batch", line.batch,
           "What is learned from at once: mixtures a step with unfolded (8 if not given), frames with nmf "
           "--online (if not given: a sample that grows to all frames).")
        ->type_name("N");
    number("--seed", line.seed, "Seed of all that is drawn by chance.")
        ->type_name("N")
        ->capture_default_str();
    number("--threads", line.threads, "Threads; 0: all of the machine. The model does not depend on it.")
        ->type_name("N")
        ->capture_default_str();
}

void addUnfolded(CLI::App& app, TrainCommandLine& line) {
    separation::UnfoldedTrainingOptions& unfolded = line.unfolded;
    const auto option = [&](const char* name, auto& value, const char* what, const char* type) {
        CLI::Option* added = app.add_option(name, value, what)->type_name(type)->group("Method unfolded");
        line.unfoldedOnly.push_back(added);
        return added;
    };
    CLI::Option* minutes = option("--minutes", unfolded.minutes,
                                  "Time to train for, after reading and first dictionaries.", "MIN")
                               ->capture_default_str();
    option("--steps", unfolded.steps, "Steps to train for, instead of a time: the same model on any machine.",
           "N")
        ->excludes(minutes);
    option("--step-size", unfolded.stepSize, "Largest step, on logarithms of the parameters.", "X")
        ->capture_default_str();
    option("--mixture-seconds", unfolded.mixtureSeconds, "Length of a mixture.", "S")->capture_default_str();
    option("--low-latency-share", unfolded.lowLatencyShare,
           "Share of the mixtures seen as in the low-latency mode, 0 to 1.", "X")
        ->capture_default_str();
    CLI::Option* atoms =
        option("--atoms1", unfolded.sizes.atoms1, "Atoms of the first layer.", "N")->capture_default_str();
    option("--from", line.from, "Go on from this model, with its sizes; 'factory' is the built-in one.",
           "M.winnow")
        ->excludes(atoms)
        ->excludes(app.get_option("--speech-atoms"))
        ->excludes(app.get_option("--noise-atoms"))
        ->excludes(app.get_option("--max-frames"));
    option("--log", unfolded.log, "Table of the losses, written as they come.", "CSV");
}

void addNmf(CLI::App& app, TrainCommandLine& line) {
    const auto option = [&](const char* name, auto& value, const char* what, const char* type) {
        line.nmfOnly.push_back(
            app.add_option(name, value, what)->type_name(type)->capture_default_str()->group("Method nmf"));
        return app.get_option(name);
    };
    option("--loss", line.loss,
           "Divergence: kl (Kullback-Leibler), is (Itakura-Saito), frobenius, or beta=B with B from 0 to 2.",
           "TEXT");
    option("--sparsity", line.nmf.sparsity, "Weight of the sum of the activations in the loss.", "L");
    option("--iterations", line.nmf.iterations, "Updates of all atoms.", "N");
    CLI::Option* online =
        app.add_flag(
               "--online", line.nmf.online.on,
               "Learn from batches of frames that grow up to all frames, instead of many updates of all "
               "frames: to as good a model in less than a third of the time.")
            ->group("Method nmf")
            ->excludes(app.get_option("--iterations"));
    line.nmfOnly.push_back(online);
    const auto optional = [&](const char* name, auto& value, const char* what, const char* type) {
        line.nmfOnly.push_back(app.add_option(name, value, what)->type_name(type)->group("Method nmf"));
    };
    optional("--passes", line.passes,
             "Passes over all frames: with --online and --batch 10, with --update 3 if not given.", "N");
    optional("--forgetting", line.forgetting,
             "With --online and --batch: weight of what was known before each batch (0.8 if not given); with "
             "--update: of what the model knows (1). Above 0; 1 forgets nothing.",
             "X");
    option("--rate", line.nmf.sampleRate,
           "Sample rate to learn at, in Hz; the model knows frequencies up to its half.", "HZ");
    option("--category-seconds", line.nmf.maxSecondsPerCategory,
           "A speaker or kind of noise with more than this counts no more.", "S");
    CLI::Option* update =
        app.add_option("--update", line.update,
                       "Add recordings to this plain model, whose atoms keep the weight of those they were "
                       "learned from; --speech or --noise may be left out then.")
            ->type_name("M.winnow")
            ->group("Method nmf");
    for (const char* other :
         {"--online", "--iterations", "--loss", "--sparsity", "--rate", "--speech-atoms", "--noise-atoms"})
        update->excludes(app.get_option(other));
    line.nmfOnly.push_back(update);
}

/// Options of the other method on this command line are an error, not ignored.
void refuse(const std::vector<const CLI::Option*>& options, const std::string& theirs,
            const std::string& method) {
    for (const CLI::Option* option : options)
        if (option->count() > 0)
            throw UsageError(fmt::format("{} belongs to --method {}, and the method is {}",
                                         option->get_name(), theirs, method));
}

separation::Corpus openOne(const std::string& folderOrManifest, const std::string& kind,
                           const TrainCommandLine& line) {
    std::error_code error;
    if (std::filesystem::is_directory(folderOrManifest, error)) {
        if (!line.licences.empty() || !line.split.empty())
            throw UsageError(
                fmt::format("--licence and --split choose rows of a manifest, and --{} '{}' is a folder",
                            kind, folderOrManifest));
        return separation::corpusFromFolder(folderOrManifest);
    }
    std::string split = line.split == "all" ? "" : line.split;
    if (line.split.empty() &&
        separation::readCsv(folderOrManifest).find("split") != separation::CsvTable::npos)
        split = "train";
    return separation::corpusFromManifest(folderOrManifest, kind, split, line.licences);
}

/// What both methods take from the command line under the same names.
template <class Options> void takeRun(const TrainCommandLine& line, Options& options) {
    options.seed = line.seed;
    options.threads = line.threads;
    options.checkpoint = line.checkpoint;
    options.checkpointMinutes = line.checkpointMinutes;
    options.memory = memoryLimit(line);
    options.ranks = line.ranks;
    options.resume = line.resume;
}

} // namespace

CLI::App* addTrainOptions(CLI::App& program, TrainCommandLine& line) {
    CLI::App* app = program.add_subcommand("train", "Learn a model from recordings of speech and of noise.");
    addCorpora(*app, line);
    addLearning(*app, line);
    addUnfolded(*app, line);
    addNmf(*app, line);
    app->add_option("--checkpoint", line.checkpoint,
                    "File that keeps the work from time to time and when interrupted; removed at the end.")
        ->type_name("FILE")
        ->excludes(app->get_option("--update"));
    app->add_option("--checkpoint-minutes", line.checkpointMinutes,
                    "The work is kept this often at least, sooner where a step ends; 0: after every step.")
        ->type_name("MIN")
        ->capture_default_str()
        ->check(numberBetween(0, 1e6));
    app->add_option(
           "--memory", line.memory.bytes,
           "Memory to use: the program's resident size, such as 2G or 300M. What does not fit is kept in a "
           "file; the model is the same. Without it: no limit.")
        ->type_name("SIZE")
        ->transform(byteSize());
    app->add_option(
           "--cache", line.memory.cacheFolder,
           "Folder for that file. Without it: that of the checkpoint, or the system's for temporary files.")
        ->type_name("DIR");
    app->add_flag("--resume", line.resume,
                  "Go on from the checkpoint, to the same model as without a break.");
    addForce(*app, line.force);
    addJson(*app, line.json);
    addReporting(*app, line.reporting);
    app->footer("Examples:\n"
                "  winnow train --speech voices/ --noise noises/ -o mine.winnow\n"
                "  winnow train --speech data.csv --noise data.csv --licence 'CC0*' --licence 'CC BY*' \\\n"
                "      --minutes 240 --log mine.csv --checkpoint mine.part -o mine.winnow\n"
                "  winnow train --from factory --minutes 10 --step-size 0.01 --speech voices/ --noise fans/ "
                "-o fans.winnow\n"
                "  winnow train --update mine.winnow --speech more-voices/ -o mine-2.winnow\n"
                "\n"
                "A manifest has a header line and the columns path (relative to it) and kind (speech or "
                "noise), and may "
                "have split, category_or_speaker, licence and source. The same recordings, options and "
                "version give the "
                "same model, byte for byte (with --minutes: what the time allows; --method unfolded: on "
                "processors of "
                "one kind). The model's data card lists every recording with its hash and licence.");
    return app;
}

/// The cache lies beside the checkpoint, where there is room for a training's work.
separation::MemoryLimit memoryLimit(const TrainCommandLine& line) {
    separation::MemoryLimit limit = line.memory;
    if (limit.cacheFolder.empty() && !line.checkpoint.empty())
        limit.cacheFolder = std::filesystem::absolute(line.checkpoint).parent_path();
    return limit;
}

separation::DictionaryTrainingOptions nmfOptions(const TrainCommandLine& line) {
    refuse(line.unfoldedOnly, "unfolded", "nmf");
    separation::DictionaryTrainingOptions options = line.nmf;
    options.beta = lossBeta(line.loss, 2);
    options.speechAtoms = line.speechAtoms.value_or(options.speechAtoms);
    options.noiseAtoms = line.noiseAtoms.value_or(options.noiseAtoms);
    options.maxFrames = line.maxFrames.value_or(options.maxFrames);
    options.online.batch = line.batch.value_or(options.online.batch);
    options.online.passes = line.passes.value_or(options.online.passes);
    options.online.forgetting = line.forgetting.value_or(options.online.forgetting);
    if (!options.online.on && line.batch)
        throw UsageError("--batch belongs to --method unfolded, to --online or to --update");
    if (options.online.batch == 0 && (line.passes || line.forgetting))
        throw UsageError("--passes and --forgetting belong to --online with --batch N, or to --update");
    takeRun(line, options);
    return options;
}

separation::DictionaryUpdateOptions updateOptions(const TrainCommandLine& line) {
    if (line.methodOption->count() > 0 && line.method != "nmf")
        throw UsageError(
            "--update adds recordings to plain models (--method nmf); --from goes on from a model "
            "of two layers");
    refuse(line.unfoldedOnly, "unfolded", "nmf");
    if (line.ranks != nullptr && line.ranks->size() > 1)
        throw UsageError("--update runs in one process: start it without mpirun");
    separation::DictionaryUpdateOptions options;
    options.passes = line.passes.value_or(options.passes);
    options.batch = line.batch.value_or(options.batch);
    options.forgetting = line.forgetting.value_or(options.forgetting);
    options.maxFrames = line.maxFrames.value_or(options.maxFrames);
    options.maxSecondsPerCategory = line.nmf.maxSecondsPerCategory;
    options.seed = line.seed;
    options.threads = line.threads;
    options.memory = memoryLimit(line);
    return options;
}

std::shared_ptr<const separation::NmfModel> modelToUpdate(const TrainCommandLine& line) {
    auto model = std::dynamic_pointer_cast<const separation::NmfModel>(openModel(line.update));
    if (!model)
        throw UsageError(
            fmt::format("--update: '{}' is not a plain model; --from goes on from a model of two "
                        "layers",
                        line.update));
    return model;
}

void complete(TrainCommandLine& line) {
    const bool update = !line.update.empty();
    if (update && line.methodOption->count() == 0) line.method = "nmf";
    if (update && line.speech.empty() && line.noise.empty())
        throw UsageError("--update needs --speech or --noise, or both");
    if (!update && line.speech.empty()) throw UsageError("--speech is required");
    if (!update && line.noise.empty()) throw UsageError("--noise is required");
}

separation::UnfoldedTrainingOptions unfoldedOptions(const TrainCommandLine& line) {
    refuse(line.nmfOnly, "nmf", "unfolded");
    separation::UnfoldedTrainingOptions options = line.unfolded;
    options.sizes.speechAtoms = line.speechAtoms.value_or(options.sizes.speechAtoms);
    options.sizes.noiseAtoms = line.noiseAtoms.value_or(options.sizes.noiseAtoms);
    options.batch = line.batch.value_or(options.batch);
    options.dictionaryFrames = static_cast<int>(
        std::clamp<std::int64_t>(line.maxFrames.value_or(options.dictionaryFrames), -1, 1 << 30));
    takeRun(line, options);
    if (!line.from.empty()) {
        options.from =
            std::dynamic_pointer_cast<const separation::layered::LayeredModel>(openModel(line.from));
        if (!options.from)
            throw UsageError(fmt::format(
                "--from: '{}' is not a model of two layers, from which training could go on", line.from));
    }
    return options;
}

separation::Corpus openCorpus(const std::vector<std::string>& foldersAndManifests, const std::string& kind,
                              const TrainCommandLine& line) {
    std::vector<separation::Corpus> corpora;
    for (const std::string& one : foldersAndManifests)
        corpora.push_back(openOne(one, kind, line));
    return separation::joinCorpora(std::move(corpora));
}

} // namespace winnow::tools
