// SPDX-License-Identifier: GPL-3.0-or-later
/// Learning from a batch that grows up to all frames.
#include "nmf/column_shards.h"
#include "nmf/factorize.h"
#include "nmf/random.h"
#include "separation/training/staged_learning.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"
#include "tests/support/thread_ranks.h"

#include <cmath>
#include <optional>
#include <vector>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

using Matrix = nmf::Matrix<float>;

/// Frames of a few parts with a floor, each of mean 1.
Matrix someFrames(nmf::Index rows, nmf::Index columns, int parts) {
    const auto uniform = [](std::uint64_t stream, nmf::Index i) {
        return static_cast<float>(nmf::uniformAt(3, stream, static_cast<std::uint64_t>(i)));
    };
    Matrix W(rows, parts), H(parts, columns);
    for (nmf::Index i = 0; i < W.size(); ++i)
        W.data()[i] = std::pow(uniform(1, i), 6.0F);
    for (nmf::Index i = 0; i < H.size(); ++i)
        H.data()[i] = std::pow(uniform(2, i), 4.0F);
    Matrix V = (W * H).array() + 1e-3F;
    for (nmf::Index j = 0; j < columns; ++j)
        V.col(j) /= V.col(j).mean();
    return V;
}

HeldFrames held(const Matrix& V, const std::vector<LearningStage>& stages, nmf::Communicator* ranks = nullptr,
                std::uint64_t memory = BlockStore::unlimited, const std::filesystem::path& folder = {}) {
    const FrameShare share(V.cols(), stages, ranks);
    HeldFrames frames(V.rows(), share, memory, memory, folder);
    for (nmf::Index j = 0; j < share.frames().count; ++j) {
        const nmf::Index frame = share.frames().first + j;
        frames.put(j, {V.col(frame).data(), static_cast<std::size_t>(V.rows())});
    }
    return frames;
}

StagedLearning learning(const std::vector<LearningStage>& stages, double beta, int atoms) {
    StagedLearning learning{stages, {}, {}};
    learning.options.atoms = atoms;
    learning.options.beta = beta;
    learning.options.seed = 2;
    return learning;
}

ClassState learned(const HeldFrames& frames, const StagedLearning& learning) {
    ClassState state;
    REQUIRE(learnInStages(frames, learning, state, {}, {}, [](const nmf::ColumnSource<float>*, bool) {}));
    return state;
}

double reached(const Matrix& V, const Matrix& W, double beta) {
    nmf::Options options;
    options.rank = W.cols();
    options.beta = beta;
    options.updateW = false;
    options.tolerance = 0;
    options.maxIterations = 200;
    return nmf::factorize<float>(V, W, {}, options).trace.back() / static_cast<double>(V.size());
}

} // namespace

TEST_CASE("a batch grows from a sample to all frames; few frames are learned from all at once") {
    const auto stages = growingBatches(94506, 80);
    REQUIRE(stages.size() == 6);
    CHECK(stages.front().frames == 1477); // of spacing 64, rounded up
    CHECK(stages.front().iterations == 200);
    for (std::size_t s = 1; s < stages.size(); ++s) {
        CHECK(stages[s].spacing < stages[s - 1].spacing);
        CHECK(stages[s].frames > stages[s - 1].frames);
        CHECK(stages[s].iterations < stages[s - 1].iterations);
    }
    CHECK(stages.back().frames == 94506);
    CHECK(stages.back().spacing == 1);
    CHECK(sampleSpacing(stages) == 4);

    const auto fewer = growingBatches(5000, 80); // a sample has ten frames an atom at least
    REQUIRE(fewer.size() == 2);
    CHECK(fewer.front().frames == 1250);
    CHECK(fewer.front().iterations == 200);
    const auto few = growingBatches(1000, 80);
    REQUIRE(few.size() == 1);
    CHECK(few.front().iterations == 200);
    CHECK(sampleSpacing(few) == 0);
    CHECK(iterationsOf(fewer) == 200 + fewer.back().iterations);
    CHECK(workOf(fewer, 10) == 10 * 1250);
    CHECK(workOf(fewer, 203) == 200 * 1250 + 3 * 5000);
}

TEST_CASE("ranks hold the frames that their columns of every stage are, in memory or not") {
    const nmf::Index rows = 7, columns = GENERATE(1000, 3001);
    Matrix V(rows, columns);
    for (nmf::Index i = 0; i < V.size(); ++i)
        V.data()[i] = static_cast<float>(i);
    const std::vector<LearningStage> stages{
        {16, spacedFrames(columns, 16), 3}, {4, spacedFrames(columns, 4), 2}, {1, columns, 1}};
    const TempDir folder;
    const int size = GENERATE(1, 2, 3, 4, 7);
    std::vector<std::vector<float>> seen(stages.size() * static_cast<std::size_t>(size));
    tests::runAsRanks(size, [&](nmf::Communicator& ranks) {
        for (const std::uint64_t memory : {std::uint64_t{0}, BlockStore::unlimited}) {
            const HeldFrames frames = held(V, stages, &ranks, memory, folder.path());
            for (std::size_t s = 0; s < stages.size(); ++s) {
                const SpacedColumns own = frames.columns(stages[s], &ranks);
                auto& numbers =
                    seen[s * static_cast<std::size_t>(size) + static_cast<std::size_t>(ranks.rank())];
                numbers.clear();
                std::vector<float> block(static_cast<std::size_t>(rows * 50));
                for (nmf::Index j = 0; j < own.columns(); j += 50) {
                    const nmf::Index some = std::min<nmf::Index>(50, own.columns() - j);
                    own.read(j, some, block.data());
                    for (nmf::Index k = 0; k < some; ++k) {
                        numbers.push_back(block[static_cast<std::size_t>(k * rows)]);
                        if (const float* const place = own.at(j + k)) {
                            if (*place != numbers.back()) numbers.push_back(-1);
                            if (own.at(j) + k * own.stride() != place) numbers.push_back(-2);
                        }
                    }
                }
            }
        }
    });
    for (std::size_t s = 0; s < stages.size(); ++s) {
        nmf::Index next = 0;
        for (std::size_t r = 0; r < static_cast<std::size_t>(size); ++r)
            for (const float value : seen[s * static_cast<std::size_t>(size) + r]) {
                REQUIRE(value == V(0, next));
                next += stages[s].spacing;
            }
        CHECK((next - 1) / stages[s].spacing == (columns - 1) / stages[s].spacing);
    }
}

