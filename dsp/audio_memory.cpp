// SPDX-License-Identifier: GPL-3.0-or-later
/// Audio files that are in memory already.
#include "dsp/audio_file.h"
#include "dsp/sndfile_handle.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>

namespace winnow::dsp {

namespace {

/// libsndfile's view of bytes in memory.
struct MemoryFile {
    std::span<const std::byte> bytes;
    sf_count_t position = 0;

    static MemoryFile& of(void* data) { return *static_cast<MemoryFile*>(data); }
    static sf_count_t size(void* data) { return std::ssize(of(data).bytes); }
    static sf_count_t tell(void* data) { return of(data).position; }
    static sf_count_t seek(sf_count_t offset, int whence, void* data) {
        MemoryFile& file = of(data);
        const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.position : size(data);
        return file.position = std::clamp<sf_count_t>(base + offset, 0, size(data));
    }
    static sf_count_t read(void* target, sf_count_t count, void* data) {
        MemoryFile& file = of(data);
        const sf_count_t n = std::clamp<sf_count_t>(size(data) - file.position, 0, count);
        std::copy_n(file.bytes.begin() + file.position, n, static_cast<std::byte*>(target));
        file.position += n;
        return n;
    }
    static sf_count_t write(const void*, sf_count_t, void*) { return 0; }
};

constexpr std::size_t blockFrames = 16384;

} // namespace

AudioData readAudio(std::span<const std::byte> bytes, const std::string& name) {
    MemoryFile file{bytes};
    SF_VIRTUAL_IO calls{MemoryFile::size, MemoryFile::seek, MemoryFile::read, MemoryFile::write,
                        MemoryFile::tell};
    SF_INFO info{};
    const OpenedSndfile opened = openSndfile(calls, &file, SFM_READ, info);
    if (!opened.handle) throw AudioFileError(name + ": cannot be read: " + opened.reason);
    AudioData audio;
    audio.format.sampleRate = info.samplerate;
    audio.format.channels = info.channels;
    const auto channels = static_cast<std::size_t>(info.channels);
    std::vector<float> block(blockFrames * channels);
    while (const sf_count_t n = sf_readf_float(opened.handle.get(), block.data(), blockFrames))
        audio.samples.insert(audio.samples.end(), block.begin(),
                             block.begin() + n * static_cast<sf_count_t>(channels));
    if (sf_error(opened.handle.get()) != SF_ERR_NO_ERROR)
        throw AudioFileError(name + ": cannot be read: " + sf_strerror(opened.handle.get()));
    audio.format.frames = std::ssize(audio.samples) / info.channels;
    return audio;
}

} // namespace winnow::dsp
