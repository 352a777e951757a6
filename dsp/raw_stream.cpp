// SPDX-License-Identifier: GPL-3.0-or-later
/// Raw PCM from and to file descriptors, such as pipes.
#include "dsp/audio_sink.h"
#include "dsp/audio_source.h"
#include "dsp/pcm.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

namespace winnow::dsp {

namespace {

AudioFormat checkedRawFormat(AudioFormat format, const std::string& name) {
    if (format.sampleRate < 1 || format.channels < 1)
        throw AudioFileError(name +
                             ": raw audio needs a sample rate and a number of channels, each 1 or more");
    if (bytesPerSample(format.sampleFormat) == 0)
        throw AudioFileError(name +
                             ": raw audio must be 8, 16, 24 or 32-bit integers, or 32 or 64-bit floats");
    format.container = Container::Raw;
    return format;
}

[[noreturn]] void fail(const std::string& name, const char* what) {
    throw AudioFileError(name + ": " + what + ": " + std::generic_category().message(errno));
}

/// After a read or write that failed: true where it is to be tried again, having waited until that makes
/// sense.
bool isToBeRepeated(int fileDescriptor, short event) {
    if (errno == EINTR) return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
    pollfd waiting{fileDescriptor, event, 0};
    ::poll(&waiting, 1, -1);
    return true;
}

class RawSource final : public AudioSource {
public:
    RawSource(int fileDescriptor, const AudioFormat& format, std::string name)
        : fileDescriptor_(fileDescriptor), name_(std::move(name)), format_(checkedRawFormat(format, name_)) {
        format_.frames = -1;
    }

    const AudioFormat& format() const noexcept override { return format_; }
    AudioMetadata metadata() const override { return {}; }
    void seek(std::int64_t) override {
        throw AudioFileError(name_ + ": a stream of raw audio cannot be wound");
    }

    std::int64_t read(std::span<float> out) override {
        const auto channels = static_cast<std::size_t>(format_.channels);
        const std::size_t frameBytes =
            static_cast<std::size_t>(bytesPerSample(format_.sampleFormat)) * channels;
        if (out.size() < channels) return 0;
        bytes_.resize(out.size() / channels * frameBytes);
        const std::size_t filled = fill();
        if (filled == 0) return 0;
        if (filled < frameBytes) throw AudioFileError(name_ + ": ends in the middle of a frame");
        // A part of a frame can only be the last: it comes back alone in the next call and is reported there.
        const std::size_t frames = filled / frameBytes;
        decodePcm(std::span(bytes_).first(frames * frameBytes), format_.sampleFormat,
                  out.first(frames * channels));
        rest_.assign(bytes_.begin() + static_cast<std::ptrdiff_t>(frames * frameBytes),
                     bytes_.begin() + static_cast<std::ptrdiff_t>(filled));
        return static_cast<std::int64_t>(frames);
    }

private:
    /// Reads until the buffer is full or the input ends: a pipe gives as much as it has, in odd pieces.
    std::size_t fill() {
        std::copy(rest_.begin(), rest_.end(), bytes_.begin());
        std::size_t filled = rest_.size();
        rest_.clear();
        while (filled < bytes_.size()) {
            const ssize_t n = ::read(fileDescriptor_, bytes_.data() + filled, bytes_.size() - filled);
            if (n == 0) break;
            if (n > 0) {
                filled += static_cast<std::size_t>(n);
            } else if (!isToBeRepeated(fileDescriptor_, POLLIN)) {
                fail(name_, "cannot be read");
            }
        }
        return filled;
    }

    int fileDescriptor_;
    std::string name_;
    AudioFormat format_;
    std::vector<std::byte> bytes_;
    std::vector<std::byte> rest_; // of a frame cut off by the end of the input
};

class RawSink final : public AudioSink {
public:
    RawSink(int fileDescriptor, const AudioFormat& format, std::string name)
        : fileDescriptor_(fileDescriptor), name_(std::move(name)), format_(checkedRawFormat(format, name_)) {}

    void write(std::span<const float> interleaved) override {
        if (interleaved.size() % static_cast<std::size_t>(format_.channels) != 0)
            throw AudioFileError(name_ + ": samples do not make whole frames");
        encodePcm(interleaved, format_.sampleFormat, bytes_, clipped_);
        for (std::size_t done = 0; done < bytes_.size();) {
            const ssize_t n = ::write(fileDescriptor_, bytes_.data() + done, bytes_.size() - done);
            if (n >= 0) {
                done += static_cast<std::size_t>(n);
            } else if (!isToBeRepeated(fileDescriptor_, POLLOUT)) {
                fail(name_, "cannot be written");
            }
        }
    }

    void close() override {} // nothing is held back, and the descriptor is the caller's
    std::int64_t clippedSamples() const noexcept override { return clipped_; }

private:
    int fileDescriptor_;
    std::string name_;
    AudioFormat format_;
    std::vector<std::byte> bytes_;
    std::int64_t clipped_ = 0;
};

} // namespace

std::unique_ptr<AudioSource> makeRawSource(int fileDescriptor, const AudioFormat& format, std::string name) {
    return std::make_unique<RawSource>(fileDescriptor, format, std::move(name));
}

std::unique_ptr<AudioSink> makeRawSink(int fileDescriptor, const AudioFormat& format, std::string name) {
    return std::make_unique<RawSink>(fileDescriptor, format, std::move(name));
}

} // namespace winnow::dsp
