// SPDX-License-Identifier: GPL-3.0-or-later
/// The command line of `winnow train`.
#pragma once

#include "separation/training/dictionary_training.h"
#include "separation/training/dictionary_update.h"
#include "separation/training/unfolded/unfolded_training.h"
#include "tools/shared_options.h"

#include <CLI/App.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace winnow::tools {

/// As it was typed.
struct TrainCommandLine {
    std::vector<std::string> speech, noise; ///< folders or manifests
    std::string output, name, description;
    std::string method = "unfolded";
    std::string split; ///< empty: "train" where a manifest has splits
    std::vector<std::string> licences;

    // Of both methods, whose defaults differ.
    std::optional<int> speechAtoms, noiseAtoms, batch;
    std::optional<std::int64_t> maxFrames;
    std::uint64_t seed = 0;
    int threads = 0;
    std::filesystem::path checkpoint;
    double checkpointMinutes = 5;
    separation::MemoryLimit memory;
    nmf::Communicator* ranks = nullptr; ///< not an option: those that mpirun started
    bool resume = false;

    // Of one method; the lists hold the options' names as given on this command line.
    std::string loss = "kl";
    separation::DictionaryTrainingOptions nmf;
    std::optional<int> passes;
    std::optional<double> forgetting;
    std::string update; ///< model to add recordings to; empty: none
    std::string from;   ///< model to go on from; empty: none
    separation::UnfoldedTrainingOptions unfolded;
    std::vector<const CLI::Option*> nmfOnly, unfoldedOnly;
    const CLI::Option* methodOption = nullptr;

    Reporting reporting;
    bool force = false, json = false;
};

/// Adds the subcommand, its options and help. [main]
CLI::App* addTrainOptions(CLI::App& program, TrainCommandLine& line);

/// What --memory and --cache say. [main]
separation::MemoryLimit memoryLimit(const TrainCommandLine& line);

/// The options of the method "nmf". @throws UsageError: options of another method, out of range. [main]
separation::DictionaryTrainingOptions nmfOptions(const TrainCommandLine& line);

/// Those of --update. @throws UsageError. [main]
separation::DictionaryUpdateOptions updateOptions(const TrainCommandLine& line);

/// The model to add to. @throws UsageError: one of another engine; separation::ModelFileError. [main]
std::shared_ptr<const separation::NmfModel> modelToUpdate(const TrainCommandLine& line);

/// What an option that is not there means: with --update, the method, and no recordings of one kind.
/// @throws UsageError: recordings are missing. [main]
void complete(TrainCommandLine& line);

/// The options of the method "unfolded"; opens the model to go on from.
/// @throws UsageError: options of another method or that contradict each other, a model of another engine;
/// separation::ModelFileError. [main]
separation::UnfoldedTrainingOptions unfoldedOptions(const TrainCommandLine& line);

/// Recordings of folders, and the rows of manifests with the given kind; none of nothing.
/// @throws UsageError for filters without a manifest, std::runtime_error: see corpus.h. [main]
separation::Corpus openCorpus(const std::vector<std::string>& foldersAndManifests, const std::string& kind,
                              const TrainCommandLine& line);

} // namespace winnow::tools
