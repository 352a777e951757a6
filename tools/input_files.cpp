// SPDX-License-Identifier: GPL-3.0-or-later
/// Files and folders of a command line.
#include "tools/input_files.h"

#include "dsp/audio_file.h"

#include <algorithm>
#include <system_error>

namespace winnow::tools {
namespace {

namespace fs = std::filesystem;

std::vector<InputFile> audioFilesBelow(const fs::path& folder, const fs::path& without) {
    std::vector<InputFile> files;
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error), end;
    for (; !error && entry != end; entry.increment(error)) {
        const fs::path& path = entry->path();
        std::error_code ignored;
        const bool isFolder = entry->is_directory(ignored);
        const bool isHidden = path.filename().string().front() == '.';
        if (isFolder && (isHidden || (!without.empty() && fs::equivalent(path, without, ignored))))
            entry.disable_recursion_pending();
        else if (!isFolder && !isHidden && dsp::hasAudioExtension(path))
            files.push_back({path, path.lexically_relative(folder), {}});
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    if (error)
        files.push_back({folder, folder.filename(), "cannot read this folder: " + error.message()});
    else if (files.empty())
        files.push_back({folder, folder.filename(), "no audio files in this folder"});
    return files;
}

} // namespace

std::vector<InputFile> expandInputs(const std::vector<std::string>& names, const fs::path& without) {
    std::vector<InputFile> files;
    for (const std::string& name : names) {
        std::error_code error;
        if (name != "-" && fs::is_directory(name, error)) {
            const auto below = audioFilesBelow(name, without);
            files.insert(files.end(), below.begin(), below.end());
        } else {
            files.push_back({name, fs::path(name).filename(), {}});
        }
    }
    return files;
}

} // namespace winnow::tools
