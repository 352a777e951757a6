// SPDX-License-Identifier: GPL-3.0-or-later
/// Input of the kind that breaks programs: a clear error or a right result, never a crash.
#include "tests/support/catch.h"
#include "tests/tools/denoise_fixture.h"

using namespace winnow;
using namespace winnow::test;
using dsp::Container;
using dsp::SampleFormat;

namespace {

ProgramResult denoiseTo(const TempDir& folder, const std::string& name) {
    return denoise({(folder / name).string(), "-o", (folder / "out.wav").string()});
}

} // namespace

TEST_CASE("what is no audio is refused by name, and leaves nothing behind") {
    TempDir folder;
    writeNoisyWav(folder / "good.wav");
    const std::string good = contentOf(folder / "good.wav");
    writeFile(folder / "empty.wav", "");
    writeFile(folder / "text.wav", "Dear Sir or Madam, this is no sound at all.\n");
    writeFile(folder / "cut-header.wav", good.substr(0, 30));
    writeFile(folder / "truncated.wav", good.substr(0, good.size() - 2001));
    const std::string name =
        GENERATE("missing.wav", "empty.wav", "text.wav", "cut-header.wav", "truncated.wav");
    const auto result = denoiseTo(folder, name);
    CAPTURE(name, result.err);
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Catch::Matchers::StartsWith("winnow: " + (folder / name).string() + ": "));
    CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
    CHECK_FALSE(std::filesystem::exists(folder / "out.wav"));
    CHECK(folder.names().size() == 5);
}

TEST_CASE("a FLAC file that is cut off is refused, and leaves nothing behind") {
    TempDir folder;
    writeNoisy(folder / "good.flac", Container::Flac, SampleFormat::Pcm16, 1, 16000, 60000);
    const std::string good = contentOf(folder / "good.flac");
    writeFile(folder / "cut.flac", good.substr(0, good.size() * 2 / 3));
    const auto result = denoiseTo(folder, "cut.flac");
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Catch::Matchers::Contains("cut.flac: "));
    CHECK(folder.names().size() == 2);
}

TEST_CASE("a file without any frames gives a file without any frames") {
    const auto [name, container] = GENERATE(
        table<std::string, Container>({{"none.wav", Container::Wav}, {"none.aiff", Container::Aiff}}));
    TempDir folder;
    writeAudio(folder / name, formatOf(container, SampleFormat::Pcm16, 2, 44100), {});
    const auto result = denoise({(folder / name).string(), "--out-dir", (folder / "out").string(), "--stems",
                                 "--json", "--plot", (folder / "plot.png").string()});
    CAPTURE(result.err);
    CHECK(result.exitCode == 0);
    CHECK(result.json()["files"][0]["seconds"] == 0);
    CHECK(dsp::readAudio(folder / "out" / name).samples.empty());
}

TEST_CASE("one sample gives one sample") {
    TempDir folder;
    writeAudio(folder / "one.wav", formatOf(Container::Wav, SampleFormat::Pcm16, 1, 48000), {0.5F});
    const auto result = denoise({(folder / "one.wav").string(), "-o", (folder / "out.wav").string(),
                                 "--amount", "0", "--plot", (folder / "plot.png").string()});
    CAPTURE(result.err);
    CHECK(result.exitCode == 0);
    CHECK(dsp::readAudio(folder / "out.wav").samples == std::vector<float>{0.5F});
}

TEST_CASE("unusual rates and channel counts come out as they went in") {
    const auto [rate, channels] =
        GENERATE(table<int, int>({{7350, 1}, {192000, 1}, {16000, 8}, {8000, 3}, {96000, 2}}));
    TempDir folder;
    const auto before =
        writeNoisy(folder / "odd.wav", Container::Wav, SampleFormat::Pcm16, channels, rate, rate / 5);
    const auto result = denoiseTo(folder, "odd.wav");
    CAPTURE(rate, channels, result.err);
    REQUIRE(result.exitCode == 0);
    const auto after = dsp::readAudio(folder / "out.wav");
    CHECK(after.format.sampleRate == rate);
    CHECK(after.format.channels == channels);
    CHECK(after.samples.size() == before.samples.size());
    CHECK(after.samples != before.samples);
}

TEST_CASE("silence stays silence") {
    TempDir folder;
    writeWav(folder / "silent.wav", std::vector<float>(8000, 0.0F), 16000);
    REQUIRE(denoise({(folder / "silent.wav").string(), "-o", (folder / "out.wav").string(), "--plot",
                     (folder / "plot.png").string()})
                .exitCode == 0);
    CHECK(rms(dsp::readAudio(folder / "out.wav").samples) == 0);
}

TEST_CASE("a name that is not UTF-8 works, also in JSON and in the picture") {
    TempDir folder;
    const std::string name = "caf\xE9.wav";
    writeNoisyWav(folder / name);
    const auto result = denoise({(folder / name).string(), "--out-dir", (folder / "out").string(), "--json",
                                 "--plot", (folder / "plot.png").string()});
    CAPTURE(result.err);
    CHECK(result.exitCode == 0);
    CHECK(result.json()["failed"] == 0);
    CHECK(std::filesystem::exists(folder / "out" / name));
    CHECK(std::filesystem::exists(folder / "plot.png"));
}

TEST_CASE("a damaged model is refused by name") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    std::string model = contentOf(smallModel());
    const std::string damage = GENERATE("cut", "flipped", "text");
    if (damage == "cut") model.resize(model.size() / 2);
    if (damage == "flipped") model[model.size() - 5] = static_cast<char>(model[model.size() - 5] ^ 1);
    if (damage == "text") model = "no model";
    writeFile(folder / "bad.winnow", model);
    const auto result = runWinnow({"denoise", (folder / "talk.wav").string(), "-o",
                                   (folder / "out.wav").string(), "-m", (folder / "bad.winnow").string()});
    CAPTURE(damage, result.err);
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Catch::Matchers::StartsWith("winnow: " + (folder / "bad.winnow").string() + ": "));
}
