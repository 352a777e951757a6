// SPDX-License-Identifier: GPL-3.0-or-later
/// The command line as a whole: help, version, wrong usage.
#include "tests/support/catch.h"
#include "tests/tools/denoise_fixture.h"

using namespace winnow::test;
using Catch::Matchers::Contains;

TEST_CASE("winnow --version prints the version and succeeds") {
    const auto result = runWinnow({"--version"});
    CHECK(result.exitCode == 0);
    CHECK(result.out == "winnow " WINNOW_VERSION "\n");
}

TEST_CASE("winnow --help names every subcommand and the exit codes") {
    const auto result = runWinnow({"--help"});
    CHECK(result.exitCode == 0);
    for (const char* command : {"denoise", "train", "evaluate", "inspect", "factorize"})
        CHECK_THAT(result.out, Contains(command));
    CHECK_THAT(result.out, Contains("2 wrong usage"));
}

TEST_CASE("the help of every subcommand has an example") {
    const std::string command = GENERATE("denoise", "train", "evaluate", "inspect", "factorize");
    const auto result = runWinnow({command, "--help"});
    CHECK(result.exitCode == 0);
    CHECK_THAT(result.out, Contains("Example"));
    CHECK_THAT(result.out, Contains("\n  winnow " + command + " "));
}

TEST_CASE("the help says the units of numbers") {
    const auto result = runWinnow({"denoise", "--help"});
    CHECK_THAT(result.out, Contains("--amount DB") && Contains("--raw-rate HZ") && Contains("seconds"));
}

TEST_CASE("the help fits a terminal of 80 columns") {
    const std::string command = GENERATE("denoise", "inspect", "factorize");
    std::istringstream lines(runWinnow({command, "--help"}).out);
    for (std::string line; std::getline(lines, line);)
        CHECK(line.size() <= 80);
}

TEST_CASE("a command line that makes no sense exits with 2, says why and where help is") {
    const std::vector<std::vector<std::string>> lines = {
        {},
        {"polish"},
        {"--loud"},
        {"denoise"},
        {"denoise", "a.wav", "-o"},
        {"denoise", "a.wav"},
        {"denoise", "a.wav", "-o", "b.wav", "--out-dir", "d"},
        {"denoise", "a.wav", "b.wav", "-o", "c.wav"},
        {"denoise", ".", "-o", "c.wav"},
        {"denoise", "-", "-", "--out-dir", "d"},
        {"denoise", "a.wav", "-o", "b.wav", "--raw-rate", "8000"},
        {"denoise", "-", "-o", "b.wav", "--raw-channels", "2"},
        {"denoise", "-", "-o", "-", "--stems"},
        {"denoise", "-", "-o", "-", "--json"},
        {"denoise", "-", "-o", "-", "--format", "flac"},
        {"denoise", "a.wav", "-o", "b.wav", "--noise-profile", "n.wav", "--learn-noise", "0-1"},
        {"denoise", "a.wav", "b.wav", "--out-dir", "d", "--plot", "p.png"},
    };
    const std::size_t i = GENERATE_COPY(range(std::size_t{0}, lines.size()));
    const auto result = runWinnow(lines[i]);
    CAPTURE(lines[i], result.err);
    CHECK(result.exitCode == 2);
    CHECK(result.out.empty());
    CHECK_THAT(result.err, Catch::Matchers::StartsWith("winnow: ") && Contains("--help"));
}

TEST_CASE("values out of range exit with 2 and name the option") {
    const std::vector<std::pair<std::string, std::string>> values = {
        {"--amount", "-1"},       {"--amount", "100.5"},     {"--amount", "nan"},
        {"--amount", "much"},     {"--sensitivity", "21"},   {"--quality", "best"},
        {"--bit-depth", "12"},    {"--format", "doc"},       {"--learn-noise", "2-1"},
        {"--learn-noise", "1"},   {"--learn-noise", "-1-2"}, {"--learn-noise", "1-inf"},
        {"--raw-rate", "0"},      {"--raw-rate", "1e9"},     {"--learn-noise", "0-1-2"},
        {"--learn-noise", "a-b"},
    };
    const auto [option, value] = GENERATE_COPY(from_range(values));
    const auto result = runWinnow({"denoise", "-", "-o", "b.wav", option + "=" + value});
    CAPTURE(option, value, result.err);
    CHECK(result.exitCode == 2);
    CHECK_THAT(result.err, Contains(option));
}

TEST_CASE("a model that is not there exits with 1 and is named") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    const auto result =
        runWinnow({"denoise", (folder / "talk.wav").string(), "-o", (folder / "out.wav").string(), "--model",
                   (folder / "none.winnow").string()});
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err,
               Catch::Matchers::StartsWith("winnow: " + (folder / "none.winnow").string() + ": "));
    CHECK_FALSE(std::filesystem::exists(folder / "out.wav"));
}

TEST_CASE("the built-in model is used where none is named") {
    TempDir folder;
    const auto input = writeNoisyWav(folder / "talk.wav");
    const auto result =
        runWinnow({"denoise", (folder / "talk.wav").string(), "-o", (folder / "out.wav").string()});
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    const auto output = winnow::dsp::readAudio(folder / "out.wav");
    CHECK(output.samples.size() == input.samples.size());
    CHECK(output.samples != input.samples);
}
