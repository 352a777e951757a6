// SPDX-License-Identifier: GPL-3.0-or-later
/// Names, extensions and abilities of the containers and sample formats.
#include "dsp/pcm.h"
#include "dsp/sndfile_format.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace winnow::dsp {

namespace {

struct ContainerRow {
    Container container;
    int code;                                   // libsndfile's
    std::array<std::string_view, 4> extensions; // the first is the usual one
};

constexpr std::array containers{
    ContainerRow{Container::Wav, SF_FORMAT_WAV, {"wav", "wave", "bwf"}},
    ContainerRow{Container::Rf64, SF_FORMAT_RF64, {"rf64"}},
    ContainerRow{Container::W64, SF_FORMAT_W64, {"w64"}},
    ContainerRow{Container::Aiff, SF_FORMAT_AIFF, {"aiff", "aif", "aifc"}},
    ContainerRow{Container::Flac, SF_FORMAT_FLAC, {"flac"}},
    ContainerRow{Container::Ogg, SF_FORMAT_OGG, {"ogg", "oga", "opus"}},
    ContainerRow{Container::Mp3, SF_FORMAT_MPEG, {"mp3"}},
    ContainerRow{Container::Caf, SF_FORMAT_CAF, {"caf"}},
    ContainerRow{Container::Au, SF_FORMAT_AU, {"au", "snd"}},
    ContainerRow{Container::Raw, SF_FORMAT_RAW, {"raw", "pcm"}},
};

const ContainerRow& rowOf(Container container) {
    return *std::find_if(containers.begin(), containers.end(),
                         [=](const ContainerRow& row) { return row.container == container; });
}

/// Without dot, lower case, by ASCII alone: names must not depend on the locale.
std::string bareName(std::string name) {
    if (!name.empty() && name.front() == '.') name.erase(0, 1);
    for (char& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return name;
}

const ContainerRow* findRow(const std::string& bare) {
    for (const ContainerRow& row : containers) {
        if (!bare.empty() &&
            std::find(row.extensions.begin(), row.extensions.end(), bare) != row.extensions.end())
            return &row;
    }
    return nullptr;
}

bool holdsPlainPcm(Container container) {
    return container != Container::Flac && container != Container::Ogg && container != Container::Mp3;
}

} // namespace

Container containerFromName(const std::string& extensionOrName) {
    if (const ContainerRow* row = findRow(bareName(extensionOrName))) return row->container;
    std::string known;
    for (const ContainerRow& row : containers) {
        for (const std::string_view extension : row.extensions) {
            if (!extension.empty()) known.append(known.empty() ? "" : ", ").append(extension);
        }
    }
    throw AudioFileError("'" + extensionOrName + "' is no known audio file format; known are " + known);
}

std::string extensionOf(Container container) {
    return std::string(rowOf(container).extensions.front());
}

bool isSupported(Container container) {
    const int code = rowOf(container).code;
    int count = 0;
    sf_command(nullptr, SFC_GET_FORMAT_MAJOR_COUNT, &count, sizeof count);
    for (int i = 0; i < count; ++i) {
        SF_FORMAT_INFO info{};
        info.format = i;
        if (sf_command(nullptr, SFC_GET_FORMAT_MAJOR, &info, sizeof info) == 0 && info.format == code)
            return true;
    }
    return false;
}

bool hasAudioExtension(const std::filesystem::path& path) {
    const ContainerRow* row = findRow(bareName(path.extension().string()));
    return row != nullptr && row->container != Container::Raw && isSupported(row->container);
}

SampleFormat nearestSampleFormat(Container container, SampleFormat wanted) {
    if (container == Container::Ogg) return wanted == SampleFormat::Opus ? wanted : SampleFormat::Vorbis;
    if (container == Container::Mp3) return SampleFormat::Mp3;
    if (bytesPerSample(wanted) == 0) return SampleFormat::Pcm16; // was compressed: what everybody can play
    if (container == Container::Aiff && wanted == SampleFormat::Pcm8) return SampleFormat::Pcm16;
    if (holdsPlainPcm(container)) return wanted;
    return bytesPerSample(wanted) > 3 ? SampleFormat::Pcm24 : wanted; // FLAC
}

SampleFormat sampleFormatForName(const std::string& extensionOrName, SampleFormat wanted) {
    const Container container = containerFromName(extensionOrName);
    return nearestSampleFormat(container, bareName(extensionOrName) == "opus" ? SampleFormat::Opus : wanted);
}

int bitDepth(SampleFormat format) {
    const bool isFloat = format == SampleFormat::Float32 || format == SampleFormat::Float64;
    return isFloat ? 0 : 8 * bytesPerSample(format);
}

int sndfileFormat(Container container, SampleFormat sampleFormat) {
    // libsndfile 1.2.0 counts the byte that fills up an odd number of bytes in AIFF as a sample.
    if (container == Container::Aiff && sampleFormat == SampleFormat::Pcm8) return 0;
    // Unsigned where the container's 8-bit samples are.
    const bool riff =
        container == Container::Wav || container == Container::Rf64 || container == Container::W64;
    const auto subtype = [=]() -> int {
        switch (sampleFormat) {
        case SampleFormat::Pcm8:
            return riff ? SF_FORMAT_PCM_U8 : SF_FORMAT_PCM_S8;
        case SampleFormat::Pcm16:
            return SF_FORMAT_PCM_16;
        case SampleFormat::Pcm24:
            return SF_FORMAT_PCM_24;
        case SampleFormat::Pcm32:
            return SF_FORMAT_PCM_32;
        case SampleFormat::Float32:
            return SF_FORMAT_FLOAT;
        case SampleFormat::Float64:
            return SF_FORMAT_DOUBLE;
        case SampleFormat::Vorbis:
            return SF_FORMAT_VORBIS;
        case SampleFormat::Opus:
            return SF_FORMAT_OPUS;
        case SampleFormat::Mp3:
            return SF_FORMAT_MPEG_LAYER_III;
        case SampleFormat::Other:
            break;
        }
        return 0;
    }();
    const int endian = container == Container::Raw ? SF_ENDIAN_LITTLE : SF_ENDIAN_FILE;
    return subtype == 0 ? 0 : rowOf(container).code | subtype | endian;
}

AudioFormat audioFormat(const SF_INFO& info) {
    static constexpr std::array<std::pair<int, SampleFormat>, 14> subtypes{{
        {SF_FORMAT_PCM_S8, SampleFormat::Pcm8},
        {SF_FORMAT_PCM_U8, SampleFormat::Pcm8},
        {SF_FORMAT_PCM_16, SampleFormat::Pcm16},
        {SF_FORMAT_PCM_24, SampleFormat::Pcm24},
        {SF_FORMAT_PCM_32, SampleFormat::Pcm32},
        {SF_FORMAT_FLOAT, SampleFormat::Float32},
        {SF_FORMAT_DOUBLE, SampleFormat::Float64},
        {SF_FORMAT_VORBIS, SampleFormat::Vorbis},
        {SF_FORMAT_OPUS, SampleFormat::Opus},
        {SF_FORMAT_MPEG_LAYER_III, SampleFormat::Mp3},
        // Apple Lossless holds integers of these widths, so PCM of the same width loses nothing.
        {SF_FORMAT_ALAC_16, SampleFormat::Pcm16},
        {SF_FORMAT_ALAC_20, SampleFormat::Pcm24},
        {SF_FORMAT_ALAC_24, SampleFormat::Pcm24},
        {SF_FORMAT_ALAC_32, SampleFormat::Pcm32},
    }};
    AudioFormat format;
    format.sampleRate = info.samplerate;
    format.channels = info.channels;
    for (const ContainerRow& row : containers) {
        if (row.code == (info.format & SF_FORMAT_TYPEMASK)) format.container = row.container;
    }
    format.sampleFormat = SampleFormat::Other;
    for (const auto& [code, sampleFormat] : subtypes) {
        if (code == (info.format & SF_FORMAT_SUBMASK)) format.sampleFormat = sampleFormat;
    }
    // libsndfile says "the largest number there is" for a stream whose header leaves the length open.
    const bool known = info.seekable != 0 && info.frames >= 0 && info.frames < SF_COUNT_MAX;
    format.frames = known ? info.frames : -1;
    return format;
}

} // namespace winnow::dsp
