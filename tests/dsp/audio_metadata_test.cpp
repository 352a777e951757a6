// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/dsp/audio_files.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

#include <sndfile.h>

#include <cstddef>
#include <cstring>

using namespace winnow::dsp;
using namespace winnow::test;

namespace {

template <class Struct>
std::vector<std::uint8_t> bytesOfStruct(const Struct& value, std::size_t size = sizeof(Struct)) {
    std::vector<std::uint8_t> bytes(size);
    std::memcpy(bytes.data(), &value, size);
    return bytes;
}

std::vector<std::uint8_t> twoCues() {
    SF_CUES_VAR(2) cues{};
    cues.cue_count = 2;
    for (int i = 0; i < 2; ++i) {
        cues.cue_points[i].indx = i + 1;
        cues.cue_points[i].position = cues.cue_points[i].sample_offset =
            static_cast<std::uint32_t>(100 * (i + 1));
        cues.cue_points[i].fcc_chunk = 0x61746164; // "data"
    }
    return bytesOfStruct(cues);
}

std::vector<std::uint8_t> broadcastInfo() {
    SF_BROADCAST_INFO info{};
    std::strcpy(info.description, "interview, take 3");
    std::memcpy(info.origination_date, "2024-05-17", 10);
    info.time_reference_low = 123456;
    info.version = 1;
    return bytesOfStruct(info, offsetof(SF_BROADCAST_INFO, coding_history));
}

AudioMetadata metadataOf(const std::filesystem::path& path) {
    return AudioReader(path).metadata();
}

} // namespace

TEST_CASE("text tags go with the samples into every container that has them") {
    const TempDir folder;
    AudioMetadata metadata;
    metadata.strings = {{SF_STR_TITLE, "Voix d'été"},
                        {SF_STR_ARTIST, "somebody"},
                        {SF_STR_COMMENT, "noisy"},
                        {SF_STR_DATE, "2024"}};
    std::vector<AudioFormat> formats;
    for (const Container container :
         {Container::Wav, Container::Rf64, Container::Aiff, Container::Flac, Container::Caf})
        formats.push_back(formatOf(container, SampleFormat::Pcm16));
    formats.push_back(formatOf(Container::Ogg, SampleFormat::Vorbis));
    formats.push_back(formatOf(Container::Ogg, SampleFormat::Opus));
    if (isSupported(Container::Mp3)) formats.push_back(formatOf(Container::Mp3, SampleFormat::Mp3));
    for (const AudioFormat& format : formats) {
        CAPTURE(extensionOf(format.container));
        writeAudio(folder / "a", format, noise(3000), metadata);
        const AudioMetadata read = metadataOf(folder / "a");
        for (const auto& [key, text] : metadata.strings) {
            // AIFF has no date among its text chunks.
            if (format.container == Container::Aiff && key == SF_STR_DATE) continue;
            REQUIRE(read.strings.count(key) == 1);
            CHECK(read.strings.at(key) == text);
        }
    }
}

TEST_CASE("containers without tags are written without them") {
    const TempDir folder;
    AudioMetadata metadata;
    metadata.strings = {{SF_STR_TITLE, "title"}};
    metadata.broadcastInfo = broadcastInfo();
    metadata.cues = twoCues();
    for (const Container container : {Container::Au, Container::W64, Container::Raw}) {
        AudioFormat format = formatOf(container, SampleFormat::Pcm16);
        writeAudio(folder / "a", format, noise(100), metadata);
        if (container == Container::Raw) {
            CHECK(bytesOf(folder / "a").size() == 200);
        } else {
            CHECK(readAudio(folder / "a").samples.size() == 100);
        }
    }
}

TEST_CASE("broadcast information goes from WAV to WAV, with a line of coding history added") {
    const TempDir folder;
    AudioMetadata metadata;
    metadata.broadcastInfo = broadcastInfo();
    writeAudio(folder / "a.wav", formatOf(Container::Wav, SampleFormat::Pcm16), noise(100), metadata);
    const AudioMetadata once = metadataOf(folder / "a.wav");
    writeAudio(folder / "b.wav", formatOf(Container::Wav, SampleFormat::Pcm24), noise(100), once);
    const AudioMetadata twice = metadataOf(folder / "b.wav");
    SF_BROADCAST_INFO info{};
    REQUIRE(twice.broadcastInfo.size() > offsetof(SF_BROADCAST_INFO, coding_history));
    REQUIRE(twice.broadcastInfo.size() <= sizeof info);
    std::memcpy(&info, twice.broadcastInfo.data(), twice.broadcastInfo.size());
    CHECK(std::string(info.description) == "interview, take 3");
    CHECK(std::string(info.origination_date, 10) == "2024-05-17");
    CHECK(info.time_reference_low == 123456);
    const std::string history(info.coding_history, info.coding_history_size);
    CHECK(history.find("W=16") < history.find("W=24"));
}

TEST_CASE("cue points go with the samples into WAV and AIFF") {
    const TempDir folder;
    AudioMetadata metadata;
    metadata.cues = twoCues();
    for (const Container container : {Container::Wav, Container::Aiff}) {
        writeAudio(folder / "a", formatOf(container, SampleFormat::Pcm16), noise(300), metadata);
        const AudioMetadata read = metadataOf(folder / "a");
        SF_CUES_VAR(2) cues{};
        REQUIRE(read.cues.size() == sizeof cues);
        std::memcpy(&cues, read.cues.data(), sizeof cues);
        CHECK(cues.cue_points[0].sample_offset == 100);
        CHECK(cues.cue_points[1].sample_offset == 200);
    }
}

TEST_CASE("the channel map of a surround file is kept") {
    const TempDir folder;
    AudioMetadata metadata;
    metadata.channelMap = {SF_CHANNEL_MAP_LEFT, SF_CHANNEL_MAP_RIGHT,     SF_CHANNEL_MAP_CENTER,
                           SF_CHANNEL_MAP_LFE,  SF_CHANNEL_MAP_REAR_LEFT, SF_CHANNEL_MAP_REAR_RIGHT};
    writeAudio(folder / "a.wav", formatOf(Container::Wav, SampleFormat::Pcm16, 6), noise(600), metadata);
    CHECK(metadataOf(folder / "a.wav").channelMap == metadata.channelMap);
    CHECK(AudioReader(folder / "a.wav").format().container == Container::Wav);
}

TEST_CASE("damaged metadata blocks are left out, not passed to the library") {
    const TempDir folder;
    AudioMetadata metadata;
    metadata.cues = twoCues();
    metadata.cues[0] = 200; // more points than there are bytes
    metadata.broadcastInfo = std::vector<std::uint8_t>(10, 1);
    writeAudio(folder / "a.wav", formatOf(Container::Wav, SampleFormat::Pcm16), noise(100), metadata);
    CHECK(metadataOf(folder / "a.wav").cues.empty());
    CHECK(metadataOf(folder / "a.wav").broadcastInfo.empty());
    CHECK(readAudio(folder / "a.wav").samples.size() == 100);
}

TEST_CASE("no float WAV or CAF file holds the time of its writing") {
    const TempDir folder;
    for (const Container container : {Container::Wav, Container::Caf}) {
        writeAudio(folder / "a", formatOf(container, SampleFormat::Float32), noise(1000));
        const std::vector<std::uint8_t> bytes = bytesOf(folder / "a");
        const std::string text(bytes.begin(), bytes.end());
        CHECK(text.find("PEAK") == std::string::npos); // the chunk in which it stands
        CHECK(text.find("peak") == std::string::npos);
    }
}
