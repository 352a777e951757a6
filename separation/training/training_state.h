// SPDX-License-Identifier: GPL-3.0-or-later
/// How far a training has come, and the file that keeps it.
#pragma once

#include "nmf/activation_store.h"
#include "nmf/communicator.h"

#include <array>
#include <filesystem>
#include <string>

namespace winnow::separation {

/// One class's learning. Multiplicative updates have no other memory than W and H, so they are all there is
/// to keep.
struct ClassState {
    int iteration = 0;
    bool learned = false; ///< nothing is left to do
    double objective = 0; ///< divergence per value of V; 0 before the first slice
    nmf::Matrix<float> W; ///< bins x atoms; empty before the first slice
    /// Columns of the activations that belong to it (atoms x frames, of all ranks): 0 before the first slice
    /// of a stage and once the class is learned.
    nmf::Index frames = 0;
    // Of online learning, which counts batches as iterations.
    nmf::Matrix<float> numerator, denominator; ///< the sums that W follows from; empty otherwise
    // The denominator of a class that is learned is the sum of each atom's activations (atoms x 1).
    double passDivergence = 0; ///< of the batches of the pass so far
};

/// Speech, then noise; one at a time has activations.
struct TrainingState {
    std::string optionsHash; ///< of everything but the corpora that shapes the result
    std::string corpusHash;  ///< of the recordings' names, contents and categories
    std::array<ClassState, 2> classes;
};

/// Replaces the file as a whole (system/replaced_file.h). Rank 0 writes; the others send it their
/// activations. All ranks.
/// @param H      this rank's columns of the activations of the class that has some; null: none has
/// @param ranks  null: one process
/// @throws std::runtime_error naming the file (SharedFailure with ranks). [main]
void saveCheckpoint(const std::filesystem::path& path, const TrainingState& state,
                    const nmf::ColumnSource<float>* H, nmf::Communicator* ranks = nullptr);

/// All but the activations. Rank 0 reads. All ranks.
/// @throws std::runtime_error naming the file: missing, not a checkpoint, damaged, of another version of the
/// format. Sizes are checked against the file's before anything is allocated. [main]
TrainingState loadCheckpoint(const std::filesystem::path& path, nmf::Communicator* ranks = nullptr);

/// The activations of the file's class that has some. Rank 0 reads and sends the others theirs. All ranks.
/// @param H  of the right number of rows; takes this rank's columns
/// @throws std::runtime_error naming the file. [main]
void loadActivations(const std::filesystem::path& path, nmf::ActivationStore<float>& H,
                     nmf::Communicator* ranks = nullptr);

} // namespace winnow::separation
