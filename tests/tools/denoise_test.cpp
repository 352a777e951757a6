// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow denoise` on one file: what comes out, what is said, what is never overwritten.
#include "tests/support/catch.h"
#include "tests/tools/denoise_fixture.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

TEST_CASE("the output is as long as the input, and noise in it is lower") {
    TempDir folder;
    writeWav(folder / "noise.wav", whiteNoise(16000, 0.2F, 7), 16000);
    const auto result = denoise({(folder / "noise.wav").string(), "-o", (folder / "out.wav").string()});
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    const auto before = dsp::readAudio(folder / "noise.wav"), after = dsp::readAudio(folder / "out.wav");
    REQUIRE(after.samples.size() == before.samples.size());
    CHECK(loweredBy(before.samples, after.samples) > 2);
}

TEST_CASE("amount 0 gives 16 bit files back bit for bit") {
    TempDir folder;
    const int channels = GENERATE(1, 2);
    const auto input =
        writeNoisy(folder / "talk.wav", dsp::Container::Wav, dsp::SampleFormat::Pcm16, channels);
    REQUIRE(denoise({(folder / "talk.wav").string(), "-o", (folder / "out.wav").string(), "--amount", "0"})
                .exitCode == 0);
    CHECK(dsp::readAudio(folder / "out.wav").samples == input.samples);
}

TEST_CASE("amount 0 gives float files back within float error, in time") {
    TempDir folder;
    const auto input = writeNoisy(folder / "talk.wav", dsp::Container::Wav, dsp::SampleFormat::Float32);
    REQUIRE(denoise({(folder / "talk.wav").string(), "-o", (folder / "out.wav").string(), "--amount=0"})
                .exitCode == 0);
    CHECK(largestDistance(dsp::readAudio(folder / "out.wav").samples, input.samples) < 1e-6);
}

TEST_CASE("a smaller amount leaves more of the noise") {
    TempDir folder;
    writeWav(folder / "noise.wav", whiteNoise(16000, 0.2F, 7), 16000);
    const auto remaining = [&](const std::string& amount) {
        const std::string out = (folder / ("out" + amount + ".wav")).string();
        REQUIRE(denoise({(folder / "noise.wav").string(), "-o", out, "--amount", amount}).exitCode == 0);
        return rms(dsp::readAudio(out).samples);
    };
    const double at6 = remaining("6"), at20 = remaining("20");
    CHECK(at20 < at6);
    CHECK(at6 < rms(dsp::readAudio(folder / "noise.wav").samples));
    CHECK(at6 > rms(dsp::readAudio(folder / "noise.wav").samples) / 2.1); // 6 dB lower at most, give or take
}

TEST_CASE("sensitivity above 0 keeps more than below 0") {
    TempDir folder;
    writeWav(folder / "noise.wav", whiteNoise(16000, 0.2F, 7), 16000);
    const auto remaining = [&](const std::string& sensitivity) {
        const std::string out = (folder / ("out" + sensitivity + ".wav")).string();
        REQUIRE(
            denoise({(folder / "noise.wav").string(), "-o", out, "--sensitivity=" + sensitivity}).exitCode ==
            0);
        return rms(dsp::readAudio(out).samples);
    };
    CHECK(remaining("12") > 1.1 * remaining("-12"));
}

TEST_CASE("high quality and unlinked channels are taken into account") {
    TempDir folder;
    writeNoisy(folder / "talk.wav", dsp::Container::Wav, dsp::SampleFormat::Pcm16, 2);
    const auto samplesWith = [&](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{(folder / "talk.wav").string(), "-o",
                                           (folder / "out.wav").string(), "--force"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        REQUIRE(denoise(arguments).exitCode == 0);
        return dsp::readAudio(folder / "out.wav").samples;
    };
    const auto standard = samplesWith({});
    CHECK(samplesWith({"--quality", "standard"}) == standard);
    CHECK(samplesWith({"--quality", "high"}) != standard);
    CHECK(samplesWith({"--unlink-channels"}) != standard);
}

TEST_CASE("an output that exists is kept without --force and replaced with it") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    writeFile(folder / "out.wav", "precious");
    const std::vector<std::string> arguments{(folder / "talk.wav").string(), "-o",
                                             (folder / "out.wav").string()};
    const auto refused = denoise(arguments);
    CHECK(refused.exitCode == 1);
    CHECK_THAT(refused.err, Contains((folder / "out.wav").string() + ": ") && Contains("--force"));
    CHECK(contentOf(folder / "out.wav") == "precious");

    auto forced = arguments;
    forced.emplace_back("--force");
    CHECK(denoise(forced).exitCode == 0);
    CHECK(contentOf(folder / "out.wav").starts_with("RIFF"));
}

TEST_CASE("the input is never overwritten, by whatever name, even with --force") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    const std::string before = contentOf(folder / "talk.wav");
    fs::create_symlink(folder / "talk.wav", folder / "link.wav");
    fs::create_hard_link(folder / "talk.wav", folder / "hard.wav");
    const std::string name = GENERATE("talk.wav", "../{}/talk.wav", "link.wav", "hard.wav");
    std::string output = name;
    if (const auto at = name.find("{}"); at != std::string::npos)
        output.replace(at, 2, folder.path().filename().string());
    const auto result =
        denoise({(folder / "talk.wav").string(), "-o", (folder / output).string(), "--force"});
    CAPTURE(output, result.err);
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Contains("never overwritten"));
    CHECK(contentOf(folder / "talk.wav") == before);
}

