// SPDX-License-Identifier: GPL-3.0-or-later
/// A file that appears under its name, or takes another's place, only when it is complete.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace winnow::system {

struct Replacement {
    /// False: a file of that name is an error, and one that comes into being meanwhile is kept.
    bool overwrite = true;
    /// Brought to the disk before it gets its name, so that a loss of power, too, leaves the old file or the
    /// whole new one. Takes time.
    bool durable = true;
    /// Written as NAME.part, which takes the place of what a killed writer left; for files that only one
    /// process at a time writes. False: under a name of its own.
    bool asPart = false;
    std::string what = {}; ///< names it in messages, as in "the log"; may be empty
};

/// Written beside the target and renamed at the end: whatever happens, the target is the old file or the
/// whole new one, with the old one's permissions. Where the target is a symbolic link, the file it points to
/// is replaced. [main]
class ReplacedFile {
public:
    /// @throws FileError: the target is a folder, a device, or there already and not to be overwritten; its
    /// folder is missing or cannot be written
    explicit ReplacedFile(const std::filesystem::path& target, const Replacement& how = {});
    /// Not committed: the target stays as it was, and nothing is left beside it.
    ~ReplacedFile();
    ReplacedFile(const ReplacedFile&) = delete;
    ReplacedFile& operator=(const ReplacedFile&) = delete;

    /// Appends. @throws FileError: no room left, ...
    void write(std::string_view bytes);
    /// To write by other means; readable too.
    int descriptor() const noexcept { return descriptor_; }
    /// Closes the file and gives it its name. Once. @throws FileError
    void commit();

private:
    [[noreturn]] void refuse(const std::string& reason) const;
    [[noreturn]] void refuseItself(const std::string& whatItIs) const;
    [[noreturn]] void fail(int error) const;
    void checkTarget();
    void open();
    void takeName();

    std::filesystem::path given_, target_, temporary_; // target_: where a link points to
    Replacement how_;
    int descriptor_ = -1;
};

/// The whole file at once. @throws FileError. [main]
void replaceFile(const std::filesystem::path& target, std::string_view bytes, const Replacement& how = {});

} // namespace winnow::system
