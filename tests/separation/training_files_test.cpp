// SPDX-License-Identifier: GPL-3.0-or-later
/// Recordings that vanish or change while a training reads them.
#include "separation/training/dictionary_training.h"
#include "tests/support/catch.h"
#include "tests/support/training_corpora.h"

#include <filesystem>
#include <functional>

using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

/// Trains, and does something to the files once speech has been surveyed, before its frames are drawn.
void trainWhile(const TrainingCorpora& corpora, const std::function<void()>& happening) {
    bool done = false;
    trainDictionaries(corpora.speech(), corpora.noise(), TrainingCorpora::options(),
                      [&](const TrainingProgress& p) {
                          if (!done && p.stage == "surveying noise") happening();
                          done = done || p.stage == "surveying noise";
                          return true;
                      });
}

} // namespace

TEST_CASE("a recording that goes away while a training reads is named") {
    const TrainingCorpora corpora;
    const auto path = corpora / "speech/ben/1.wav";
    CHECK_THROWS_WITH(trainWhile(corpora, [&] { std::filesystem::remove(path); }),
                      Contains("speech/ben/1.wav: cannot be read: No such file"));
}

TEST_CASE("a recording that changes while a training reads is named, even if its length stays") {
    const TrainingCorpora corpora;
    const auto path = corpora / "speech/ann/1.wav";
    const auto size = std::filesystem::file_size(path);
    CHECK_THROWS_WITH(
        trainWhile(corpora, [&] { writeWav(path, scaled(speechLike(12000, 8000), 0.5), 8000); }),
        Contains("speech/ann/1.wav: changed while the training read it"));
    CHECK(std::filesystem::file_size(path) == size);
}
