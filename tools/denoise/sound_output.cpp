// SPDX-License-Identifier: GPL-3.0-or-later
/// An output of `winnow denoise`.
#include "tools/denoise/sound_output.h"

#include "tools/denoise/wav_stream.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace winnow::tools {
namespace {

void writeStandardOutput(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0)
            throw std::runtime_error(std::string("standard output: cannot write: ") + std::strerror(errno));
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

// The header goes out before the writer of the samples exists.
dsp::AudioWriter openStandardOutput(dsp::AudioFormat format) {
    if (format.container != dsp::Container::Raw) writeStandardOutput(wavStreamHeader(format));
    format.container = dsp::Container::Raw;
    return {STDOUT_FILENO, format, "standard output"};
}

} // namespace

SoundOutput::SoundOutput(const std::filesystem::path& path, const dsp::AudioFormat& format,
                         const dsp::AudioMetadata& metadata, bool overwrite)
    : writer_(path, format, metadata, overwrite) {}

SoundOutput::SoundOutput(const dsp::AudioFormat& format)
    : writer_(openStandardOutput(format)),
      padByte_(format.container != dsp::Container::Raw && format.sampleFormat == dsp::SampleFormat::Pcm24 &&
               format.frames >= 0 && format.frames % 2 == 1 && format.channels % 2 == 1) {}

void SoundOutput::close() {
    writer_.close();
    if (padByte_) writeStandardOutput(std::array<std::uint8_t, 1>{0});
}

} // namespace winnow::tools
