// SPDX-License-Identifier: GPL-3.0-or-later
/// Audio files: the reader and the writer that callers see, over the sources and sinks behind them.
#include "dsp/audio_file.h"

#include "dsp/audio_sink.h"
#include "dsp/audio_source.h"

#include <utility>

namespace winnow::dsp {

struct AudioReader::State {
    std::unique_ptr<AudioSource> source;
};

AudioReader::AudioReader(const std::filesystem::path& path)
    : state_(std::make_unique<State>(State{makeFileSource(path)})) {}

AudioReader::AudioReader(int fileDescriptor, const AudioFormat& format, std::string name)
    : state_(std::make_unique<State>(State{makeRawSource(fileDescriptor, format, std::move(name))})) {}

AudioReader::~AudioReader() = default;
AudioReader::AudioReader(AudioReader&&) noexcept = default;
AudioReader& AudioReader::operator=(AudioReader&&) noexcept = default;

const AudioFormat& AudioReader::format() const noexcept {
    return state_->source->format();
}
AudioMetadata AudioReader::metadata() const {
    return state_->source->metadata();
}
std::int64_t AudioReader::read(std::span<float> out) {
    return state_->source->read(out);
}
void AudioReader::seek(std::int64_t frame) {
    state_->source->seek(frame);
}

struct AudioWriter::State {
    std::unique_ptr<AudioSink> sink;
};

AudioWriter::AudioWriter(const std::filesystem::path& path, const AudioFormat& format,
                         const AudioMetadata& metadata, bool overwrite)
    : state_(std::make_unique<State>(State{makeFileSink(path, format, metadata, overwrite)})) {}

AudioWriter::AudioWriter(int fileDescriptor, const AudioFormat& format, std::string name)
    : state_(std::make_unique<State>(State{makeRawSink(fileDescriptor, format, std::move(name))})) {}

AudioWriter::~AudioWriter() = default;
AudioWriter::AudioWriter(AudioWriter&&) noexcept = default;
AudioWriter& AudioWriter::operator=(AudioWriter&&) noexcept = default;

void AudioWriter::write(std::span<const float> interleaved) {
    state_->sink->write(interleaved);
}
void AudioWriter::close() {
    state_->sink->close();
}
std::int64_t AudioWriter::clippedSamples() const noexcept {
    return state_->sink->clippedSamples();
}

} // namespace winnow::dsp
