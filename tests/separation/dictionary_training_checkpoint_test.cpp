// SPDX-License-Identifier: GPL-3.0-or-later
/// Interrupted trainings go on to the same bytes; checkpoints that do not fit are refused.
#include "nmf/factorize.h"
#include "separation/training/class_learning.h"
#include "separation/training/training_state.h"
#include "tests/support/catch.h"
#include "tests/support/thread_ranks.h"
#include "tests/support/training_corpora.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

std::vector<std::byte> bytesOf(const std::shared_ptr<NmfModel>& model) {
    REQUIRE(model != nullptr);
    return serialiseModelFile(model->toFile());
}

/// Cancels at the n-th call from a stage of learning.
TrainingCallback cancelAt(const std::string& stage, int call) {
    return [=](const TrainingProgress& p) mutable { return p.stage != stage || --call > 0; };
}

TrainingState someState() {
    TrainingState state{"options", "corpus", {}};
    state.classes[0] = {30, true, 0.1234567890123456789, Eigen::MatrixXf::Random(5, 2), 0, {}, {}, 0};
    state.classes[1] = {17,
                        false,
                        2.0 / 3,
                        Eigen::MatrixXf::Random(5, 3),
                        250,
                        Eigen::MatrixXf::Random(5, 3),
                        Eigen::MatrixXf::Random(3, 1),
                        1.0 / 7};
    return state;
}

/// With activations for the second class.
void save(const std::filesystem::path& path, nmf::Matrix<float> H = nmf::Matrix<float>::Random(3, 250)) {
    const nmf::MatrixActivations<float> store(H);
    saveCheckpoint(path, someState(), &store);
}

} // namespace

TEST_CASE("a training cancelled anywhere and resumed gives the bytes of one that ran through") {
    const TrainingCorpora corpora;
    auto options = TrainingCorpora::options();
    options.sparsity = GENERATE(0.0, 0.05);
    const auto expected = bytesOf(trainDictionaries(corpora.speech(), corpora.noise(), options));

    options.checkpoint = corpora / "checkpoint";
    const std::string stage = GENERATE("learning speech", "learning noise");
    const int call = GENERATE(1, 7, 10, 23, 30);
    REQUIRE(trainDictionaries(corpora.speech(), corpora.noise(), options, cancelAt(stage, call)) == nullptr);
    const auto kept = loadCheckpoint(options.checkpoint);
    CHECK(kept.classes[stage == "learning speech" ? 0 : 1].iteration ==
          (call == 30 ? 30 : call / 20 * 20)); // slices

    options.resume = true;
    options.threads = 2;
    CHECK(bytesOf(trainDictionaries(corpora.speech(), corpora.noise(), options)) == expected);
}

TEST_CASE("a training interrupted twice still gives the same bytes") {
    const TrainingCorpora corpora;
    auto options = TrainingCorpora::options();
    const auto expected = bytesOf(trainDictionaries(corpora.speech(), corpora.noise(), options));
    options.checkpoint = corpora / "checkpoint";
    CHECK(trainDictionaries(corpora.speech(), corpora.noise(), options, cancelAt("learning speech", 3)) ==
          nullptr);
    options.resume = true;
    CHECK(trainDictionaries(corpora.speech(), corpora.noise(), options, cancelAt("learning speech", 2)) ==
          nullptr);
    CHECK(trainDictionaries(corpora.speech(), corpora.noise(), options, cancelAt("learning noise", 11)) ==
          nullptr);
    CHECK(bytesOf(trainDictionaries(corpora.speech(), corpora.noise(), options)) == expected);
}

TEST_CASE("checkpoints are written while a training runs, for the case that nobody can cancel it") {
    const TrainingCorpora corpora;
    auto options = TrainingCorpora::options();
    options.checkpoint = corpora / "checkpoint";
    options.checkpointEvery = 1;
    int iteration = -1;
    trainDictionaries(corpora.speech(), corpora.noise(), options, [&](const TrainingProgress& p) {
        if (p.stage == "learning speech" && iteration < 0 && std::filesystem::exists(options.checkpoint))
            iteration = loadCheckpoint(options.checkpoint).classes[0].iteration;
        return true;
    });
    CHECK(iteration == 20);
}

TEST_CASE("a checkpoint of other options, other recordings or none at all is refused with a sentence") {
    const TrainingCorpora corpora;
    auto options = TrainingCorpora::options();
    options.checkpoint = corpora / "checkpoint";
    options.resume = true;
    const auto train = [&] { return trainDictionaries(corpora.speech(), corpora.noise(), options); };
    CHECK_THROWS_WITH(train(), Contains("no such checkpoint"));

    options.resume = false;
    CHECK(trainDictionaries(corpora.speech(), corpora.noise(), options, cancelAt("learning speech", 5)) ==
          nullptr);
    options.resume = true;
    SECTION("other seed") {
        options.seed += 1;
        CHECK_THROWS_WITH(train(), Contains("checkpoint") && Contains("other options"));
    }
    SECTION("a recording changed") {
        writeWav(corpora / "speech/ann/1.wav", speechLike(9000, 8000), 8000);
        CHECK_THROWS_WITH(train(), Contains("other recordings"));
    }
    SECTION("a recording more") {
        writeWav(corpora / "noise/hum/2.wav", uniformNoise(4000, 2), 8000);
        CHECK_THROWS_WITH(train(), Contains("other recordings"));
    }
}

