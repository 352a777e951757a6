// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/dsp/audio_files.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

#include <algorithm>

using namespace winnow::dsp;
using namespace winnow::test;

namespace {

struct Lossless {
    Container container;
    SampleFormat format;
};

std::vector<Lossless> losslessFormats() {
    using C = Container;
    using F = SampleFormat;
    std::vector<Lossless> all{{C::Flac, F::Pcm8}, {C::Flac, F::Pcm16}, {C::Flac, F::Pcm24}};
    for (const C container : {C::Wav, C::Rf64, C::W64, C::Aiff, C::Caf, C::Au}) {
        for (const F format : {F::Pcm8, F::Pcm16, F::Pcm24, F::Pcm32, F::Float32, F::Float64}) {
            if (nearestSampleFormat(container, format) == format) all.push_back({container, format});
        }
    }
    return all;
}

/// Noise on the levels that the format has.
std::vector<float> representableNoise(std::size_t size, SampleFormat format) {
    std::vector<float> samples = noise(size, 5);
    const int bits = std::min(bitDepth(format), 24);
    if (bits == 0) return samples;
    const auto unit = static_cast<float>(1 << (bits - 1));
    for (float& sample : samples)
        sample = std::min(std::round(sample * unit), unit - 1) / unit;
    samples[0] = -1.0F;
    samples[1] = (unit - 1) / unit;
    return samples;
}

std::string fileName(const Lossless& what, int channels, int rate) {
    return std::to_string(static_cast<int>(what.format)) + "-" + std::to_string(channels) + "-" +
           std::to_string(rate) + "." + extensionOf(what.container);
}

/// Energy of the difference over energy of the samples, in dB.
double errorInDb(const std::vector<float>& samples, const std::vector<float>& decoded) {
    double error = 0, energy = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double x = static_cast<double>(samples[i]);
        error += (x - static_cast<double>(decoded[i])) * (x - static_cast<double>(decoded[i]));
        energy += x * x;
    }
    return 10 * std::log10(error / energy);
}

} // namespace

TEST_CASE(
    "every lossless container and sample format gives its samples back exactly, for 1, 2 and 8 channels") {
    const TempDir folder;
    for (const Lossless& what : losslessFormats()) {
        for (const int channels : {1, 2, 8}) {
            for (const int rate : {7350, 48000, 192000}) {
                const std::string name = fileName(what, channels, rate);
                CAPTURE(name);
                const std::vector<float> samples =
                    representableNoise(static_cast<std::size_t>(channels) * 333, what.format);
                writeAudio(folder / name, formatOf(what.container, what.format, channels, rate), samples);
                const AudioData audio = readAudio(folder / name);
                CHECK(audio.format.sampleRate == rate);
                CHECK(audio.format.channels == channels);
                CHECK(audio.format.container == what.container);
                CHECK(audio.format.sampleFormat == what.format);
                CHECK(audio.format.frames == 333);
                CHECK((audio.samples == samples));
            }
        }
    }
}

TEST_CASE("a file read and written unchanged is the same byte for byte") {
    const TempDir folder;
    for (const Lossless& what : losslessFormats()) {
        const std::string name = fileName(what, 2, 44100);
        CAPTURE(name);
        if (what.container == Container::Aiff && bitDepth(what.format) == 0)
            continue; // holds the time of writing
        if (what.container == Container::Rf64 && bitDepth(what.format) == 0) continue; // this too
        writeAudio(folder / name, formatOf(what.container, what.format, 2, 44100), noise(2000));
        const AudioData audio = readAudio(folder / name);
        writeAudio(folder / ("copy-" + name), audio.format, audio.samples);
        CHECK((bytesOf(folder / name) == bytesOf(folder / ("copy-" + name))));
    }
}

