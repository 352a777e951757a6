// SPDX-License-Identifier: GPL-3.0-or-later
/// Noise taught to `winnow denoise`: from a recording, or from a part of the input.
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/tools/denoise_fixture.h"
#include "tools/denoise/learned_model.h"
#include "tools/denoise/options.h"

#include <cmath>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

constexpr int rate = 16000;

// A hum with a whistle: nothing that the model knows.
std::vector<float> strangeNoise(int samples) {
    std::vector<float> noise = sine(samples, 3100, rate, 0.2F);
    const auto hum = sine(samples, 2325, rate, 0.2F), hiss = whiteNoise(samples, 0.01F, 5);
    for (std::size_t i = 0; i < noise.size(); ++i)
        noise[i] += hum[i] + hiss[i];
    return noise;
}

double remaining(const TempDir& folder, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{(folder / "talk.wav").string(), "-o", (folder / "out.wav").string(),
                                       "--force"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto result = denoise(arguments);
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    return rms(dsp::readAudio(folder / "out.wav").samples);
}

} // namespace

TEST_CASE("a learned noise is lowered further than one the model does not know") {
    TempDir folder;
    writeWav(folder / "talk.wav", strangeNoise(2 * rate), rate);
    writeWav(folder / "room.wav", strangeNoise(rate), rate);
    const double unknown = remaining(folder, {});
    CHECK(remaining(folder, {"--noise-profile", (folder / "room.wav").string()}) < unknown / 1.5);
    CHECK(remaining(folder, {"--learn-noise", "0-1"}) < unknown / 1.5);
    CHECK(remaining(folder, {"--learn-noise", "0.5-1.5"}) < unknown / 1.5);
}

TEST_CASE("learning from a part of a file is the same as learning from a recording of that part") {
    TempDir folder;
    const auto sound = noisySpeech(2 * rate, rate);
    writeWav(folder / "talk.wav", sound, rate);
    writeWav(folder / "room.wav", std::span(sound).subspan(rate / 2, rate), rate);
    remaining(folder, {"--noise-profile", (folder / "room.wav").string()});
    const auto fromProfile = dsp::readAudio(folder / "out.wav").samples;
    remaining(folder, {"--learn-noise", "0.5-1.5"});
    CHECK(dsp::readAudio(folder / "out.wav").samples == fromProfile);
}

TEST_CASE("learning from standard input is the same as learning from the file") {
    TempDir folder;
    writeWav(folder / "talk.wav", noisySpeech(2 * rate, rate), rate);
    remaining(folder, {"--learn-noise", "0.25-1"});
    const auto result = denoise({"-", "-o", (folder / "piped.wav").string(), "--learn-noise", "0.25-1"},
                                {contentOf(folder / "talk.wav"), {}, {}, -1});
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    CHECK(dsp::readAudio(folder / "piped.wav").samples == dsp::readAudio(folder / "out.wav").samples);
}

TEST_CASE("a stereo noise profile of another rate teaches as well") {
    TempDir folder;
    writeWav(folder / "talk.wav", strangeNoise(2 * rate), rate);
    const auto mono = sine(44100, 3100, 44100, 0.2F), hum = sine(44100, 2325, 44100, 0.2F);
    std::vector<float> stereo;
    for (std::size_t i = 0; i < mono.size(); ++i)
        stereo.insert(stereo.end(), {mono[i] + hum[i], mono[i] + hum[i]});
    writeWav(folder / "room.wav", stereo, 44100, 2);
    CHECK(remaining(folder, {"--noise-profile", (folder / "room.wav").string()}) <
          remaining(folder, {}) / 1.5);
}

