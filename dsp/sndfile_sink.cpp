// SPDX-License-Identifier: GPL-3.0-or-later
/// Audio files written through libsndfile.
#include "dsp/audio_sink.h"
#include "dsp/pcm.h"
#include "dsp/sndfile_format.h"
#include "dsp/sndfile_handle.h"
#include "dsp/sndfile_metadata.h"
#include "system/file_error.h"
#include "system/replaced_file.h"

#include <algorithm>
#include <iterator>
#include <system_error>

namespace winnow::dsp {

namespace {

/// What containers with 32-bit sizes hold: 4 GiB less ample room for headers and metadata.
constexpr std::int64_t largest32BitData = (std::int64_t{1} << 32) - (std::int64_t{1} << 20);

/// Samples converted, or encoded, at a time.
constexpr std::size_t blockSamples = 65536;

/// From 0 to 1, for Vorbis, Opus and MP3: high, so that the encoder takes away little of what came in
/// (Vorbis quality 7, MP3 VBR quality 3).
constexpr double lossyQuality = 0.7;

bool has32BitSizes(Container container) {
    return container == Container::Wav || container == Container::Aiff || container == Container::Au;
}

/// work(), its errors of files as this folder's.
template <class Work> auto asAudioErrors(const Work& work) {
    try {
        return work();
    } catch (const system::FileError& error) {
        throw AudioFileError(error.what());
    }
}

class SndfileSink final : public AudioSink {
public:
    SndfileSink(const std::filesystem::path& path, const AudioFormat& format, const AudioMetadata& metadata,
                bool overwrite)
        : name_(path.string()), format_(format), bits_(bitDepth(format.sampleFormat)),
          file_(path, {.overwrite = overwrite, .durable = false}), virtual_(file_.descriptor()) {
        SF_INFO info{};
        info.samplerate = format.sampleRate;
        info.channels = format.channels;
        info.format = fileFormat(metadata);
        std::string reason = "not a possible combination";
        if (info.channels > 0 && info.samplerate > 0 && sf_format_check(&info) != 0) {
            OpenedSndfile opened = openSndfile(virtual_, SFM_WRITE, info);
            handle_ = std::move(opened.handle);
            reason = opened.reason;
        }
        if (!handle_)
            throw AudioFileError(name_ + ": cannot be written as " + extensionOf(format.container) +
                                 " with " + std::to_string(format.channels) + " channels at " +
                                 std::to_string(format.sampleRate) + " Hz in this sample format: " + reason);
        block_ = std::max<std::size_t>(blockSamples / static_cast<std::size_t>(format.channels), 1) *
                 static_cast<std::size_t>(format.channels);
        configure();
        writeMetadata(handle_.get(), metadata);
    }

    void write(std::span<const float> interleaved) override {
        const auto channels = static_cast<std::size_t>(format_.channels);
        if (interleaved.size() % channels != 0)
            throw AudioFileError(name_ + ": samples do not make whole frames");
        if (!handle_) throw AudioFileError(name_ + ": is closed already");
        requireRoom(interleaved.size());
        for (std::size_t done = 0; done < interleaved.size(); done += block_)
            writeBlock(interleaved.subspan(done, std::min(block_, interleaved.size() - done)));
    }

    void close() override {
        if (committed_) return;
        if (!failure_.empty()) throw AudioFileError(failure_);
        const int error = handle_ ? finish() : 0;
        if (error != 0 || virtual_.error() != 0) failWriting(sf_error_number(error));
        asAudioErrors([&] { file_.commit(); });
        committed_ = true;
    }

    std::int64_t clippedSamples() const noexcept override { return clipped_; }

private:
    /// WAV turns into RF64 where 32-bit sizes may not do. Of unknown length it is begun as RF64, with a place
    /// in the header that lets it become WAV again on closing if it stayed small.
    int fileFormat(const AudioMetadata& metadata) const {
        const int code = sndfileFormat(format_.container, format_.sampleFormat);
        if (format_.container != Container::Wav || code == 0) return code;
        const int major = mayGrowLarge()                                         ? SF_FORMAT_RF64
                          : format_.channels > 2 || !metadata.channelMap.empty() ? SF_FORMAT_WAVEX
                                                                                 : SF_FORMAT_WAV;
        return (code & ~SF_FORMAT_TYPEMASK) | major;
    }

    bool mayGrowLarge() const {
        const std::int64_t frameBytes = std::int64_t{bytesPerSample(format_.sampleFormat)} * format_.channels;
        return format_.frames < 0 ||
               format_.frames > largest32BitData / std::max<std::int64_t>(frameBytes, 1);
    }

    bool isLossy() const { return bytesPerSample(format_.sampleFormat) == 0; }