TEST_CASE("files written and read in odd pieces are the same as at once") {
    const TempDir folder;
    const std::vector<float> samples = representableNoise(2 * 50000, SampleFormat::Pcm16);
    std::vector<Lossless> formats{{Container::Wav, SampleFormat::Pcm16},
                                  {Container::Flac, SampleFormat::Pcm24},
                                  {Container::Aiff, SampleFormat::Float32},
                                  {Container::Ogg, SampleFormat::Vorbis}};
    for (const Lossless& what : formats) {
        CAPTURE(extensionOf(what.container));
        const AudioFormat format = formatOf(what.container, what.format, 2, 44100, 50000);
        writeAudio(folder / "whole", format, samples);
        AudioWriter writer(folder / "pieces", format, {}, false);
        for (std::size_t at = 0, frames = 1; at < samples.size(); frames = frames * 5 % 331 + 1) {
            const std::size_t count = std::min(2 * frames, samples.size() - at);
            writer.write(std::span(samples).subspan(at, count));
            at += count;
        }
        writer.close();
        if (what.container != Container::Ogg) // whose streams are numbered by chance
            CHECK((bytesOf(folder / "whole") == bytesOf(folder / "pieces")));

        AudioReader reader(folder / "pieces");
        std::vector<float> read, block(2 * 331 + 1); // one sample more than whole frames
        while (const std::int64_t frames = reader.read(std::span(block).first(read.size() % 600 + 3)))
            read.insert(read.end(), block.begin(), block.begin() + 2 * frames);
        CHECK((read == readAudio(folder / "whole").samples));
        std::filesystem::remove(folder / "whole");
        std::filesystem::remove(folder / "pieces");
    }
}

TEST_CASE("Vorbis, Opus and MP3 keep length, place and, nearly, the sound") {
    const TempDir folder;
    struct Lossy {
        const char* name;
        SampleFormat format;
        int rate;
        int channels;
    };
    std::vector<Lossy> all{{"a.ogg", SampleFormat::Vorbis, 44100, 1},
                           {"b.ogg", SampleFormat::Vorbis, 7350, 2},
                           {"c.ogg", SampleFormat::Vorbis, 192000, 8},
                           {"d.opus", SampleFormat::Opus, 48000, 1},
                           {"e.opus", SampleFormat::Opus, 16000, 2}};
    if (isSupported(Container::Mp3)) {
        all.push_back({"f.mp3", SampleFormat::Mp3, 44100, 1});
        all.push_back({"g.mp3", SampleFormat::Mp3, 16000, 2});
    }
    for (const Lossy& what : all) {
        CAPTURE(what.name);
        const AudioFormat format =
            formatOf(containerFromName(std::filesystem::path(what.name).extension().string()), what.format,
                     what.channels, what.rate);
        // A tone that rises with time resembles no shifted copy of itself.
        std::vector<float> samples;
        for (int i = 0; i < 20001; ++i) {
            const double t = i / 20001.0;
            const double value = 0.5 * std::sin(2 * std::numbers::pi * 20001 * (0.01 * t + 0.03 * t * t));
            samples.insert(samples.end(), static_cast<std::size_t>(what.channels), static_cast<float>(value));
        }
        writeAudio(folder / what.name, format, samples);
        const AudioData audio = readAudio(folder / what.name);
        CHECK(audio.format.sampleFormat == what.format);
        CHECK(audio.format.sampleRate == what.rate);
        REQUIRE(audio.samples.size() == samples.size());
        CHECK(errorInDb(samples, audio.samples) < -15);
    }
}

TEST_CASE("a file without a single frame is valid and reads nothing") {
    const TempDir folder;
    std::vector<Lossless> formats = losslessFormats();
    formats.push_back({Container::Ogg, SampleFormat::Vorbis});
    if (isSupported(Container::Mp3)) formats.push_back({Container::Mp3, SampleFormat::Mp3});
    for (const Lossless& what : formats) {
        const std::string name = fileName(what, 2, 48000);
        CAPTURE(name);
        writeAudio(folder / name, formatOf(what.container, what.format, 2), {});
        const AudioData audio = readAudio(folder / name);
        CHECK(audio.samples.empty());
        CHECK(audio.format.frames == 0);
        CHECK(audio.format.channels == 2);
        CHECK(readMono(folder / name, 16000).empty());
    }
}

TEST_CASE("a file of one frame gives one frame") {
    const TempDir folder;
    for (const Lossless& what : losslessFormats()) {
        for (const int channels : {1, 8}) {
            const std::string name = fileName(what, channels, 48000);
            CAPTURE(name);
            const std::vector<float> frame(static_cast<std::size_t>(channels), 0.5F);
            writeAudio(folder / name, formatOf(what.container, what.format, channels), frame);
            CHECK(readAudio(folder / name).samples == frame);
        }
    }
}
