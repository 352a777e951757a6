// SPDX-License-Identifier: GPL-3.0-or-later
/// How far a training has come, and the file that keeps it.
#pragma once

#include "nmf/types.h"

#include <array>
#include <filesystem>
#include <string>

namespace winnow::separation {

/// One class's learning. Multiplicative updates have no other memory than W and H, so they are all there is
/// to keep.
struct ClassState {
    int iteration = 0;
    double objective = 0; ///< divergence per value of V; 0 before the first slice
    nmf::Matrix<float> W; ///< bins x atoms; empty before the first slice
    nmf::Matrix<float> H; ///< atoms x frames; empty again once the class is learned
};

/// Speech, then noise.
struct TrainingState {
    std::string optionsHash; ///< of everything but the corpora that shapes the result
    std::string corpusHash;  ///< of the recordings' names, contents and categories
    std::array<ClassState, 2> classes;
};

/// Written beside the target and renamed: the file is the old checkpoint or the whole new one at any time.
/// @throws std::runtime_error naming the file. [main]
void saveCheckpoint(const std::filesystem::path& path, const TrainingState& state);

/// @throws std::runtime_error naming the file: missing, not a checkpoint, damaged, of another version of the
/// format. Sizes are checked against the file's before anything is allocated. [main]
TrainingState loadCheckpoint(const std::filesystem::path& path);

} // namespace winnow::separation
