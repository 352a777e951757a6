// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/pcm.h"
#include "tests/dsp/audio_files.h"
#include "tests/support/catch.h"

#include <clocale>

using namespace winnow::dsp;
using namespace winnow::test;

TEST_CASE("containers are found by extension or name, in any case, with or without dot") {
    CHECK(containerFromName("wav") == Container::Wav);
    CHECK(containerFromName(".WAV") == Container::Wav);
    CHECK(containerFromName("rf64") == Container::Rf64);
    CHECK(containerFromName("W64") == Container::W64);
    CHECK(containerFromName(".aif") == Container::Aiff);
    CHECK(containerFromName("AIFF") == Container::Aiff);
    CHECK(containerFromName("flac") == Container::Flac);
    CHECK(containerFromName("opus") == Container::Ogg);
    CHECK(containerFromName("oga") == Container::Ogg);
    CHECK(containerFromName("mp3") == Container::Mp3);
    CHECK(containerFromName("caf") == Container::Caf);
    CHECK(containerFromName("snd") == Container::Au);
    CHECK(containerFromName("raw") == Container::Raw);
}

TEST_CASE("an unknown container is refused with the list of the known ones") {
    for (const std::string name : {"xyz", "", ".", "wav ", "wa"}) {
        const std::string message = errorOf([&] { containerFromName(name); });
        CHECK(message.find(name + "' is no known") == 1);
        for (const char* known :
             {"wav", "flac", "ogg", "opus", "aiff", "mp3", "w64", "rf64", "caf", "au", "raw"})
            CHECK(message.find(known) != std::string::npos);
    }
}

TEST_CASE("the extension of every container leads back to it") {
    for (const Container container :
         {Container::Wav, Container::Rf64, Container::W64, Container::Aiff, Container::Flac, Container::Ogg,
          Container::Mp3, Container::Caf, Container::Au, Container::Raw})
        CHECK(containerFromName(extensionOf(container)) == container);
}

TEST_CASE("audio files are told by their extension, whatever the locale") {
    const char* old = std::setlocale(LC_ALL, nullptr);
    const std::string before = old != nullptr ? old : "C";
    for (const char* locale : {"C", "C.UTF-8", "tr_TR.UTF-8"}) {
        std::setlocale(LC_ALL, locale); // keeps the old one where the machine lacks it
        for (const char* name :
             {"a.wav", "b.WAV", "c.aiff", "d.AIFF", "e.flac", "f.ogg", "g.opus", "folder/h.caf"})
            CHECK(hasAudioExtension(name));
        for (const char* name : {"a.txt", "wav", "a.wav.part", "a", ".wav", "a.raw", "a.", ""})
            CHECK_FALSE(hasAudioExtension(name));
    }
    std::setlocale(LC_ALL, before.c_str());
    CHECK(hasAudioExtension("a.mp3") == isSupported(Container::Mp3));
}

TEST_CASE("the nearest sample format is the wanted one where the container holds it") {
    using F = SampleFormat;
    for (const Container container : {Container::Wav, Container::Rf64, Container::W64, Container::Aiff,
                                      Container::Caf, Container::Au, Container::Raw}) {
        for (const F format : {F::Pcm16, F::Pcm24, F::Pcm32, F::Float32, F::Float64})
            CHECK(nearestSampleFormat(container, format) == format);
        for (const F format : {F::Vorbis, F::Opus, F::Mp3, F::Other})
            CHECK(nearestSampleFormat(container, format) == F::Pcm16);
    }
    CHECK(nearestSampleFormat(Container::Wav, F::Pcm8) == F::Pcm8);
    CHECK(nearestSampleFormat(Container::Aiff, F::Pcm8) == F::Pcm16);
    CHECK(nearestSampleFormat(Container::Flac, F::Pcm16) == F::Pcm16);
    CHECK(nearestSampleFormat(Container::Flac, F::Pcm24) == F::Pcm24);
    CHECK(nearestSampleFormat(Container::Flac, F::Pcm32) == F::Pcm24);
    CHECK(nearestSampleFormat(Container::Flac, F::Float32) == F::Pcm24);
    CHECK(nearestSampleFormat(Container::Flac, F::Mp3) == F::Pcm16);
    CHECK(nearestSampleFormat(Container::Ogg, F::Pcm16) == F::Vorbis);
    CHECK(nearestSampleFormat(Container::Ogg, F::Opus) == F::Opus);
    CHECK(nearestSampleFormat(Container::Mp3, F::Float32) == F::Mp3);
    CHECK(sampleFormatForName(".opus", F::Pcm16) == F::Opus);
    CHECK(sampleFormatForName("ogg", F::Pcm16) == F::Vorbis);
    CHECK(sampleFormatForName("flac", F::Float64) == F::Pcm24);
    CHECK_THROWS_AS(sampleFormatForName("xyz", F::Pcm16), AudioFileError);
}

TEST_CASE("bit depth is that of the integer formats, 0 for the others") {
    CHECK(bitDepth(SampleFormat::Pcm8) == 8);
    CHECK(bitDepth(SampleFormat::Pcm16) == 16);
    CHECK(bitDepth(SampleFormat::Pcm24) == 24);
    CHECK(bitDepth(SampleFormat::Pcm32) == 32);
    for (const SampleFormat format : {SampleFormat::Float32, SampleFormat::Float64, SampleFormat::Vorbis,
                                      SampleFormat::Opus, SampleFormat::Mp3, SampleFormat::Other})
        CHECK(bitDepth(format) == 0);
}
