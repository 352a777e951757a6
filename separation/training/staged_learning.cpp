// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/staged_learning.h"

#include "nmf/activation_blocks.h"
#include "nmf/atom_sums.h"
#include "nmf/column_shards.h"
#include "nmf/factorize_columns.h"
#include "separation/training/constants.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace winnow::separation {
namespace {

/// Activations of a new stage, from even ones on. @returns false if cancelled
bool findActivations(const nmf::ColumnSource<float>& V, const ClassLearningOptions& options,
                     const nmf::Matrix<float>& W, nmf::ActivationStore<float>& H,
                     const std::function<bool()>& goOn) {
    // Frames have mean 1 and atoms sum 1, so that W H has the frames' sums from the beginning.
    const float even = static_cast<float>(V.rows()) / static_cast<float>(W.cols());
    nmf::fillBlocks(
        H, [&](float* block, nmf::Index, nmf::Index count) { std::fill_n(block, count * W.cols(), even); });
    nmf::Options updates;
    updates.rank = W.cols();
    updates.beta = options.beta;
    updates.updateW = false;
    updates.tolerance = 0;
    updates.maxIterations = trainingConstants::growthActivationSteps;
    updates.checkEvery = updates.maxIterations;
    updates.overRelaxation = trainingConstants::overRelaxation;
    updates.threads = options.threads;
    updates.sharing = {options.ranks, V.rows(), options.frames};
    updates.progress = [&](const nmf::Progress&) { return goOn(); };
    return nmf::factorizeColumns<float>(V, W, H, true, updates).status != nmf::Status::Cancelled;
}

/// Of each atom's activations. All ranks.
nmf::Matrix<float> sumsOf(const nmf::ActivationStore<float>& H, const LearningStage& stage,
                          nmf::Communicator* ranks) {
    const std::vector<double> sums =
        nmf::atomSums<float>(H, nmf::ColumnShards::ofDense(stage.frames, ranks)).sums;
    return Eigen::Map<const Eigen::VectorXd>(sums.data(), std::ssize(sums)).cast<float>();
}

} // namespace

bool learnInStages(const HeldFrames& frames, const StagedLearning& learning, ClassState& state,
                   const ActivationLoader& load, const IterationCallback& progress,
                   const KeepCallback& keep) {
    int begin = 0; // of the stage, in updates
    for (const LearningStage& stage : learning.stages) {
        const int before = begin, end = begin += stage.iterations;
        if (state.iteration >= end) continue;
        ClassLearningOptions options = learning.options;
        options.iterations = stage.iterations;
        options.frames = stage.frames;
        options.startGiven = before > 0;
        const SpacedColumns V = frames.columns(stage, options.ranks);
        ActivationRoom room(options.atoms, V.columns(), learning.activations.memory,
                            learning.activations.folder);
        const ClassActivations H = room.activations();

        const auto onIteration = [&](int iteration, double objective) {
            return !progress || progress(before + iteration, objective);
        };
        ClassState own = state; // counted from the stage's beginning
        own.iteration -= before;
        bool finished = true;
        if (state.frames > 0) {
            if (state.frames != stage.frames || own.iteration == 0)
                throw std::runtime_error("the checkpoint is damaged: sizes");
            load(H.now);
        } else if (options.startGiven) {
            finished =
                findActivations(V, options, state.W, H.now, [&] { return onIteration(0, state.objective); });
        }
        const auto onSlice = [&](const ClassState& now) {
            state = now;
            state.iteration += before;
            state.frames = state.iteration < end ? stage.frames : 0;
            if (state.iteration == iterationsOf(learning.stages))
                state.denominator = sumsOf(H.now, stage, options.ranks);
            keep(state.frames > 0 ? &H.now : nullptr, false);
        };
        finished = finished && learnClass(V, options, own, H, onIteration, onSlice);
        if (finished) continue;
        keep(state.frames > 0 ? &H.now : nullptr, true);
        return false;
    }
    return true;
}

} // namespace winnow::separation
