// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/audio_file.h"
#include "dsp/exact_split.h"
#include "plugin/engine/file_job.h"
#include "plugin/engine/input_player.h"
#include "tests/support/allocation_trap.h"
#include "tests/support/catch.h"
#include "tests/support/denoiser_runs.h"
#include "tests/support/files.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_signals.h"

#include <chrono>
#include <thread>

using namespace winnow;
using namespace winnow::plugin;
using namespace winnow::test;

namespace {

void wait(const FileJob& job) {
    for (int i = 0; i < 5000 && job.isRunning(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    REQUIRE(!job.isRunning());
}

FileJobOptions optionsFor(const std::filesystem::path& folder) {
    FileJobOptions options;
    options.model = syntheticModel();
    options.folder = folder;
    return options;
}

} // namespace

TEST_CASE("A batch gives each file's clean sound under its name, with stems that add up to it") {
    const TempDir folder;
    const auto a = noisySpeech(16000, 16000, 1), b = noisySpeech(24000, 16000, 2);
    writeWav(folder / "a.wav", a, 16000);
    writeWav(folder / "b.wav", b, 16000);
    FileJobOptions options = optionsFor(folder / "clean");
    options.stems = true;
    FileJob job;
    REQUIRE(job.start({folder / "a.wav", folder / "b.wav"}, options));
    wait(job);
    CHECK(job.progress() == 1.0);
    REQUIRE(job.results().size() == 2);
    CHECK(job.results()[1].output == folder / "clean/b.wav");
    CHECK(job.results()[1].problem.empty());
    const auto clean = dsp::readAudio(folder / "clean/b.wav").samples;
    CHECK(clean == separation::denoise(options.model, 16000, b, options.engine));
    CHECK(dsp::readAudio(folder / "clean/b.speech.wav").samples == clean);
    auto sum = dsp::readAudio(folder / "clean/b.noise.wav").samples;
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += clean[i];
    CHECK(largestDifference(sum, b) < 3e-7);
}

TEST_CASE("Stems of integer files add up to the input exactly, step by step, as those of the command do") {
    const TempDir folder;
    const auto sound = noisySpeech(20000, 16000, 4);
    dsp::AudioFormat format;
    format.sampleRate = 16000;
    format.channels = 1;
    format.sampleFormat = GENERATE(dsp::SampleFormat::Pcm16, dsp::SampleFormat::Pcm24);
    dsp::AudioWriter writer(folder / "s.wav", format, {}, true);
    writer.write(sound);
    writer.close();
    FileJobOptions options = optionsFor(folder / "out");
    options.stems = true;
    FileJob job;
    REQUIRE(job.start({folder / "s.wav"}, options));
    wait(job);
    REQUIRE(job.results().at(0).problem.empty());

    const auto input = dsp::readAudio(folder / "s.wav").samples;
    auto speech = separation::denoise(options.model, 16000, input, options.engine);
    std::vector<float> noise(speech.size());
    dsp::splitExactly(input, dsp::bitDepth(format.sampleFormat), speech, noise);
    CHECK(dsp::readAudio(folder / "out/s.wav").samples == speech);
    CHECK(dsp::readAudio(folder / "out/s.speech.wav").samples == speech);
    CHECK(dsp::readAudio(folder / "out/s.noise.wav").samples == noise);
    for (std::size_t i = 0; i < input.size(); ++i)
        REQUIRE(speech[i] + noise[i] == input[i]);
}

TEST_CASE("What cannot be read or written is named, and the others go on") {
    const TempDir folder;
    writeWav(folder / "good.wav", noisySpeech(8000, 16000), 16000);
    writeFile(folder / "bad.wav", "no sound at all");
    writeFile(folder / "out/good.wav", "somebody's");
    FileJob job;
    REQUIRE(job.start({folder / "bad.wav", folder / "missing.wav", folder / "good.wav"},
                      optionsFor(folder / "out")));
    wait(job);
    const auto results = job.results();
    REQUIRE(results.size() == 3);
    CHECK(results[0].problem.find("bad.wav") != std::string::npos);
    CHECK(results[1].problem.find("missing.wav") != std::string::npos);
    CHECK(results[2].problem.find("good.wav") != std::string::npos);
    CHECK(contentOf(folder / "out/good.wav") == "somebody's");
    REQUIRE(job.start({folder / "good.wav"}, optionsFor(folder.path())));
    wait(job);
    CHECK(job.results()[0].problem.find("never overwritten") != std::string::npos);
    FileJobOptions over = optionsFor(folder / "out");
    over.overwrite = true;
    REQUIRE(job.start({folder / "good.wav"}, over));
    wait(job);
    CHECK(job.results()[0].problem.empty());
}

TEST_CASE("A recording in an encoding that is read but not written comes out in 16 bits") {
    const TempDir folder;
    std::string wav(
        "RIFF\x44\x03\0\0WAVEfmt \x10\0\0\0\x07\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x20\x03\0\0",
        44); // mu-law, 8 kHz
    for (int i = 0; i < 800; ++i)
        wav += static_cast<char>(i * 7);
    writeFile(folder / "phone.wav", wav);
    FileJob job;
    REQUIRE(job.start({folder / "phone.wav"}, optionsFor(folder / "out")));
    wait(job);
    CHECK(job.results().at(0).problem.empty());
    const auto out = dsp::readAudio(folder / "out/phone.wav");
    CHECK(out.format.sampleFormat == dsp::SampleFormat::Pcm16);
    CHECK(out.samples.size() == 800);
}

TEST_CASE("A batch that is cancelled leaves no half file") {
    const TempDir folder;
    writeWav(folder / "long.wav", noisySpeech(16000 * 60, 16000), 16000);
    {
        FileJob job;
        REQUIRE(job.start({folder / "long.wav", folder / "long.wav"}, optionsFor(folder / "out")));
        CHECK_FALSE(job.start({folder / "long.wav"}, optionsFor(folder / "out")));
        job.cancel();
        wait(job);
        CHECK(job.results().size() <= 1);
        for (const auto& result : job.results())
            CHECK(result.problem == "cancelled");
    }
    CHECK_FALSE(std::filesystem::exists(folder / "out/long.wav"));
}

TEST_CASE("A file plays in place of the input, over and over, at the rate that runs") {
    const TempDir folder;
    const std::vector<float> stereo{1, -1, 2, -2, 3, -3};
    writeWav(folder / "s.wav", stereo, 16000, 2);
    InputPlayer player;
    std::vector<float> a(4, 9.0F), b(4, 9.0F), c(4, 9.0F);
    float* channels[] = {a.data(), b.data(), c.data()};
    player.replace(channels, 3, 4);
    CHECK(a == std::vector<float>(4, 9.0F));
    player.play(readInputClip(folder / "s.wav", 16000, 10));
    CHECK(player.isPlaying());
    if (AllocationTrap::isAvailable()) {
        AllocationTrap trap;
        player.replace(channels, 3, 4);
        CHECK(trap.report().violations() == 0);
    } else {
        player.replace(channels, 3, 4);
    }
    CHECK(a == std::vector<float>{1, 2, 3, 1});
    CHECK(b == std::vector<float>{-1, -2, -3, -1});
    CHECK(c == a);
    player.stop();
    std::fill(a.begin(), a.end(), 7.0F);
    player.replace(channels, 3, 4);
    CHECK(a == std::vector<float>(4, 7.0F));
    CHECK_FALSE(player.isPlaying());

    writeWav(folder / "tone.wav", sine(16000, 440, 16000, 0.5F), 16000);
    CHECK(readInputClip(folder / "tone.wav", 48000, 10).frames() == 48000);
    CHECK(readInputClip(folder / "tone.wav", 16000, 0.5).frames() <= 8000 + 4096);
    CHECK_THROWS_AS(readInputClip(folder / "none.wav", 16000, 1), dsp::AudioFileError);
}
