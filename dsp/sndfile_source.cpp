// SPDX-License-Identifier: GPL-3.0-or-later
/// Audio files read through libsndfile.
#include "dsp/audio_source.h"
#include "dsp/data_extent.h"
#include "dsp/sndfile_format.h"
#include "dsp/sndfile_handle.h"
#include "dsp/sndfile_metadata.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace winnow::dsp {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& reason) {
    throw AudioFileError(path.string() + ": " + reason);
}

/// A descriptor that is closed at the end; -1: none.
class FileDescriptor {
public:
    explicit FileDescriptor(int number) : number_(number) {}
    ~FileDescriptor() {
        if (number_ >= 0) ::close(number_);
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

/// What makes a file unreadable before its content is looked at.
void requireReadable(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) fail(path, "no such file");
    if (fs::is_directory(status)) fail(path, "is a folder, not an audio file");
    if (::access(path.c_str(), R_OK) != 0)
        fail(path, "cannot be read: " + std::generic_category().message(errno));
    if (fs::is_regular_file(status) && fs::file_size(path, error) == 0) fail(path, "is empty (0 bytes)");
}

std::optional<DataExtent> requireWhole(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return std::nullopt; // a pipe can be read only once
    const auto extent = scanDataExtent(path);
    if (extent && extent->truncated())
        fail(path, "truncated: its header promises " + std::to_string(extent->promised) +
                       " bytes of audio, the file holds " + std::to_string(extent->held) +
                       "; copy it again, or repair it with another program (FFmpeg, SoX)");
    return extent;
}

class SndfileSource final : public AudioSource {
public:
    explicit SndfileSource(const fs::path& path)
        : path_(path), extent_(requireWhole(path)),
          descriptor_(needsPatch() ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : -1),
          virtual_(descriptor_.number()) {
        SF_INFO info{};
        OpenedSndfile opened;
        if (needsPatch()) {
            // With such a size libsndfile reads on to the end of the file.
            virtual_.showAllBitsSetAt(extent_->unfilledSize);
            opened = openSndfile(virtual_, SFM_READ, info);
        } else {
            opened = openSndfile(path, info);
        }
        if (!opened.handle) failToOpen(opened);
        handle_ = std::move(opened.handle);
        if ((info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_RAW) // guessed from the name alone
            fail(path_, "not an audio file of a known format");
        if (info.channels < 1 || info.samplerate < 1)
            fail(path_, "damaged: it has no channels or no sample rate");
        format_ = audioFormat(info);
        // Without a Xing header libsndfile guesses an MP3 file's length from its size.
        if (format_.container == Container::Mp3 && !extent_) format_.frames = -1;
    }

    const AudioFormat& format() const noexcept override { return format_; }
    AudioMetadata metadata() const override { return readMetadata(handle_.get(), format_.channels); }

    std::int64_t read(std::span<float> out) override {
        const std::int64_t wanted = std::ssize(out) / format_.channels;
        if (wanted == 0) return 0;
        const std::int64_t frames = sf_readf_float(handle_.get(), out.data(), wanted);
        if (sf_error(handle_.get()) != SF_ERR_NO_ERROR || virtual_.error() != 0)
            fail(path_,
                 "damaged or truncated after " + std::to_string(position_) + " frames (" + reason() + ")");
        position_ += frames;
        if (frames == 0 && position_ < format_.frames && format_.container != Container::Mp3)
            fail(path_, "truncated: " + std::to_string(position_) + " of " + std::to_string(format_.frames) +
                            " frames");
        return frames;
    }

    void seek(std::int64_t frame) override {
        if (frame < 0 || sf_seek(handle_.get(), frame, SEEK_SET) != frame) // -1 is also its sign of failure
            fail(path_, "cannot go to frame " + std::to_string(frame));
        position_ = frame;
    }

private:
    bool needsPatch() const { return extent_ && extent_->unfilledSize != 0; }

    std::string reason() const {
        return virtual_.error() != 0 ? std::generic_category().message(virtual_.error())
                                     : sf_strerror(handle_.get());
    }

    [[noreturn]] void failToOpen(const OpenedSndfile& opened) const {
        if (opened.error == SF_ERR_UNRECOGNISED_FORMAT) fail(path_, "not an audio file of a known format");
        // What libsndfile says of a file named .mp3 in which there is no MPEG frame.
        const bool misleading = opened.reason.find("not a regular file") != std::string::npos;
        fail(path_, "damaged, or not an audio file" + (misleading ? "" : " (" + opened.reason + ")"));
    }

    fs::path path_;
    std::optional<DataExtent> extent_;
    FileDescriptor descriptor_;
    VirtualFile virtual_;
    SndfileHandle handle_; // last, so that it is closed while the above are there
    AudioFormat format_;
    std::int64_t position_ = 0;
};

} // namespace

std::unique_ptr<AudioSource> makeFileSource(const fs::path& path) {
    requireReadable(path);
    return std::make_unique<SndfileSource>(path);
}

} // namespace winnow::dsp
