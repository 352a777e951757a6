// SPDX-License-Identifier: GPL-3.0-or-later
/// An input of `winnow denoise`.
#include "tools/denoise/sound_input.h"

#include "tools/denoise/wav_stream.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace winnow::tools {
namespace {

constexpr double longestReadAhead = 600; // s
constexpr std::int64_t blockFrames = 4096;
constexpr const char* standardInput = "standard input";

std::size_t readStandardInput(std::span<std::uint8_t> bytes) {
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t got = ::read(STDIN_FILENO, bytes.data() + filled, bytes.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            throw dsp::AudioFileError(
                fmt::format("{}: cannot read: {}", standardInput, std::strerror(errno)));
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    return filled;
}

// `winnow denoise - < talk.flac`: a file after all, of any kind.
bool standardInputIsFile() {
    struct stat status {};
    return fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode) &&
           lseek(STDIN_FILENO, 0, SEEK_CUR) == 0;
}

} // namespace

SoundInput::Opened SoundInput::open(const InputFile& input, const std::optional<dsp::AudioFormat>& raw) {
    if (!input.isStandardInput() || (!raw && standardInputIsFile())) {
        dsp::AudioReader reader(input.isStandardInput() ? "/dev/stdin" : input.path);
        const dsp::AudioFormat format = reader.format();
        return {std::move(reader), format, -1, false};
    }
    if (raw) return {dsp::AudioReader(STDIN_FILENO, *raw, standardInput), *raw, -1, true};
    const WavStream stream = readWavStreamHeader(readStandardInput);
    dsp::AudioFormat samples = stream.format;
    samples.container = dsp::Container::Raw;
    return {dsp::AudioReader(STDIN_FILENO, samples, standardInput), stream.format, stream.mostFrames, true};
}

SoundInput::SoundInput(const InputFile& input, const std::optional<dsp::AudioFormat>& raw)
    : SoundInput(open(input, raw)) {}

SoundInput::SoundInput(Opened opened)
    : reader_(std::move(opened.reader)), format_(opened.format), mostFrames_(opened.mostFrames),
      isStream_(opened.isStream) {}

std::int64_t SoundInput::read(std::span<float> out) {
    if (aheadUsed_ == ahead_.size()) return readFresh(out);
    const auto channels = static_cast<std::size_t>(format_.channels);
    const std::size_t count = std::min(out.size() / channels * channels, ahead_.size() - aheadUsed_);
    std::copy_n(ahead_.begin() + static_cast<std::ptrdiff_t>(aheadUsed_), count, out.begin());
    aheadUsed_ += count;
    if (aheadUsed_ == ahead_.size()) {
        ahead_ = {};
        aheadUsed_ = 0;
    }
    return static_cast<std::int64_t>(count / channels);
}

std::int64_t SoundInput::readFresh(std::span<float> out) {
    const std::int64_t channels = format_.channels;
    std::int64_t wanted = static_cast<std::int64_t>(out.size()) / channels;
    if (mostFrames_ >= 0) wanted = std::min(wanted, mostFrames_ - framesRead_);
    const std::int64_t frames = reader_.read(out.first(static_cast<std::size_t>(wanted * channels)));
    framesRead_ += frames;
    if (isStream_ && frames == 0 && framesRead_ < format_.frames) {
        throw dsp::AudioFileError(fmt::format("{}: truncated: ends after {} of {} frames", standardInput,
                                              framesRead_, format_.frames));
    }
    for (float& sample : out.first(static_cast<std::size_t>(frames * channels))) {
        if (std::isfinite(sample)) continue;
        sample = 0;
        ++notFinite_;
    }
    return frames;
}

std::span<const float> SoundInput::readAhead(std::int64_t frames) {
    const std::int64_t channels = format_.channels;
    std::vector<float> block(static_cast<std::size_t>(blockFrames * channels));
    while (static_cast<std::int64_t>(ahead_.size()) < frames * channels) {
        const std::int64_t wanted =
            std::min(blockFrames, frames - static_cast<std::int64_t>(ahead_.size()) / channels);
        const std::int64_t got =
            readFresh(std::span(block).first(static_cast<std::size_t>(wanted * channels)));
        if (got == 0) break;
        ahead_.insert(ahead_.end(), block.begin(), block.begin() + got * channels);
    }
    return ahead_;
}

std::vector<float> readMonoPart(SoundInput& input, const TimeRange& range, double longest) {
    const double rate = input.format().sampleRate;
    const auto channels = static_cast<std::size_t>(input.format().channels);
    const double seconds = std::min(range.to - range.from, longest);
    const auto from = static_cast<std::int64_t>(std::llround(range.from * rate));
    const auto frames = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::llround(seconds * rate)));
    const auto beyondEnd = [&] {
        return std::runtime_error(
            fmt::format("the noise to learn begins at {:g} s, after the end of the sound", range.from));
    };

    if (input.isStream()) {
        if (range.from + seconds > longestReadAhead)
            throw std::runtime_error("the noise to learn must lie within the first 600 s of a stream");
    } else {
        if (input.format().frames >= 0 && from >= input.format().frames) throw beyondEnd();
        input.seek(from);
    }
    const std::int64_t skipped = input.isStream() ? from : 0;
    std::span<const float> part = input.readAhead(skipped + frames);
    part = part.subspan(std::min(part.size(), static_cast<std::size_t>(skipped) * channels));
    if (part.empty()) throw beyondEnd();

    std::vector<float> mono(part.size() / channels);
    for (std::size_t i = 0; i < part.size(); ++i)
        mono[i / channels] += part[i] / static_cast<float>(channels);
    return mono;
}

std::string shownName(const InputFile& input) {
    return input.isStandardInput() ? standardInput : input.path.string();
}

} // namespace winnow::tools
