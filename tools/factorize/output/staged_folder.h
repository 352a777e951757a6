// SPDX-License-Identifier: GPL-3.0-or-later
/// A folder of results that appears only when all of it is complete.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace winnow::tools {

/// Refuses, before any work: a folder that holds anything (unless `force`), that is a file, or that one of
/// the command's own inputs lies in. @throws FileError. [main]
void checkOutputFolder(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& inputs,
                       bool force);

/// Files are written as NAME.part and get their names together at the end. [main]
class StagedFolder {
public:
    /// Makes the folder. @throws FileError
    explicit StagedFolder(const std::filesystem::path& folder);
    ~StagedFolder(); ///< not committed: what was written is removed, and the folder if it is new
    StagedFolder(const StagedFolder&) = delete;
    StagedFolder& operator=(const StagedFolder&) = delete;

    /// Writes one file. @throws FileError when it cannot be written to its end (a full disk)
    void write(const std::string& name, const std::function<void(std::ostream&)>& content);
    /// Where to write a file by other means; it must exist at commit().
    std::filesystem::path stage(const std::string& name);
    /// Gives all files their names; those of these names are replaced. @throws FileError
    void commit();

private:
    std::filesystem::path folder_;
    bool isNew_ = false, committed_ = false;
    std::vector<std::string> names_;
};

} // namespace winnow::tools
