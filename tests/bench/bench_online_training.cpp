// SPDX-License-Identifier: GPL-3.0-or-later
/// Online learning beside passes over all frames: time, and the divergence that the atoms reach on the frames
/// they were learned from. Arguments: see main.
#include "nmf/factorize_columns.h"
#include "separation/constants.h"
#include "separation/training/class_frames.h"
#include "separation/training/class_store.h"
#include "separation/training/constants.h"
#include "separation/training/dictionary_training.h"
#include "separation/training/online_learning.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace winnow;
using namespace winnow::separation;

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Divergence per value of the frames with these atoms, and activations after many updates.
double reached(const nmf::ColumnSource<float>& V, const nmf::Matrix<float>& W, double beta, int threads) {
    nmf::Options options;
    options.rank = W.cols();
    options.beta = beta;
    options.updateW = false;
    options.tolerance = 0;
    options.maxIterations = 200;
    options.checkEvery = 100;
    options.threads = threads;
    return nmf::factorizeColumns<float>(V, false, W, {}, options).trace.back() /
           static_cast<double>(V.rows() * V.columns());
}

void compare(const Corpus& corpus, const std::string& label, int atoms, std::int64_t frames,
             const OnlineLearningOptions& online) {
    const int size = frameSize(DictionaryTrainingOptions().frontEnd, 16000);
    FrameDrawOptions draw;
    draw.label = label;
    draw.grid = {16000, size, size / DictionaryTrainingOptions().frontEnd.overlap};
    draw.maxFrames = frames;
    draw.secondsPerCategory = trainingConstants::secondsPerCategory;
    draw.threads = online.threads;
    auto surveys = surveyRecordings(corpus, draw, {});
    const FramePlan plan = planFrames(corpus, draw, atoms, surveys);
    FrameStore store(size / 2 + 1, plan.total(), BlockStore::unlimited, "");
    drawFrames(corpus, draw, plan, surveys, 0, plan.total(),
               [&](nmf::Index j, std::span<const float> v) { store.put(j, v); }, {});

    ClassLearningOptions full;
    full.atoms = atoms;
    full.beta = online.beta;
    full.iterations = DictionaryTrainingOptions().iterations;
    full.threads = online.threads;
    full.frames = plan.total();
    ClassState fullState, onlineState;
    ActivationRoom room(atoms, plan.total(), BlockStore::unlimited, "");
    double start = now();
    learnClass(store.columns(), full, fullState, room.activations(), {}, {});
    const double fullSeconds = now() - start;
    const double fullReached = reached(store.columns(), fullState.W, online.beta, online.threads);

    OnlineLearningOptions own = online;
    own.atoms = atoms;
    start = now();
    learnClassOnline(store.columns(), own, onlineState, {}, {});
    const double onlineSeconds = now() - start;
    const double onlineReached = reached(store.columns(), onlineState.W, online.beta, online.threads);
    std::printf("%-6s %8lld frames: full %6.1f s %.5f (%.5f); online %6.1f s %.5f (%.5f): %5.2f %% of the "
                "time, %+.2f %%\n",
                label.c_str(), static_cast<long long>(plan.total()), fullSeconds, fullReached,
                fullState.objective, onlineSeconds, onlineReached, onlineState.objective,
                100 * onlineSeconds / fullSeconds, 100 * (onlineReached / fullReached - 1));
}

double argument(int argc, char** argv, int at, double otherwise) {
    return argc > at ? std::atof(argv[at]) : otherwise;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs(
            "usage: bench_online_training MANIFEST [FRAMES] [PASSES] [BATCH] [BETA] [THREADS] [FORGETTING]\n",
            stderr);
        return 2;
    }
    const DictionaryTrainingOptions defaults;
    const auto frames = static_cast<std::int64_t>(argument(argc, argv, 2, 20000));
    OnlineLearningOptions online;
    online.passes = static_cast<int>(argument(argc, argv, 3, defaults.online.passes));
    online.batch = static_cast<int>(argument(argc, argv, 4, defaults.online.batch));
    online.beta = argument(argc, argv, 5, 1);
    online.threads = static_cast<int>(argument(argc, argv, 6, 1));
    online.forgetting = argument(argc, argv, 7, defaults.online.forgetting);
    compare(corpusFromManifest(argv[1], "speech", "train", {}), "speech", defaults.speechAtoms, frames,
            online);
    compare(corpusFromManifest(argv[1], "noise", "train", {}), "noise", defaults.noiseAtoms, frames, online);
    return 0;
}
