// SPDX-License-Identifier: GPL-3.0-or-later
/// Learns the atoms of a class in stages: from a batch that grows, or from all frames at once.
#pragma once

#include "separation/training/class_learning.h"
#include "separation/training/held_frames.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

namespace winnow::separation {

/// Where a stage's activations are.
struct ActivationPlace {
    std::uint64_t memory = BlockStore::unlimited; ///< bytes to hold in memory, of each of three copies
    std::filesystem::path folder;                 ///< for the rest
};

struct StagedLearning {
    std::span<const LearningStage> stages;
    ClassLearningOptions options; ///< `iterations`, `frames` and `startGiven` are not read
    ActivationPlace activations;
};

/// Fills this rank's activations of the stage that the state is in. All ranks.
using ActivationLoader = std::function<void(nmf::ActivationStore<float>& H)>;
/// Called after every slice, and with `last` where the learning is cancelled.
/// @param H  this rank's activations that belong to the state; null: none are needed, as a stage is to begin
using KeepCallback = std::function<void(const nmf::ColumnSource<float>* H, bool last)>;

/// Goes on from `state` through all stages; the first begins with random factors, each other with the atoms
/// that the one before came to, and with activations that follow from these in a few updates.
/// In the end `state.denominator` has the sum of each atom's activations over the last stage's frames.
/// `state.iteration` counts the updates of all stages, `state.frames` those of the stage it is in.
/// Stopping anywhere and going on gives the same bits, and so do any number of threads and ranks. [main]
/// @param load  called where `state.frames` > 0
/// @returns false if cancelled; `state` then holds all whole slices done
/// @throws std::runtime_error where `state` fits no stage
bool learnInStages(const HeldFrames& frames, const StagedLearning& learning, ClassState& state,
                   const ActivationLoader& load, const IterationCallback& progress, const KeepCallback& keep);

} // namespace winnow::separation
