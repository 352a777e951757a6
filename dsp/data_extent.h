// SPDX-License-Identifier: GPL-3.0-or-later
/// What a file's own header promises about the length of its samples, against what the file holds. libsndfile
/// shortens such files in silence; this tells. For dsp/ only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace winnow::dsp {

/// Bytes of encoded samples.
struct DataExtent {
    std::uint64_t promised = 0; ///< by the header
    std::uint64_t held = 0;     ///< from the samples' first byte to the end of the file
    /// Byte offset of a 32-bit size of zero, left by a writer that could not go back to fill it in, though
    /// samples follow; 0 where there is none.
    std::uint64_t unfilledSize = 0;

    bool truncated() const { return held < promised; }
};

/// Reads chunk headers only: RIFF/WAVE, RF64, W64, AIFF, AU, CAF, the last page of Ogg, and MP3 with a Xing
/// or Info header. Nothing for other files, for a damaged header (libsndfile's to judge), and where the
/// header says that the length is not known; those are to be read to their end. Never throws. [main]
std::optional<DataExtent> scanDataExtent(const std::filesystem::path& path);

} // namespace winnow::dsp
