// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/npy_columns.h"

#include "nmf/column_blocks.h"
#include "tools/factorize/input/npy_elements.h"
#include "tools/factorize/input/precision.h"
#include "tools/factorize/input/value_check.h"
#include "tools/output_guard.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace winnow::tools {
namespace {

constexpr Index tile = nmf::kernels::kTileColumns;

/// Elements that are in memory as they are in the file.
template <class T> bool sameType(const NpyHeader& header) {
    return header.kind == 'f' && header.itemSize == sizeof(T) &&
           header.bigEndian == (std::endian::native == std::endian::big);
}

} // namespace

NpyMatrixFile::NpyMatrixFile(const std::filesystem::path& path) : name_(path.string()) {
    FileSource source(path);
    header_ = readNpyHeader(source);
    requireNumbers(header_, name_);
    requireMatrix(header_, name_);
    begin_ = source.size() - header_.elements() * static_cast<std::uint64_t>(header_.itemSize);
    handle_ = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle_ < 0) throw FileError(path, "cannot be opened for reading");
}

NpyMatrixFile::~NpyMatrixFile() {
    if (handle_ >= 0) ::close(handle_);
}

void NpyMatrixFile::read(std::uint64_t first, std::size_t count, unsigned char* out) const {
    const auto size = static_cast<std::uint64_t>(header_.itemSize);
    std::uint64_t at = begin_ + first * size, left = count * size;
    while (left > 0) {
        const ssize_t got = ::pread(handle_, out, left, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw FileError(name_, "cannot be read: " + std::generic_category().message(errno));
        if (got == 0) throw FileError(name_, "has become shorter while it was read");
        out += got;
        at += static_cast<std::uint64_t>(got);
        left -= static_cast<std::uint64_t>(got);
    }
}

template <class T>
NpyColumns<T>::NpyColumns(const NpyMatrixFile& file, bool transposed, std::size_t acrossBytes)
    : NpyColumns(file, transposed, 0, transposed ? file.columns() : file.rows(), acrossBytes) {}

template <class T>
NpyColumns<T>::NpyColumns(const NpyMatrixFile& file, bool transposed, Index firstRow, Index rows,
                          std::size_t acrossBytes)
    : file_(file), transposed_(transposed), across_(file.header().fortranOrder == transposed),
      length_(transposed ? file.columns() : file.rows()), firstRow_(firstRow), rows_(rows),
      columns_(transposed ? file.rows() : file.columns()) {
    const Index fit = static_cast<Index>(acrossBytes) / (std::max<Index>(rows_, 1) * file.header().itemSize);
    // Whole tiles, so that one is never in two blocks.
    wideColumns_ = std::max<Index>(1, fit / tile) * tile;
}

template <class T> std::size_t NpyColumns<T>::threadBytes() const noexcept {
    const Index elements = across_                       ? rows_ * std::min(wideColumns_, columns_)
                           : sameType<T>(file_.header()) ? 0
                                                         : rows_ * tile;
    return static_cast<std::size_t>(elements * file_.header().itemSize);
}

template <class T> void NpyColumns<T>::convert(unsigned char* bytes, Index count, T* out) const {
    if (sameType<T>(file_.header())) {
        std::memcpy(out, bytes, static_cast<std::size_t>(count) * sizeof(T));
        return;
    }
    std::array<double, 1024> values;
    bool lost = false, kept = false;
    const auto size = static_cast<std::size_t>(file_.header().itemSize);
    for (Index done = 0; done < count;) {
        const auto some = static_cast<std::size_t>(std::min<Index>(count - done, values.size()));
        const std::span<double> part(values.data(), some);
        decodeElements(file_.header(), {bytes + static_cast<std::size_t>(done) * size, some * size}, part);
        for (const double value : part) {
            out[done++] = Precision<T>::convert(file_.name(), value, lost, kept);
        }
    }
    if (lost) lost_ = true;
    if (kept) kept_ = true;
}

/// This thread's block with column `first`.
template <class T> typename NpyColumns<T>::Wide& NpyColumns<T>::wideBlock(Index first) const {
    Wide* found = nullptr;
    {
        const std::lock_guard lock(mutex_);
        found = &wide_[std::this_thread::get_id()];
    }
    Wide& block = *found;
    if (first >= block.first && first < block.first + block.count) return block;
    block.count = 0; // should reading fail
    const Index begin = first / wideColumns_ * wideColumns_, count = std::min(wideColumns_, columns_ - begin);
    const auto line = static_cast<std::size_t>(count * file_.header().itemSize);
    block.bytes.resize(line * static_cast<std::size_t>(rows_));
    for (Index i = 0; i < rows_; ++i)
        file_.read(static_cast<std::uint64_t>((firstRow_ + i) * columns_ + begin),
                   static_cast<std::size_t>(count), block.bytes.data() + static_cast<std::size_t>(i) * line);
    block.first = begin;
    block.count = count;
    return block;
}

template <class T> void NpyColumns<T>::readAcross(Index first, Index count, T* out) const {
    Wide& block = wideBlock(first);
    const auto size = static_cast<std::size_t>(file_.header().itemSize);
    constexpr Index lines = 16; // so that a cache line of `out` is written at once
    std::array<std::array<T, tile>, lines> part;
    // Bytes are turned round where they are converted; the block keeps them as they are.
    std::array<unsigned char, tile * sizeof(double)> bytes;
    for (Index i0 = 0; i0 < rows_; i0 += lines) {
        const Index some = std::min(lines, rows_ - i0);
        for (Index i = 0; i < some; ++i) {
            const Index place = (i0 + i) * block.count + first - block.first;
            std::memcpy(bytes.data(), block.bytes.data() + static_cast<std::size_t>(place) * size,
                        static_cast<std::size_t>(count) * size);
            convert(bytes.data(), count, part[static_cast<std::size_t>(i)].data());
        }
        for (Index j = 0; j < count; ++j)
            for (Index i = 0; i < some; ++i)
                out[j * rows_ + i0 + i] = part[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
}

template <class T> void NpyColumns<T>::read(Index first, Index count, T* out) const {
    if (rows_ < length_ && !across_ && count > 1) { // the rest of each column lies between
        for (Index j = 0; j < count; ++j)
            read(first + j, 1, out + j * rows_);
        return;
    }
    if (across_) {
        for (Index j = first; j < first + count;) { // not beyond a wide block
            const Index some = std::min({tile, first + count - j, (j / tile + 1) * tile - j});
            readAcross(j, some, out + (j - first) * rows_);
            j += some;
        }
        return;
    }
    const auto place = static_cast<std::uint64_t>(first * length_ + firstRow_);
    const auto elements = static_cast<std::size_t>(count * rows_);
    if (sameType<T>(file_.header())) {
        file_.read(place, elements, reinterpret_cast<unsigned char*>(out));
        return;
    }
    std::vector<unsigned char> bytes(elements * static_cast<std::size_t>(file_.header().itemSize));
    file_.read(place, elements, bytes.data());
    convert(bytes.data(), static_cast<Index>(elements), out);
}

template <class T> void NpyColumns<T>::check(Index first, Index count) const {
    nmf::forEachColumn<T>(*this, first, count, [&](Index j, const T* column) {
        for (Index i = 0; i < rows_; ++i)
            if (!isGoodValue(column[i]))
                refuseValue(file_.name(), column[i], transposed_ ? j : firstRow_ + i,
                            transposed_ ? firstRow_ + i : j);
    });
    if (lost_ && !kept_) Precision<T>::refuseLost(file_.name());
}

template class NpyColumns<float>;
template class NpyColumns<double>;

} // namespace winnow::tools
