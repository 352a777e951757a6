// SPDX-License-Identifier: GPL-3.0-or-later
/// What `winnow denoise` keeps of a file, and what it changes when told to.
#include "tests/support/catch.h"
#include "tests/tools/denoise_fixture.h"

#include <sndfile.h>

using namespace winnow;
using namespace winnow::test;
using dsp::Container;
using dsp::SampleFormat;

namespace {

struct Kind {
    const char* name;
    Container container;
    SampleFormat sampleFormat;
};

} // namespace

TEST_CASE("name, container, rate, channels, bit depth and length stay in --out-dir") {
    const auto kind = GENERATE(Kind{"a.wav", Container::Wav, SampleFormat::Pcm16},
                               Kind{"b.WAV", Container::Wav, SampleFormat::Pcm24},
                               Kind{"c.wav", Container::Wav, SampleFormat::Float32},
                               Kind{"c8.wav", Container::Wav, SampleFormat::Pcm8},
                               Kind{"d.flac", Container::Flac, SampleFormat::Pcm24},
                               Kind{"e.aif", Container::Aiff, SampleFormat::Pcm16},
                               Kind{"f.w64", Container::W64, SampleFormat::Pcm32},
                               Kind{"g.caf", Container::Caf, SampleFormat::Pcm16},
                               Kind{"h.au", Container::Au, SampleFormat::Pcm16},
                               Kind{"i.rf64", Container::Rf64, SampleFormat::Float64},
                               Kind{"j.ogg", Container::Ogg, SampleFormat::Vorbis});
    CAPTURE(kind.name);
    TempDir folder;
    const auto before =
        writeNoisy(folder / "in" / kind.name, kind.container, kind.sampleFormat, 2, 44100, 11025);
    const auto result =
        denoise({(folder / "in" / kind.name).string(), "--out-dir", (folder / "out").string()});
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    CHECK(result.err.empty());
    const auto after = dsp::readAudio(folder / "out" / kind.name);
    CHECK(after.format.container == kind.container);
    CHECK(after.format.sampleFormat == kind.sampleFormat);
    CHECK(after.format.sampleRate == 44100);
    CHECK(after.format.channels == 2);
    CHECK(after.samples.size() == before.samples.size());
}

TEST_CASE("sound in Opus and MP3 files keeps kind and length") {
    const auto kind = GENERATE(Kind{"a.opus", Container::Ogg, SampleFormat::Opus},
                               Kind{"b.mp3", Container::Mp3, SampleFormat::Mp3});
    if (!dsp::isSupported(kind.container)) return; // libsndfile was built without it
    TempDir folder;
    const auto before = writeNoisy(folder / kind.name, kind.container, kind.sampleFormat, 1, 48000, 48000);
    const auto result = denoise({(folder / kind.name).string(), "--out-dir", (folder / "out").string()});
    CAPTURE(kind.name, result.err);
    REQUIRE(result.exitCode == 0);
    const auto after = dsp::readAudio(folder / "out" / kind.name);
    CHECK(after.format.sampleFormat == kind.sampleFormat);
    CHECK(after.samples.size() == before.samples.size());
}

TEST_CASE("the extension of -o names the kind of file, --format overrides it") {
    TempDir folder;
    const auto before = writeNoisyWav(folder / "talk.wav");
    const auto run = [&](const std::string& name, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {(folder / "talk.wav").string(), "-o", (folder / name).string()});
        REQUIRE(denoise(more).exitCode == 0);
        const auto data = dsp::readAudio(folder / name);
        CHECK(data.samples.size() == before.samples.size());
        return data.format;
    };
    CHECK(run("out.flac").container == Container::Flac);
    CHECK(run("out.aiff").container == Container::Aiff);
    CHECK(run("out").container == Container::Wav); // no extension: the input's kind
    CHECK(run("odd.xyz", {"--format", "flac"}).container == Container::Flac);
    CHECK(run("deep.wav", {"--bit-depth", "24"}).sampleFormat == SampleFormat::Pcm24);
    CHECK(run("float.wav", {"--bit-depth", "32f"}).sampleFormat == SampleFormat::Float32);
}

TEST_CASE("an extension that stands for nothing is an error that names --format") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    const auto result = denoise({(folder / "talk.wav").string(), "-o", (folder / "out.xyz").string()});
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Catch::Matchers::StartsWith("winnow: " + (folder / "out.xyz").string() + ": ") &&
                               Catch::Matchers::Contains("--format"));
}

TEST_CASE("The option --format changes the extension in --out-dir") {
    TempDir folder;
    writeNoisyWav(folder / "talk.one.wav");
    REQUIRE(denoise({(folder / "talk.one.wav").string(), "--out-dir", (folder / "out").string(), "--format",
                     "flac"})
                .exitCode == 0);
    CHECK(dsp::readAudio(folder / "out" / "talk.one.flac").format.container == Container::Flac);
}

TEST_CASE("a bit depth that the kind of file cannot hold is noted") {
    TempDir folder;
    writeNoisy(folder / "talk.wav", Container::Wav, SampleFormat::Float32);
    const auto result = denoise({(folder / "talk.wav").string(), "-o", (folder / "out.flac").string()});
    CHECK(result.exitCode == 0);
    CHECK_THAT(result.err, Catch::Matchers::Contains("flac cannot hold 32 bit float; writes 24 bit"));
    CHECK(dsp::readAudio(folder / "out.flac").format.sampleFormat == SampleFormat::Pcm24);
}

TEST_CASE("tags stay, also in another kind of file") {
    TempDir folder;
    dsp::AudioMetadata tags;
    tags.strings[SF_STR_TITLE] = "Interview";
    tags.strings[SF_STR_ARTIST] = "Ann and Ben";
    writeAudio(folder / "talk.wav", formatOf(Container::Wav, SampleFormat::Pcm16, 1, 16000),
               noisyChannels(8000, 16000, 1), tags);
    const std::string output = GENERATE("out.wav", "out.flac");
    REQUIRE(denoise({(folder / "talk.wav").string(), "-o", (folder / output).string(), "--stems"}).exitCode ==
            0);
    for (const auto& name :
         {folder / output, folder / ("out.noise" + std::filesystem::path(output).extension().string())}) {
        const auto kept = dsp::AudioReader(name).metadata();
        CHECK(kept.strings.at(SF_STR_TITLE) == "Interview");
        CHECK(kept.strings.at(SF_STR_ARTIST) == "Ann and Ben");
    }
}
