// SPDX-License-Identifier: GPL-3.0-or-later
/// Owning handle of libsndfile. For dsp/ only.
#pragma once

#include "dsp/virtual_file.h"

#include <sndfile.h>

#include <filesystem>
#include <memory>
#include <string>

namespace winnow::dsp {

struct SndfileCloser {
    void operator()(SNDFILE* file) const noexcept { sf_close(file); }
};
using SndfileHandle = std::unique_ptr<SNDFILE, SndfileCloser>;

/// A handle, or why there is none.
struct OpenedSndfile {
    SndfileHandle handle;
    int error = 0;      ///< SF_ERR_* or a number of libsndfile's own
    std::string reason; ///< its words for it
};

/// Opens under one process-wide lock, as libsndfile keeps the reason of a failed opening in global variables.
/// [main]
OpenedSndfile openSndfile(const std::filesystem::path& path, SF_INFO& info);
OpenedSndfile openSndfile(VirtualFile& file, int mode, SF_INFO& info);
OpenedSndfile openSndfile(SF_VIRTUAL_IO& calls, void* data, int mode, SF_INFO& info);

} // namespace winnow::dsp