    int finish() {
        if (!collected_.empty()) encode(collected_.size());
        // libsndfile writes the header of these with the first sample, so an empty recording would have none.
        const bool lateHeader = format_.container == Container::Flac || format_.container == Container::Mp3;
        if (frames_ == 0 && lateHeader) sf_command(handle_.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0);
        return sf_close(handle_.release());
    }

    void configure() {
        SNDFILE* const file = handle_.get();
        // The PEAK chunk of float formats holds the time of writing: without it the same input gives the same
        // bytes. In AIFF it must stay, as libsndfile has left room for it already and would count that as
        // samples.
        if (format_.container != Container::Aiff) sf_command(file, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
        if (format_.container == Container::Wav) {
            limit_ = mayGrowLarge() ? -1 : largest32BitData;
            sf_command(file, SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
        } else if (has32BitSizes(format_.container)) {
            limit_ = largest32BitData;
        }
        if (isLossy()) {
            int mode = SF_BITRATE_MODE_VARIABLE;
            double quality = lossyQuality;
            if (format_.container == Container::Mp3)
                sf_command(file, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
            sf_command(file, SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
        }
    }

    void requireRoom(std::size_t samples) {
        const std::int64_t frames = static_cast<std::int64_t>(samples) / format_.channels;
        const std::int64_t frameBytes = std::int64_t{bytesPerSample(format_.sampleFormat)} * format_.channels;
        if (limit_ >= 0 && (frames_ + frames) * frameBytes > limit_) {
            failWith("grows beyond the 4 GiB that " + extensionOf(format_.container) +
                     " holds; write RF64, W64, CAF or FLAC");
        }
    }

    void writeBlock(std::span<const float> samples) {
        if (bits_ > 0) {
            // Converted here: libsndfile scales by 2^(bits-1) - 1, which would change unchanged samples.
            integers_.resize(samples.size());
            std::transform(samples.begin(), samples.end(), integers_.begin(),
                           [this](float x) { return quantise(x, bits_, clipped_); });
            hand(samples.size(),
                 [this](sf_count_t n) { return sf_writef_int(handle_.get(), integers_.data(), n); });
        } else if (isLossy()) {
            // Encoders misbehave beyond full scale, and on NaN some end the whole process.
            std::transform(samples.begin(), samples.end(), std::back_inserter(collected_),
                           [this](float x) { return limitToFullScale(x, clipped_); });
            if (collected_.size() >= block_) encode(block_);
        } else {
            hand(samples.size(),
                 [&](sf_count_t n) { return sf_writef_float(handle_.get(), samples.data(), n); });
        }
    }

    /// Vorbis encodes by what it is given at a time: always as much, however the caller cuts, gives always
    /// the same.
    void encode(std::size_t samples) {
        hand(samples, [this](sf_count_t n) { return sf_writef_float(handle_.get(), collected_.data(), n); });
        collected_.erase(collected_.begin(), collected_.begin() + static_cast<std::ptrdiff_t>(samples));
    }

    template <class Write> void hand(std::size_t samples, Write writeFrames) {
        const sf_count_t frames = static_cast<sf_count_t>(samples) / format_.channels;
        const sf_count_t written = writeFrames(frames);
        frames_ += written;
        if (written != frames || sf_error(handle_.get()) != SF_ERR_NO_ERROR || virtual_.error() != 0)
            failWriting(sf_strerror(handle_.get()));
    }

    [[noreturn]] void failWriting(const std::string& libraryReason) {
        const int error = virtual_.error();
        failWith("writing failed: " + (error != 0 ? std::generic_category().message(error) : libraryReason));
    }

    /// The file cannot become whole after that: closing it fails for the same reason.
    [[noreturn]] void failWith(const std::string& reason) {
        failure_ = name_ + ": " + reason;
        throw AudioFileError(failure_);
    }

    std::string name_;
    AudioFormat format_;
    int bits_;
    system::ReplacedFile file_;
    VirtualFile virtual_;
    SndfileHandle handle_; // after the file it writes to
    std::vector<int> integers_;
    std::vector<float> collected_; // for a lossy encoder
    std::size_t block_ = 0;        // samples handed on at a time, whole frames
    std::int64_t limit_ = -1;      // bytes of samples; -1: no limit
    std::int64_t frames_ = 0;
    std::int64_t clipped_ = 0;
    std::string failure_; // what writing failed of
    bool committed_ = false;
};

} // namespace

std::unique_ptr<AudioSink> makeFileSink(const std::filesystem::path& path, const AudioFormat& format,
                                        const AudioMetadata& metadata, bool overwrite) {
    return asAudioErrors([&] { return std::make_unique<SndfileSink>(path, format, metadata, overwrite); });
}

} // namespace winnow::dsp
