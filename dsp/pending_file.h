// SPDX-License-Identifier: GPL-3.0-or-later
/// A file that appears under its name only when it is complete. For dsp/ only.
#pragma once

#include <filesystem>

namespace winnow::dsp {

/// A new file beside the target under a temporary name, renamed to the target at the end, removed when it is
/// not. [main]
class PendingFile {
public:
    /// @throws AudioFileError: the target exists and !overwrite, or is no plain file; its folder is missing
    /// or cannot be written
    PendingFile(const std::filesystem::path& target, bool overwrite);
    ~PendingFile(); ///< not committed: nothing is left behind
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;

    int fileDescriptor() const { return fileDescriptor_; }

    /// Closes the file and gives it its name. Without `overwrite` a target that has come into being meanwhile
    /// is kept.
    /// @throws AudioFileError; the temporary file is then removed by the destructor
    void commit();

private:
    std::filesystem::path target_; // where a link points to, so that the link survives
    std::filesystem::path temporary_;
    bool overwrite_;
    int fileDescriptor_ = -1;
};

} // namespace winnow::dsp
