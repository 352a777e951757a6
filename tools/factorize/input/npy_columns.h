// SPDX-License-Identifier: GPL-3.0-or-later
/// A matrix in a .npy file that is read a few columns at a time.
#pragma once

#include "nmf/column_source.h"
#include "tools/factorize/input/npy_header.h"

#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace winnow::tools {

using nmf::Index;

/// The file, open, and its header. [any]
class NpyMatrixFile {
public:
    /// @throws FileError for a file that is no .npy matrix of numbers. [main]
    explicit NpyMatrixFile(const std::filesystem::path& path);
    ~NpyMatrixFile();
    NpyMatrixFile(const NpyMatrixFile&) = delete;
    NpyMatrixFile& operator=(const NpyMatrixFile&) = delete;

    const std::string& name() const noexcept { return name_; }
    const NpyHeader& header() const noexcept { return header_; }
    Index rows() const noexcept { return static_cast<Index>(header_.shape[0]); }
    Index columns() const noexcept { return static_cast<Index>(header_.shape[1]); }
    /// The bytes of `count` elements from place `first` on, in the file's order.
    /// @throws FileError, also where the file has become shorter
    void read(std::uint64_t first, std::size_t count, unsigned char* out) const;

private:
    std::string name_;
    NpyHeader header_;
    std::uint64_t begin_ = 0; // of the elements
    int handle_ = -1;
};

/// Its columns, or its rows as columns. Where these are contiguous in the file, a block of them is one read.
/// Where they lie across, each thread reads wide blocks, a stretch of every line, and takes the columns from
/// these.
template <class T> class NpyColumns final : public nmf::ColumnSource<T> {
public:
    static constexpr std::size_t kAcrossBytes = std::size_t{8} << 20;

    /// @param transposed  rows as columns; @param acrossBytes  of a thread's wide block, if it needs one
    NpyColumns(const NpyMatrixFile& file, bool transposed, std::size_t acrossBytes = kAcrossBytes);
    /// Of the columns only rows firstRow .. firstRow+rows-1.
    NpyColumns(const NpyMatrixFile& file, bool transposed, Index firstRow, Index rows,
               std::size_t acrossBytes = kAcrossBytes);

    Index rows() const noexcept override { return rows_; }
    Index columns() const noexcept override { return columns_; }
    /// @throws FileError
    void read(Index first, Index count, T* out) const override;

    /// Whether columns lie across the lines of the file.
    bool across() const noexcept { return across_; }
    /// Bytes a thread needs beside what it reads to.
    std::size_t threadBytes() const noexcept;

    /// Looks at every element of columns first .. first+count-1. @throws FileError naming one that is
    /// negative or no finite number by its place in the matrix; where values are too large for T, or nothing
    /// but zeros is left of them
    void check(Index first, Index count) const;

private:
    struct Wide { // a stretch of every line
        Index first = 0, count = 0;
        std::vector<unsigned char> bytes;
    };
    Wide& wideBlock(Index first) const;
    void convert(unsigned char* bytes, Index count, T* out) const;
    void readAcross(Index first, Index count, T* out) const;

    const NpyMatrixFile& file_;
    bool transposed_, across_;
    Index length_; ///< of a whole column
    Index firstRow_, rows_, columns_, wideColumns_;
    mutable std::mutex mutex_;
    mutable std::map<std::thread::id, Wide> wide_;
    mutable std::atomic<bool> lost_{false}, kept_{false}; // values too small for T, and others
};

} // namespace winnow::tools
