// SPDX-License-Identifier: GPL-3.0-or-later
/// Recordings read from a cache file give the model that recordings in memory give.
#include "separation/training/unfolded/source_audio.h"
#include "separation/training/unfolded/unfolded_training.h"
#include "separation/training/unfolded/working_memory.h"
#include "tests/separation/unfolded_support.h"
#include "tests/support/catch.h"
#include "tests/support/training_corpora.h"

using namespace winnow::separation;
using namespace winnow::separation::unfolded;
using namespace winnow::test;
using Catch::Matchers::Contains;

TEST_CASE("a clip in a file has the samples of one in memory, wherever it is entered") {
    const TempDir folder;
    const auto store = std::make_shared<BlockStore>(clipBlockBytes, clipBlockBytes, folder.path());
    const auto sound = uniformNoise(50000, 5); // more than three blocks
    ClipBuilder builder(store);
    for (std::size_t at = 0; at < sound.size(); at += 1234)
        builder.add(
            std::span<const float>(sound).subspan(at, std::min<std::size_t>(1234, sound.size() - at)));
    const Clip inFile = builder.finish(), inMemory = makeClip(sound);
    REQUIRE(store->usesFile());
    const auto expected = inMemory.samples();
    CHECK(inFile.samples() == expected);
    for (const std::size_t from : {0, 100, 16383, 16384, 30000}) {
        std::vector<float> part(20000);
        inFile.audio->read(from, part);
        CHECK(std::equal(part.begin(), part.end(), expected.begin() + static_cast<std::ptrdiff_t>(from)));
    }
}

TEST_CASE("a training whose recordings do not fit into the memory gives the same model") {
    const TrainingCorpora corpora;
    auto options = smallTraining();
    const auto expected =
        serialiseModelFile(trainUnfolded(corpora.speech(), corpora.noise(), options)->toFile());
    options.memory = {std::uint64_t{1} << 40, corpora.path()}; // counted, and enough
    CHECK(serialiseModelFile(trainUnfolded(corpora.speech(), corpora.noise(), options)->toFile()) ==
          expected);
}

TEST_CASE("a memory that does not do is refused with what is needed, before any recording is read") {
    const TrainingCorpora corpora;
    writeFile(corpora / "speech/ann/broken.wav", "never opened");
    auto options = smallTraining();
    options.memory = {1 << 20, corpora.path()};
    CHECK_THROWS_WITH(trainUnfolded(corpora.speech(), corpora.noise(), options),
                      Contains("a memory of 1M is too small: this training needs"));
    options.memory = {std::uint64_t{1} << 40, "/no/such/folder"};
    CHECK_THROWS_WITH(trainUnfolded(corpora.speech(), corpora.noise(), options), Contains("/no/such/folder"));
}

TEST_CASE("what a training needs grows with threads, mixtures and atoms") {
    TrainerOptions options;
    options.threads = 2;
    const auto few = workingBytes(options);
    options.threads = 8;
    const auto more = workingBytes(options);
    CHECK(more > few);
    options.batch *= 10;
    CHECK(workingBytes(options) > more);
    options.shape.atoms1 *= 4;
    const auto atoms = workingBytes(options);
    options.dictionaryFrames *= 1000;
    CHECK(workingBytes(options) > atoms);
}
