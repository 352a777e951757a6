// SPDX-License-Identifier: GPL-3.0-or-later
/// All of a training's state, and its file.
#pragma once

#include "nmf/communicator.h"
#include "separation/training/unfolded/adam.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace winnow::separation::unfolded {

/// One row of the log.
struct LogRow {
    std::int64_t step = 0;   ///< steps done
    double seconds = 0;      ///< since the start, sessions added up
    double trainingLoss = 0; ///< mean since the last row; NaN in the first
    double validationLoss = 0;
};

/// Everything that the rest of a training depends on. Mixtures are numbered by step, so no generator is in
/// it.
struct TrainerState {
    std::string optionsHash;  ///< of sizes, options and version: a checkpoint of another training is refused
    std::string sourcesHash;  ///< of the recordings' names and contents, and of the model to go on from
    std::int64_t steps = 0;   ///< planned
    std::int64_t skipped = 0; ///< steps whose gradient was not finite
    std::vector<float> theta;
    std::vector<float> average; ///< of the latest theta: what is validated, and the result
    AdamState adam;
    std::vector<float> best; ///< the average with the least validation loss so far
    double bestLoss = std::numeric_limits<double>::infinity();
    std::int64_t bestStep = 0;
    double seconds = 0;
    double lossSum = 0; ///< since the last row of the log
    std::int64_t lossCount = 0;
    std::vector<LogRow> log;
};

/// Written beside the target and renamed: the file is the old checkpoint or the whole new one at any time.
/// Ends with the SHA-256 of all before it. @throws std::runtime_error naming the file. [main]
void writeCheckpoint(const std::filesystem::path& path, const TrainerState& state);

/// @throws std::runtime_error naming the file: missing, not a checkpoint, of another version, damaged. [main]
TrainerState readCheckpoint(const std::filesystem::path& path);

/// Rank 0 reads the file and sends it to the others. All ranks. @param ranks  null: one process  @throws as
/// above
TrainerState readCheckpoint(const std::filesystem::path& path, nmf::Communicator* ranks);

/// "step,seconds,training_loss,validation_loss" and a line a row. @throws std::runtime_error naming the file.
/// [main]
void writeLog(const std::filesystem::path& path, const std::vector<LogRow>& log);

} // namespace winnow::separation::unfolded
