// SPDX-License-Identifier: GPL-3.0-or-later
/// Learning from batches beside passes over all frames: processor time, and the divergence that the atoms
/// reach on the frames they were learned from. Arguments: see main.
#include "nmf/atom_sums.h"
#include "nmf/column_shards.h"
#include "nmf/factorize_columns.h"
#include "separation/training/class_frames.h"
#include "separation/training/constants.h"
#include "separation/training/dictionary_update.h"
#include "separation/training/online_learning.h"
#include "separation/training/staged_learning.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>

namespace {

using namespace winnow;
using namespace winnow::separation;

struct Comparison {
    std::int64_t frames = 0; ///< drawn at most; 0: all
    double beta = 1;
    int threads = 1;
    std::uint64_t seed = 0;
    OnlineTraining online;
};

double processorSeconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Divergence per value of the frames with these atoms, and activations after many updates.
double reached(const nmf::ColumnSource<float>& V, const nmf::Matrix<float>& W, const Comparison& run) {
    nmf::Options options;
    options.rank = W.cols();
    options.beta = run.beta;
    options.updateW = false;
    options.tolerance = 0;
    options.maxIterations = 200;
    options.checkEvery = 100;
    options.threads = run.threads;
    return nmf::factorizeColumns<float>(V, false, W, {}, options).trace.back() /
           static_cast<double>(V.rows() * V.columns());
}

/// The frames that a training learns from.
HeldFrames drawn(const std::string& manifest, const std::string& label, int atoms, const Comparison& run,
                 nmf::Index& count) {
    const Corpus corpus = corpusFromManifest(manifest, label, "train", {});
    const FrontEnd frontEnd = DictionaryTrainingOptions().frontEnd;
    const int size = frameSize(frontEnd, 16000);
    FrameDrawOptions draw;
    draw.label = label;
    draw.grid = {16000, size, size / frontEnd.overlap};
    draw.maxFrames = run.frames;
    draw.secondsPerCategory = trainingConstants::secondsPerCategory;
    draw.seed = run.seed;
    draw.threads = run.threads;
    auto surveys = surveyRecordings(corpus, draw, {});
    const FramePlan plan = planFrames(corpus, draw, atoms, surveys);
    count = plan.total();
    HeldFrames frames(size / 2 + 1, FrameShare(count, growingBatches(count, atoms), nullptr),
                      BlockStore::unlimited, BlockStore::unlimited, "");
    drawFrames(corpus, draw, plan, surveys, 0, count,
               [&](nmf::Index j, std::span<const float> values) { frames.put(j, values); }, {});
    return frames;
}

ClassState staged(const HeldFrames& frames, const std::vector<LearningStage>& stages, int atoms,
                  const Comparison& run) {
    StagedLearning learning{stages, {}, {}};
    learning.options.atoms = atoms;
    learning.options.beta = run.beta;
    learning.options.threads = run.threads;
    learning.options.seed = run.seed;
    ClassState state;
    learnInStages(frames, learning, state, {}, {}, [](const nmf::ColumnSource<float>*, bool) {});
    return state;
}

ClassState fromBatchesOfOneSize(const nmf::ColumnSource<float>& V, int atoms, const Comparison& run) {
    OnlineLearningOptions options;
    options.atoms = atoms;
    options.beta = run.beta;
    options.passes = run.online.passes;
    options.batch = run.online.batch;
    options.forgetting = run.online.forgetting;
    options.seed = run.seed;
    options.threads = run.threads;
    ClassState state;
    learnClassOnline(V, options, state, {}, {});
    return state;
}

/// The first half of the frames by updates of everything; then the second is added.
/// @param seconds  gets the processor time of the adding
ClassState addedHalf(const nmf::ColumnSource<float>& V, int atoms, const Comparison& run, double& seconds) {
    const nmf::Index half = V.columns() / 2;
    const nmf::ColumnRange<float> first(V, 0, half), second(V, half, V.columns() - half);
    ClassLearningOptions learning;
    learning.atoms = atoms;
    learning.iterations = DictionaryTrainingOptions().iterations;
    learning.seed = run.seed;
    learning.threads = run.threads;
    learning.frames = half;
    ActivationRoom room(atoms, half, BlockStore::unlimited, "");
    ClassState state;
    learnClass(first, learning, state, room.activations(), {}, {});
    const auto sums = nmf::atomSums<float>(room.activations().now, nmf::ColumnShards::ofDense(half)).sums;
    const KnownAtoms known{state.W,
                           Eigen::Map<const Eigen::VectorXd>(sums.data(), std::ssize(sums)).cast<float>()};
    OnlineLearningOptions options;
    const DictionaryUpdateOptions defaults;
    options.atoms = atoms;
    options.passes = defaults.passes;
    options.batch = defaults.batch;
    options.seed = run.seed;
    options.threads = run.threads;
    options.known = &known;
    const double start = processorSeconds();
    ClassState updated;
    updated.W = state.W;
    learnClassOnline(second, options, updated, {}, {});
    seconds = processorSeconds() - start;
    std::printf("  %-22s          %.5f\n", "first half alone", reached(V, state.W, run));
    return updated;
}

void compare(const std::string& manifest, const std::string& label, int atoms, const Comparison& run) {
    nmf::Index count = 0;
    const HeldFrames frames = drawn(manifest, label, atoms, run, count);
    const auto full = fullPasses(count, DictionaryTrainingOptions().iterations);
    const SpacedColumns V = frames.columns(full.front(), nullptr);
    std::printf("%-6s %8lld frames, beta %g, seed %llu\n", label.c_str(), static_cast<long long>(count),
                run.beta, static_cast<unsigned long long>(run.seed));
    double fullSeconds = 0, fullReached = 0;
    const auto measure = [&](const char* name, const std::function<ClassState()>& learn) {
        const double start = processorSeconds();
        const ClassState state = learn();
        const double seconds = processorSeconds() - start, divergence = reached(V, state.W, run);
        if (fullSeconds == 0) {
            fullSeconds = seconds;
            fullReached = divergence;
        }
        std::printf("  %-22s %6.1f s %.5f: %5.1f %% of the time, %+.2f %%\n", name, seconds, divergence,
                    100 * seconds / fullSeconds, 100 * (divergence / fullReached - 1));
        std::fflush(stdout);
    };
    measure("updates of everything", [&] { return staged(frames, full, atoms, run); });
    measure("growing batches", [&] { return staged(frames, growingBatches(count, atoms), atoms, run); });
    if (run.online.batch > 0)
        measure("batches of one size", [&] { return fromBatchesOfOneSize(V, atoms, run); });
    if (run.beta != 1) return;
    double seconds = 0;
    const ClassState updated = addedHalf(V, atoms, run, seconds);
    const double divergence = reached(V, updated.W, run);
    std::printf("  %-22s %6.1f s %.5f: %5.1f %% of the time, %+.2f %%\n", "second half added", seconds,
                divergence, 100 * seconds / fullSeconds, 100 * (divergence / fullReached - 1));
}

double argument(int argc, char** argv, int at, double otherwise) {
    return argc > at ? std::atof(argv[at]) : otherwise;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: bench_online_training MANIFEST [FRAMES] [BETA] [SEED] [THREADS] [BATCH] [PASSES] "
                   "[FORGETTING]\n",
                   stderr);
        return 2;
    }
    const DictionaryTrainingOptions defaults;
    Comparison run;
    run.frames = static_cast<std::int64_t>(argument(argc, argv, 2, 0));
    run.beta = argument(argc, argv, 3, 1);
    run.seed = static_cast<std::uint64_t>(argument(argc, argv, 4, 0));
    run.threads = static_cast<int>(argument(argc, argv, 5, 1));
    run.online.batch = static_cast<int>(argument(argc, argv, 6, 0));
    run.online.passes = static_cast<int>(argument(argc, argv, 7, defaults.online.passes));
    run.online.forgetting = argument(argc, argv, 8, defaults.online.forgetting);
    compare(argv[1], "speech", defaults.speechAtoms, run);
    compare(argv[1], "noise", defaults.noiseAtoms, run);
    return 0;
}
