// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/zip_archive.h"

#include "tools/output_guard.h"

#include <zip.h>

#include <algorithm>

namespace winnow::tools {

struct ZipArchive::State {
    zip_t* archive = nullptr;
    ~State() {
        if (archive != nullptr) zip_discard(archive);
    }
};

namespace {

// Deflate, the only compression numpy writes, makes at most 1032 bytes of one.
constexpr std::uint64_t mostExpansion = 1032;

std::string explain(int code) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    return text;
}

class ZipEntry : public ByteSource {
public:
    ZipEntry(zip_file_t* file, std::string name, std::uint64_t size)
        : file_(file), name_(std::move(name)), size_(size) {}
    ~ZipEntry() override { zip_fclose(file_); }
    ZipEntry(const ZipEntry&) = delete;
    ZipEntry& operator=(const ZipEntry&) = delete;

    void read(void* out, std::size_t count) override {
        auto* to = static_cast<char*>(out);
        while (count > 0) {
            const zip_int64_t got = zip_fread(file_, to, count);
            if (got <= 0)
                throw FileError(name_, got == 0
                                           ? "ends too early; the archive is damaged"
                                           : std::string("cannot be unpacked: ") + zip_file_strerror(file_));
            to += got;
            count -= static_cast<std::size_t>(got);
            taken_ += static_cast<std::uint64_t>(got);
        }
        if (taken_ == size_) checkEnd();
    }
    std::uint64_t size() const noexcept override { return size_; }
    const std::string& name() const noexcept override { return name_; }

private:
    /// libzip compares the checksum when it comes to the end, which takes one read more.
    void checkEnd() {
        char extra = 0;
        const zip_int64_t got = zip_fread(file_, &extra, 1);
        if (got != 0) throw FileError(name_, "does not match its checksum; the archive is damaged");
    }

    zip_file_t* file_;
    std::string name_;
    std::uint64_t size_, taken_ = 0;
};

} // namespace

ZipArchive::ZipArchive(const std::filesystem::path& path)
    : state_(std::make_unique<State>()), file_(path.string()) {
    sizeOfInput(path);
    int code = 0;
    state_->archive = zip_open(file_.c_str(), ZIP_RDONLY, &code);
    if (state_->archive == nullptr) throw FileError(path, "cannot be read as a .npz file: " + explain(code));
    const zip_int64_t count = zip_get_num_entries(state_->archive, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* const name = zip_get_name(state_->archive, static_cast<zip_uint64_t>(i), 0);
        if (name == nullptr) throw FileError(path, "has a damaged list of files");
        names_.emplace_back(name);
    }
}

ZipArchive::~ZipArchive() = default;

bool ZipArchive::has(const std::string& name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
}

std::unique_ptr<ByteSource> ZipArchive::open(const std::string& name) const {
    const std::string shown = file_ + " (" + name + ")";
    zip_stat_t stat;
    zip_stat_init(&stat);
    const auto known = zip_uint64_t{ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE};
    if (zip_stat(state_->archive, name.c_str(), 0, &stat) != 0 || (stat.valid & known) != known)
        throw FileError(shown, "is not in the archive");
    if (stat.size > mostExpansion * (stat.comp_size + 64))
        throw FileError(shown, "has an impossible size; the archive is damaged");
    zip_file_t* const file = zip_fopen(state_->archive, name.c_str(), 0);
    if (file == nullptr)
        throw FileError(shown, std::string("cannot be opened: ") + zip_strerror(state_->archive));
    return std::make_unique<ZipEntry>(file, shown, stat.size);
}

} // namespace winnow::tools
