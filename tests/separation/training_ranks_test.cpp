// SPDX-License-Identifier: GPL-3.0-or-later
/// Trainings shared out among ranks give the bytes of one process.
#include "separation/training/unfolded/unfolded_training.h"
#include "tests/separation/unfolded_support.h"
#include "tests/support/catch.h"
#include "tests/support/thread_ranks.h"
#include "tests/support/training_corpora.h"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;
using winnow::nmf::Communicator;
using winnow::tests::runAsRanks;

namespace {

using Bytes = std::vector<std::byte>;

Bytes bytesOf(const std::shared_ptr<Model>& model) {
    return model == nullptr ? Bytes() : serialiseModelFile(model->toFile());
}

/// train(communicator) as so many ranks; how many of their models have the bytes.
template <class Train> int ranksWith(const Bytes& expected, int size, const Train& train) {
    std::vector<char> same(static_cast<std::size_t>(size), 0);
    runAsRanks(size, [&](Communicator& ranks) {
        same[static_cast<std::size_t>(ranks.rank())] = bytesOf(train(&ranks)) == expected;
    });
    return static_cast<int>(std::count(same.begin(), same.end(), 1));
}

/// A step of three mixtures, so that ranks have unequal parts.
UnfoldedTrainingOptions unevenTraining() {
    UnfoldedTrainingOptions options = smallTraining();
    options.batch = 3;
    options.validationMixtures = 5;
    options.validationEvery = 2;
    return options;
}

TrainingCallback cancelIn(const std::string& stage) {
    return [=](const TrainingProgress& p) { return !p.stage.starts_with(stage); };
}

} // namespace

TEST_CASE("dictionaries learned by one to four ranks are the same, with all frames, from memory or not") {
    const TrainingCorpora corpora;
    auto options = TrainingCorpora::options();
    options.maxFrames = 0;
    options.online.on = GENERATE(false, true);
    options.speechAtoms = 3; // so that online there are frames enough for a sample
    const auto train = [&](Communicator* ranks) {
        auto own = options;
        own.ranks = ranks;
        return trainDictionaries(corpora.speech(), corpora.noise(), own);
    };
    const Bytes expected = bytesOf(train(nullptr));
    for (int size = 1; size <= 4; ++size)
        CHECK(ranksWith(expected, size, train) == size);
}

TEST_CASE("an unfolded training by one to four ranks gives the same model, more ranks than mixtures too") {
    const TrainingCorpora corpora;
    const auto options = unevenTraining();
    const auto train = [&](Communicator* ranks) {
        auto own = options;
        own.ranks = ranks;
        return trainUnfolded(corpora.speech(), corpora.noise(), own);
    };
    const Bytes expected = bytesOf(train(nullptr));
    for (int size = 1; size <= 4; ++size)
        CHECK(ranksWith(expected, size, train) == size);
}

TEST_CASE("a training cancelled by one rank goes on with another number of ranks to the same bytes") {
    const TrainingCorpora corpora;
    auto options = TrainingCorpora::options();
    auto unfolded = unevenTraining();
    const Bytes expected = bytesOf(trainDictionaries(corpora.speech(), corpora.noise(), options)),
                expectedUnfolded = bytesOf(trainUnfolded(corpora.speech(), corpora.noise(), unfolded));
    options.checkpoint = corpora / "nmf.part";
    unfolded.checkpoint = corpora / "unfolded.part";
    runAsRanks(3, [&](Communicator& ranks) {
        const bool here = ranks.rank() == 1;
        auto own = options;
        own.ranks = &ranks;
        trainDictionaries(corpora.speech(), corpora.noise(), own,
                          here ? cancelIn("learning noise")
                               : TrainingCallback([](const auto&) { return true; }));
        auto ownUnfolded = unfolded;
        ownUnfolded.ranks = &ranks;
        trainUnfolded(corpora.speech(), corpora.noise(), ownUnfolded,
                      here ? cancelIn("training, step 2") : TrainingCallback());
    });
    REQUIRE(std::filesystem::exists(options.checkpoint));
    REQUIRE(std::filesystem::exists(unfolded.checkpoint));
    options.resume = unfolded.resume = true;
    const int size = 2;
    CHECK(ranksWith(expected, size, [&](Communicator* ranks) {
              auto own = options;
              own.ranks = ranks;
              return trainDictionaries(corpora.speech(), corpora.noise(), own);
          }) == size);
    unfolded.ranks = nullptr;
    CHECK(bytesOf(trainUnfolded(corpora.speech(), corpora.noise(), unfolded)) == expectedUnfolded);
}

TEST_CASE("a recording that one rank cannot read ends all ranks with its name") {
    const TrainingCorpora corpora;
    writeFile(corpora / "speech/ben/broken.wav", "this is text");
    int failed = 0;
    std::mutex mutex;
    runAsRanks(3, [&](Communicator& ranks) {
        auto own = TrainingCorpora::options();
        own.ranks = &ranks;
        try {
            trainDictionaries(corpora.speech(), corpora.noise(), own);
        } catch (const std::exception& error) {
            const std::lock_guard lock(mutex);
            if (std::string(error.what()).find("broken.wav") != std::string::npos) ++failed;
        }
    });
    CHECK(failed == 3);
}
