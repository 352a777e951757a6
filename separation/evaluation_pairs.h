// SPDX-License-Identifier: GPL-3.0-or-later
/// Which files belong together in an evaluation.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace winnow::separation {

/// One mixture. Paths that were not asked for are empty.
struct EvaluationPair {
    std::string id; ///< path below the folder without extension: "003", "street/night"
    std::filesystem::path clean, noisy, profile, estimate;
};

struct EvaluationFolders {
    std::filesystem::path clean, noisy;
    std::filesystem::path profile;  ///< recordings of the noise alone; empty: not used
    std::filesystem::path estimate; ///< denoised by another program; empty: not used
};

/// A file that cannot be used, and why.
struct UnusableFile {
    std::string id;
    std::string file; ///< or the id, where there is no file
    std::string reason;
};

struct EvaluationSet {
    std::vector<EvaluationPair> pairs;  ///< by id; with a profile folder only those that have one
    std::vector<UnusableFile> unusable; ///< without a partner, or two files of one id
    std::vector<std::string> leftOut;   ///< ids of pairs without a profile, where a profile folder is given
};

/// Pairs the audio files of the folders, in any depth, by their paths without extension; so a clean FLAC file
/// goes with a noisy WAV file of the same name. Files are not opened.
/// @throws std::runtime_error naming the folder: missing, not readable, without audio files. [main]
EvaluationSet findPairs(const EvaluationFolders& folders);

} // namespace winnow::separation
