// SPDX-License-Identifier: GPL-3.0-or-later
/// Owning handle of libsndfile.
#include "dsp/sndfile_handle.h"

#include <mutex>

namespace winnow::dsp {

namespace {

template <class Open> OpenedSndfile openLocked(Open open) {
    static std::mutex lock;
    const std::lock_guard guard(lock);
    OpenedSndfile opened;
    opened.handle.reset(open());
    if (!opened.handle) {
        opened.error = sf_error(nullptr);
        opened.reason = sf_strerror(nullptr);
    }
    return opened;
}

} // namespace

OpenedSndfile openSndfile(const std::filesystem::path& path, SF_INFO& info) {
    // libsndfile takes the name "-" for standard input.
    const std::filesystem::path name = path == "-" ? "./-" : path;
    return openLocked([&] { return sf_open(name.c_str(), SFM_READ, &info); });
}

OpenedSndfile openSndfile(VirtualFile& file, int mode, SF_INFO& info) {
    return openSndfile(*VirtualFile::callbacks(), &file, mode, info);
}

OpenedSndfile openSndfile(SF_VIRTUAL_IO& calls, void* data, int mode, SF_INFO& info) {
    return openLocked([&] { return sf_open_virtual(&calls, mode, &info, data); });
}

} // namespace winnow::dsp