TEST_CASE("a growing batch comes within a hundredth of updates of everything, in a third of the work") {
    const Matrix V = someFrames(40, 12000, 24); // more than the atoms can explain, as with sounds
    const double beta = GENERATE(0.0, 1.0, 2.0);
    CAPTURE(beta);
    const int atoms = 8, passes = 200;
    const auto stages = growingBatches(V.cols(), atoms), full = fullPasses(V.cols(), passes);
    REQUIRE(stages.size() == 6);
    const HeldFrames frames = held(V, stages);
    const ClassState state = learned(frames, learning(stages, beta, atoms));
    const double all = reached(V, learned(frames, learning(full, beta, atoms)).W, beta);
    CHECK(reached(V, state.W, beta) < 1.01 * all);
    CHECK(state.objective < 1.1 * all);
    CHECK(state.iteration == iterationsOf(stages));
    double work = workOf(stages, state.iteration);
    for (const LearningStage& stage : stages)
        work += 6.0 * static_cast<double>(stage.frames); // its first activations
    CHECK(work < workOf(full, passes) / 3);
    for (nmf::Index a = 0; a < atoms; ++a)
        CHECK(state.W.col(a).sum() == Approx(1).epsilon(1e-4));
}

TEST_CASE("learning in stages, stopped after any slice, goes on to the same bits, on any number of threads") {
    const Matrix V = someFrames(20, 2000, 4);
    const auto stages = growingBatches(V.cols(), 5);
    REQUIRE(stages.size() > 3);
    const HeldFrames frames = held(V, stages);
    auto options = learning(stages, GENERATE(0.0, 1.0, 2.0), 5);
    const ClassState whole = learned(frames, options);

    ClassState state;
    Matrix kept;
    int stops = 0;
    for (bool finished = false; !finished; ++stops) {
        REQUIRE(stops < 200);
        int calls = 0;
        finished = learnInStages(
            frames, options, state,
            [&](nmf::ActivationStore<float>& H) { // whole blocks, as stores want them
                for (nmf::Index j = 0; j < H.columns(); j += 120)
                    H.write(j, std::min<nmf::Index>(120, H.columns() - j), kept.col(j).data());
            },
            [&](int, double) { return ++calls < 29 + stops; },
            [&](const nmf::ColumnSource<float>* H, bool) {
                kept.resize(5, H != nullptr ? H->columns() : 0);
                if (H != nullptr) H->read(0, H->columns(), kept.data());
            });
    }
    CHECK(stops > 5);
    CHECK(state.W == whole.W);
    CHECK(state.objective == whole.objective);
    options.options.threads = 3;
    CHECK(learned(frames, options).W == whole.W);
    options.options.seed = 3;
    CHECK(learned(frames, options).W != whole.W);
}

TEST_CASE("learning in stages is the same for any number of ranks, and where nothing is in memory") {
    const Matrix V = someFrames(20, 3000, 4);
    const auto stages = growingBatches(V.cols(), 5);
    const auto options = learning(stages, 1, 5);
    const ClassState whole = learned(held(V, stages), options);
    const TempDir folder;
    const int size = GENERATE(1, 2, 3, 4);
    std::vector<Matrix> found(static_cast<std::size_t>(size));
    tests::runAsRanks(size, [&](nmf::Communicator& ranks) {
        auto own = options;
        own.options.ranks = &ranks;
        own.activations = {0, folder.path()};
        found[static_cast<std::size_t>(ranks.rank())] =
            learned(held(V, stages, &ranks, 0, folder.path()), own).W;
    });
    for (const Matrix& W : found)
        CHECK(W == whole.W);
}

TEST_CASE("a state that fits no stage is refused") {
    const Matrix V = someFrames(20, 600, 4);
    const auto stages = growingBatches(V.cols(), 5);
    const HeldFrames frames = held(V, stages);
    ClassState state = learned(frames, learning(stages, 1, 5));
    state.iteration = 20;
    state.frames = 17;
    CHECK_THROWS_WITH(learnInStages(frames, learning(stages, 1, 5), state, {}, {},
                                    [](const nmf::ColumnSource<float>*, bool) {}),
                      Contains("damaged"));
}