TEST_CASE("noise that teaches nothing is an error that says so") {
    TempDir folder;
    writeWav(folder / "talk.wav", noisySpeech(rate, rate), rate);
    writeWav(folder / "silent.wav", std::vector<float>(rate, 0.0F), rate);
    writeWav(folder / "short.wav", std::vector<float>(20, 0.1F), rate);
    const std::string profile = GENERATE("silent.wav", "short.wav");
    const auto result = denoise({(folder / "talk.wav").string(), "-o", (folder / "out.wav").string(),
                                 "--noise-profile", (folder / profile).string()});
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err,
               Catch::Matchers::StartsWith("winnow: " + (folder / profile).string() + ": cannot learn"));
    CHECK_FALSE(std::filesystem::exists(folder / "out.wav"));
}

TEST_CASE("a part beyond the end of one file fails that file only") {
    TempDir folder;
    writeWav(folder / "long.wav", noisySpeech(2 * rate, rate), rate);
    writeWav(folder / "short.wav", noisySpeech(rate / 2, rate), rate);
    const auto result = denoise({(folder / "short.wav").string(), (folder / "long.wav").string(), "--out-dir",
                                 (folder / "out").string(), "--learn-noise", "1-1.5"});
    CHECK(result.exitCode == 3);
    CHECK_THAT(result.err, Contains((folder / "short.wav").string() +
                                    ": the noise to learn begins at 1 s, after the end"));
    CHECK(std::filesystem::exists(folder / "out" / "long.wav"));
}

TEST_CASE("a noise profile longer than a minute is cut, with a note") {
    TempDir folder;
    writeWav(folder / "talk.wav", noisySpeech(rate, rate), rate);
    writeWav(folder / "room.wav", whiteNoise(61 * 8000, 0.1F), 8000);
    const auto result = denoise({(folder / "talk.wav").string(), "-o", (folder / "out.wav").string(),
                                 "--noise-profile", (folder / "room.wav").string()});
    CHECK(result.exitCode == 0);
    CHECK_THAT(result.err, Contains("note: learns from the first 60 s"));
}

TEST_CASE("a noise learned twice gets a name of its own") {
    const auto noise = strangeNoise(rate);
    const auto once = tools::withLearnedNoise(*syntheticModel(), noise, rate, 1, {});
    const auto twice = tools::withLearnedNoise(*once, noise, rate, 1, {});
    REQUIRE(twice);
    CHECK(once->groups().back().name == "learned");
    CHECK(twice->groups().back().name == "learned 2");
}

TEST_CASE("a time range is two numbers of seconds with a dash") {
    const auto range = tools::parseTimeRange("0.5-12.25");
    REQUIRE(range);
    CHECK(range->from == 0.5);
    CHECK(range->to == 12.25);
    for (const char* wrong :
         {"", "-", "1", "1-", "-1", "2-1", "1-1", "1 - 2", "0-nan", "0-inf", "0-1s", "1e3-2e3"})
        CHECK_FALSE(tools::parseTimeRange(wrong));
}

TEST_CASE("the built-in model learns a noise at once, or for as long as it may") {
    TempDir folder;
    writeWav(folder / "talk.wav", noisySpeech(rate, rate), rate);
    writeWav(folder / "room.wav", whiteNoise(rate, 0.1F), rate);
    const auto cleaned = [&](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"denoise", (folder / "talk.wav").string(), "-o",
                                           (folder / "out.wav").string(), "--force"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = runWinnow(arguments);
        CAPTURE(result.err);
        REQUIRE(result.exitCode == 0);
        return dsp::readAudio(folder / "out.wav").samples;
    };
    const std::string room = (folder / "room.wav").string();
    const auto plain = cleaned({}), atOnce = cleaned({"--noise-profile", room, "--learn-seconds", "0"}),
               tuned = cleaned({"--noise-profile", room, "--learn-seconds", "0.5"});
    CHECK(plain.size() == atOnce.size());
    CHECK(plain != atOnce);
    CHECK(tuned != atOnce);
    CHECK(runWinnow({"denoise", room, "-o", "x.wav", "--learn-seconds", "-1"}).exitCode == 2);
}