TEST_CASE("a model or noise profile is not overwritten by the output either") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    writeWav(folder / "room.wav", whiteNoise(16000, 0.1F), 16000);
    const std::string before = contentOf(folder / "room.wav");
    const auto result = denoise({(folder / "talk.wav").string(), "-o", (folder / "room.wav").string(),
                                 "--noise-profile", (folder / "room.wav").string(), "--force"});
    CHECK(result.exitCode == 1);
    CHECK(contentOf(folder / "room.wav") == before);
}

TEST_CASE("an output in a folder that does not exist, or that is a folder, is an error") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    fs::create_directory(folder / "sub");
    const std::string output = GENERATE("none/out.wav", "sub");
    const auto result = denoise({(folder / "talk.wav").string(), "-o", (folder / output).string()});
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Catch::Matchers::StartsWith("winnow: " + (folder / output).string() + ": "));
}

TEST_CASE("nothing but the output is left in the folder") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    REQUIRE(denoise({(folder / "talk.wav").string(), "-o", (folder / "out.wav").string()}).exitCode == 0);
    auto names = folder.names();
    std::sort(names.begin(), names.end());
    CHECK(names == std::vector<std::string>{"out.wav", "talk.wav"});
}

TEST_CASE("JSON tells of each file what programs want to know") {
    TempDir folder;
    const std::string in = (folder / "talk.wav").string(), out = (folder / "out.wav").string();
    writeNoisy(in, dsp::Container::Wav, dsp::SampleFormat::Pcm16, 2, 48000, 24000);
    const auto result = denoise({in, "-o", out, "--json"});
    REQUIRE(result.exitCode == 0);
    const auto json = result.json();
    CHECK(json["failed"] == 0);
    REQUIRE(json["files"].size() == 1);
    const auto& file = json["files"][0];
    CHECK(file["input"] == in);
    CHECK(file["output"] == out);
    CHECK(file["sample_rate"] == 48000);
    CHECK(file["channels"] == 2);
    CHECK(file["seconds"] == 0.5);
    CHECK(file["latency_samples"] > 0);
    CHECK(file["processing_seconds"] > 0);
    CHECK(file["times_real_time"].get<double>() == Approx(0.5 / file["processing_seconds"].get<double>()));
    CHECK_FALSE(file.contains("error"));
}

TEST_CASE("a run that goes well says nothing where standard error is no terminal") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    const auto result = denoise({(folder / "talk.wav").string(), "-o", (folder / "out.wav").string()});
    CHECK(result.exitCode == 0);
    CHECK(result.out.empty());
    CHECK(result.err.empty());
}

TEST_CASE("The option --progress reports also where standard error is no terminal, --quiet does not") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    const std::vector<std::string> arguments{(folder / "talk.wav").string(), "-o",
                                             (folder / "out.wav").string(), "--force", "--progress"};
    CHECK_THAT(denoise(arguments).err, Contains("times real time"));
    auto quiet = arguments;
    quiet.emplace_back("--quiet");
    CHECK(denoise(quiet).err.empty());
}

TEST_CASE("clipped samples are noted, and kept in float files") {
    TempDir folder;
    std::vector<float> loud = sine(8000, 440, 16000, 2.5F);
    writeWav(folder / "loud.wav", loud, 16000);
    const auto clipped = denoise({(folder / "loud.wav").string(), "-o", (folder / "out16.wav").string(),
                                  "--bit-depth", "16", "--amount", "0"});
    CHECK(clipped.exitCode == 0);
    CHECK_THAT(clipped.err, Contains("note: ") && Contains("clipped"));
    CHECK(denoise({(folder / "loud.wav").string(), "-o", (folder / "quiet.wav").string(), "--bit-depth", "16",
                   "--amount", "0", "--quiet"})
              .err.empty());

    const auto kept =
        denoise({(folder / "loud.wav").string(), "-o", (folder / "out32.wav").string(), "--amount", "0"});
    CHECK(kept.err.empty());
    CHECK(largestDistance(dsp::readAudio(folder / "out32.wav").samples, loud) < 1e-5);
}

TEST_CASE("samples that are no numbers are silence, noted, and poison nothing") {
    TempDir folder;
    auto samples = noisySpeech(8000, 16000);
    samples[100] = std::nanf("");
    samples[4000] = HUGE_VALF;
    writeWav(folder / "bad.wav", samples, 16000);
    const auto result =
        denoise({(folder / "bad.wav").string(), "-o", (folder / "out.wav").string(), "--amount", "0"});
    CHECK(result.exitCode == 0);
    CHECK_THAT(result.err, Contains("note: 2 samples are not finite"));
    samples[100] = samples[4000] = 0;
    CHECK(largestDistance(dsp::readAudio(folder / "out.wav").samples, samples) < 1e-6);
}

TEST_CASE("quality and smoothing change the sound, not its length") {
    TempDir folder;
    const std::string talk = (folder / "talk.wav").string(), out = (folder / "out.wav").string();
    writeWav(talk, noisySpeech(16000, 16000), 16000);
    const auto cleaned = [&](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{talk, "-o", out, "--force"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        REQUIRE(denoise(arguments).exitCode == 0);
        return dsp::readAudio(out).samples;
    };
    const auto plain = cleaned({});
    for (const std::vector<std::string>& more : {std::vector<std::string>{"--quality", "high"},
                                                 {"--quality", "low-latency"},
                                                 {"--smoothing", "200"}}) {
        const auto other = cleaned(more);
        CHECK(other.size() == plain.size());
        CHECK(other != plain);
    }
    CHECK(cleaned({"--quality", "standard", "--smoothing", "0"}) == plain);
    CHECK(denoise({talk, "-o", out, "--smoothing", "501"}).exitCode == 2);
}
