// SPDX-License-Identifier: GPL-3.0-or-later
/// What may be written where.
#include "tools/output_guard.h"

#include <system_error>

namespace winnow::tools {

namespace fs = std::filesystem;

fs::path canonicalName(const fs::path& path) {
    std::error_code error;
    const fs::path name = fs::weakly_canonical(fs::absolute(path), error);
    return error ? fs::absolute(path).lexically_normal() : name;
}

OutputGuard::OutputGuard(const std::vector<fs::path>& inputs, bool force) : force_(force) {
    for (const fs::path& input : inputs)
        inputs_.insert(canonicalName(input));
}

void OutputGuard::claim(const fs::path& output) {
    const fs::path name = canonicalName(output);
    std::error_code error;
    const bool exists = fs::exists(name, error);
    bool isInput = inputs_.count(name) > 0;
    // A hard link is the same file under a name that no canonical form shows.
    if (exists && !isInput && fs::hard_link_count(name, error) > 1) {
        for (const fs::path& input : inputs_)
            isInput = isInput || fs::equivalent(name, input, error);
    }
    if (isInput)
        throw FileError(output, "is an input of this command and is never overwritten; choose another name");
    if (fs::is_directory(name, error)) throw FileError(output, "is a folder; give the name of a file");
    if (claimed_.count(name) > 0)
        throw FileError(output, "another file of this batch is already written under this name");
    if (exists && !force_) throw FileError(output, "exists already; use --force to replace it");
    claimed_.insert(name);
}

void makeFolder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error || !fs::is_directory(folder)) {
        throw FileError(folder,
                        "cannot make this folder: " + (error ? error.message() : "a file has this name"));
    }
}

} // namespace winnow::tools
