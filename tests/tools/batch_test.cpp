// SPDX-License-Identifier: GPL-3.0-or-later
/// Folders and many files: what goes where, what fails, what is done all the same.
#include "tests/support/catch.h"
#include "tests/tools/denoise_fixture.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

TEST_CASE("a folder is denoised with all below it, and keeps its structure") {
    TempDir folder;
    writeNoisyWav(folder / "in" / "a.wav");
    writeNoisyWav(folder / "in" / "day 1" / "b.wav");
    writeNoisyWav(folder / "in" / "day 1" / "late" / "c.wav");
    writeFile(folder / "in" / "notes.txt", "not audio, and no error");
    const auto result = denoise({(folder / "in").string(), "--out-dir", (folder / "out").string(), "--json"});
    CAPTURE(result.err);
    CHECK(result.exitCode == 0);
    CHECK(result.json()["files"].size() == 3);
    for (const char* name : {"a.wav", "day 1/b.wav", "day 1/late/c.wav"})
        CHECK(fs::exists(folder / "out" / name));
    CHECK_FALSE(fs::exists(folder / "out" / "notes.txt"));
}

TEST_CASE("an output folder within the input folder is no input the second time") {
    TempDir folder;
    writeNoisyWav(folder / "in" / "a.wav");
    const std::vector<std::string> arguments{(folder / "in").string(), "--out-dir",
                                             (folder / "in" / "clean").string(), "--force", "--json"};
    CHECK(denoise(arguments).json()["files"].size() == 1);
    CHECK(denoise(arguments).json()["files"].size() == 1);
}

TEST_CASE("the good files of a batch are done although others fail, with exit code 3") {
    TempDir folder;
    writeNoisyWav(folder / "a.wav");
    writeFile(folder / "b.wav", "this is text");
    writeNoisyWav(folder / "d.wav");
    const auto result =
        denoise({(folder / "a.wav").string(), (folder / "b.wav").string(), (folder / "c.wav").string(),
                 (folder / "d.wav").string(), "--out-dir", (folder / "out").string(), "--json"});
    CHECK(result.exitCode == 3);
    CHECK_THAT(result.err, Contains("winnow: " + (folder / "b.wav").string() + ": "));
    CHECK_THAT(result.err, Contains("winnow: " + (folder / "c.wav").string() + ": "));
    CHECK(fs::exists(folder / "out" / "a.wav"));
    CHECK(fs::exists(folder / "out" / "d.wav"));
    const auto json = result.json();
    CHECK(json["failed"] == 2);
    REQUIRE(json["files"].size() == 4);
    CHECK(json["files"][1]["input"] == (folder / "b.wav").string());
    CHECK_FALSE(json["files"][1]["error"].get<std::string>().empty());
    CHECK_FALSE(json["files"][0].contains("error"));
}

TEST_CASE("a batch of which nothing can be done exits with 1") {
    TempDir folder;
    CHECK(denoise({(folder / "a.wav").string(), (folder / "b.wav").string(), "--out-dir",
                   (folder / "out").string()})
              .exitCode == 1);
}

TEST_CASE("a folder without audio is an error of its own") {
    TempDir folder;
    writeNoisyWav(folder / "a.wav");
    fs::create_directory(folder / "empty");
    const auto result = denoise(
        {(folder / "empty").string(), (folder / "a.wav").string(), "--out-dir", (folder / "out").string()});
    CHECK(result.exitCode == 3);
    CHECK_THAT(result.err, Contains((folder / "empty").string() + ": no audio files"));
    CHECK(fs::exists(folder / "out" / "a.wav"));
}

TEST_CASE("two inputs of one name do not overwrite each other, even with --force") {
    TempDir folder;
    const auto first = writeNoisyWav(folder / "a" / "talk.wav");
    writeNoisy(folder / "b" / "talk.wav", dsp::Container::Wav, dsp::SampleFormat::Pcm16, 1, 16000, 4000);
    const auto result = denoise({(folder / "a" / "talk.wav").string(), (folder / "b" / "talk.wav").string(),
                                 "--out-dir", (folder / "out").string(), "--force"});
    CHECK(result.exitCode == 3);
    CHECK_THAT(result.err, Contains("another file of this batch"));
    CHECK(dsp::readAudio(folder / "out" / "talk.wav").samples.size() == first.samples.size());
}

TEST_CASE("a stem never replaces a later input of the batch") {
    TempDir folder;
    writeNoisyWav(folder / "a.wav");
    writeNoisyWav(folder / "a.noise.wav");
    const std::string before = contentOf(folder / "a.noise.wav");
    const auto result = denoise({(folder / "a.wav").string(), (folder / "a.noise.wav").string(), "--out-dir",
                                 folder.path().string(), "--stems", "--format", "wav", "--force"});
    CHECK(result.exitCode == 1); // both would go over themselves
    CHECK(contentOf(folder / "a.noise.wav") == before);
}

TEST_CASE("an output folder whose name is a file's is an error") {
    TempDir folder;
    writeNoisyWav(folder / "a.wav");
    writeFile(folder / "out", "a file");
    const auto result = denoise({(folder / "a.wav").string(), "--out-dir", (folder / "out").string()});
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Contains((folder / "out").string()));
}