TEST_CASE("a checkpoint is read back as it was written, to the last bit") {
    const TempDir folder;
    std::srand(1); // of Eigen's Random
    const auto state = someState();
    nmf::Matrix<float> H = nmf::Matrix<float>::Random(3, 250), back = nmf::Matrix<float>::Zero(3, 250);
    const nmf::MatrixActivations<float> store(H);
    saveCheckpoint(folder / "c", state, &store);
    const auto read = loadCheckpoint(folder / "c");
    CHECK(read.optionsHash == state.optionsHash);
    CHECK(read.corpusHash == state.corpusHash);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(read.classes[i].iteration == state.classes[i].iteration);
        CHECK(read.classes[i].objective == state.classes[i].objective);
        CHECK(read.classes[i].W == state.classes[i].W);
        CHECK(read.classes[i].frames == state.classes[i].frames);
        CHECK(read.classes[i].learned == state.classes[i].learned);
        CHECK(read.classes[i].numerator == state.classes[i].numerator);
        CHECK(read.classes[i].denominator == state.classes[i].denominator);
        CHECK(read.classes[i].passDivergence == state.classes[i].passDivergence);
    }
    nmf::MatrixActivations<float> target(back);
    loadActivations(folder / "c", target);
    CHECK(back == H);
    CHECK(folder.names() == std::vector<std::string>{"c"});
}

TEST_CASE("ranks keep their activations in one checkpoint, from which any number of ranks goes on") {
    const TempDir folder;
    const nmf::Index frames = 250;
    const nmf::Matrix<float> H = nmf::Matrix<float>::Random(3, frames);
    const auto path = folder / "c";
    const auto own = [&](nmf::Communicator& ranks) {
        nmf::Options options;
        options.sharing.ranks = &ranks;
        return nmf::ownPart(5, frames, options, false);
    };
    TrainingState state = someState();
    std::string bytes;
    for (const int ranks : {1, 2, 3, 5}) {
        tests::runAsRanks(ranks, [&](nmf::Communicator& rank) {
            const auto part = own(rank);
            nmf::Matrix<float> mine = H.middleCols(part.first, part.count);
            const nmf::MatrixActivations<float> store(mine);
            saveCheckpoint(path, state, &store, &rank);
        });
        if (bytes.empty()) bytes = contentOf(path);
        CHECK(contentOf(path) == bytes);
    }
    for (const int ranks : {1, 2, 4}) {
        std::vector<char> right(static_cast<std::size_t>(ranks), 0);
        tests::runAsRanks(ranks, [&](nmf::Communicator& rank) {
            const auto part = own(rank);
            nmf::Matrix<float> mine = nmf::Matrix<float>::Zero(3, part.count);
            nmf::MatrixActivations<float> store(mine);
            const TrainingState loaded = loadCheckpoint(path, &rank);
            loadActivations(path, store, &rank);
            right[static_cast<std::size_t>(rank.rank())] = loaded.classes[1].W == state.classes[1].W &&
                                                           loaded.corpusHash == "corpus" &&
                                                           mine == H.middleCols(part.first, part.count);
        });
        CHECK(std::count(right.begin(), right.end(), 1) == ranks);
    }
    CHECK_THROWS_WITH(tests::runAsRanks(3,
                                        [&](nmf::Communicator& rank) {
                                            const auto part = own(rank);
                                            nmf::Matrix<float> mine = H.middleCols(part.first, part.count);
                                            const nmf::MatrixActivations<float> store(mine);
                                            saveCheckpoint(folder / "none/c", state, &store, &rank);
                                        }),
                      Contains("none/c: the checkpoint cannot be written"));
}

TEST_CASE("damaged checkpoints are refused, wherever a bit is wrong or the end is missing") {
    const TempDir folder;
    save(folder / "c");
    const std::string good = contentOf(folder / "c");
    for (std::size_t at = 0; at < good.size(); at += 7) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x10);
        writeFile(folder / "bad", bad);
        CHECK_THROWS_AS(loadCheckpoint(folder / "bad"), std::runtime_error);
        writeFile(folder / "bad", good.substr(0, at));
        CHECK_THROWS_AS(loadCheckpoint(folder / "bad"), std::runtime_error);
    }
    CHECK_THROWS_WITH(loadCheckpoint(writeFile(folder / "text", "hello")),
                      Contains("not a training checkpoint"));
    CHECK_THROWS_WITH(loadCheckpoint(folder.path()), Contains("is not a file"));
}

TEST_CASE("slices are short where an iteration takes minutes") {
    CHECK_FALSE(isLongIteration(257, 20000, 80));
    CHECK_FALSE(isLongIteration(257, 7'000'000, 80));
    CHECK(isLongIteration(257, 8'000'000, 80));
    CHECK(isLongIteration(513, nmf::Index{1} << 33, 200));
}

TEST_CASE("a checkpoint that cannot be written says so") {
    const TempDir folder;
    CHECK_THROWS_WITH(save(folder / "none/c"), Contains("cannot be written"));
}
