// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/output/staged_folder.h"

#include "tools/output_guard.h"

#include <fstream>
#include <system_error>

namespace winnow::tools {
namespace {

namespace fs = std::filesystem;

fs::path partOf(const fs::path& folder, const std::string& name) {
    return folder / (name + ".part");
}

} // namespace

void checkOutputFolder(const fs::path& folder, const std::vector<fs::path>& inputs, bool force) {
    std::error_code error;
    const fs::path target = canonicalName(folder);
    for (const fs::path& input : inputs) {
        const fs::path name = canonicalName(input);
        if (name == target || name.parent_path() == target)
            throw FileError(folder, "is where the input " + input.string() + " lies; choose another folder");
    }
    if (!fs::exists(target, error)) return;
    if (!fs::is_directory(target, error)) throw FileError(folder, "is a file; give the name of a folder");
    if (!force && !fs::is_empty(target, error))
        throw FileError(folder,
                        "exists and is not empty; choose another folder, or use --force to replace the "
                        "files in it");
}

StagedFolder::StagedFolder(const fs::path& folder) : folder_(folder) {
    std::error_code error;
    isNew_ = !fs::exists(folder, error);
    makeFolder(folder);
}

StagedFolder::~StagedFolder() {
    if (committed_) return;
    std::error_code ignored;
    for (const std::string& name : names_)
        fs::remove(partOf(folder_, name), ignored);
    if (isNew_) fs::remove(folder_, ignored); // only if empty
}

fs::path StagedFolder::stage(const std::string& name) {
    names_.push_back(name);
    return partOf(folder_, name);
}

void StagedFolder::write(const std::string& name, const std::function<void(std::ostream&)>& content) {
    const fs::path part = stage(name);
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    if (!file) throw FileError(folder_ / name, "cannot be written");
    content(file);
    file.close();
    if (!file) throw FileError(folder_ / name, "cannot be written to its end; is the disk full?");
}

void StagedFolder::commit() {
    for (const std::string& name : names_) {
        std::error_code error;
        fs::rename(partOf(folder_, name), folder_ / name, error);
        if (error) throw FileError(folder_ / name, "cannot get its name: " + error.message());
    }
    committed_ = true;
}

} // namespace winnow::tools
