// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/cache/cached_columns.h"

#include "nmf/kernels/kernels.h"

#include <algorithm>
#include <utility>

namespace winnow::separation {
namespace {

/// A block is what a solver works on at once, so that no two threads share one.
constexpr nmf::Index blockColumns = nmf::kernels::kTileColumns;

std::size_t blockBytes(nmf::Index rows) {
    return static_cast<std::size_t>(rows * blockColumns) * sizeof(float);
}

nmf::Index blocksOf(nmf::Index columns) {
    return (columns + blockColumns - 1) / blockColumns;
}

std::span<std::byte> bytesOf(float* values, nmf::Index count) {
    return std::as_writable_bytes(std::span(values, static_cast<std::size_t>(count)));
}

/// Columns from anywhere on, through as many blocks as it takes.
void readColumns(const BlockStore& store, nmf::Index rows, nmf::Index first, nmf::Index count, float* out) {
    while (count > 0) {
        const nmf::Index inBlock = first % blockColumns, some = std::min(count, blockColumns - inBlock);
        store.read(first / blockColumns, static_cast<std::size_t>(inBlock * rows) * sizeof(float),
                   bytesOf(out, some * rows));
        first += some;
        count -= some;
        out += some * rows;
    }
}

} // namespace

CachedColumns::CachedColumns(nmf::Index rows, nmf::Index columns, std::uint64_t memory,
                             const std::filesystem::path& folder)
    : rows_(rows), columns_(columns), store_(blockBytes(rows), memory, folder) {
    store_.reserve(blocksOf(columns));
}

void CachedColumns::put(nmf::Index column, std::span<const float> values) {
    const nmf::Index block = column / blockColumns;
    Begun whole;
    {
        const std::lock_guard lock(mutex_);
        Begun& begun = begun_[block];
        const nmf::Index size = std::min(blockColumns, columns_ - block * blockColumns);
        begun.values.resize(static_cast<std::size_t>(size * rows_));
        std::copy(values.begin(), values.end(),
                  begun.values.begin() + (column - block * blockColumns) * rows_);
        if (++begun.filled < size) return;
        whole = std::move(begun);
        begun_.erase(block);
    }
    store_.write(block, std::as_bytes(std::span(whole.values)));
}

void CachedColumns::read(nmf::Index first, nmf::Index count, float* out) const {
    readColumns(store_, rows_, first, count, out);
}

CachedActivations::CachedActivations(nmf::Index atoms, nmf::Index columns, std::uint64_t memory,
                                     const std::filesystem::path& folder)
    : atoms_(atoms), columns_(columns), now_(blockBytes(atoms), memory, folder),
      saved_(blockBytes(atoms), memory, folder) {
    now_.reserve(blocksOf(columns));
}

void CachedActivations::read(nmf::Index first, nmf::Index count, float* out) const {
    readColumns(now_, atoms_, first, count, out);
}

void CachedActivations::write(nmf::Index first, nmf::Index count, const float* in) {
    now_.write(first / blockColumns, std::as_bytes(std::span(in, static_cast<std::size_t>(count * atoms_))));
}

void CachedActivations::copy(const BlockStore& from, BlockStore& to) const {
    std::vector<float> block(static_cast<std::size_t>(blockColumns * atoms_));
    for (nmf::Index b = 0; b < blocksOf(columns_); ++b) {
        const nmf::Index count = std::min(blockColumns, columns_ - b * blockColumns) * atoms_;
        from.read(b, 0, bytesOf(block.data(), count));
        to.write(b, std::as_bytes(std::span(block).first(static_cast<std::size_t>(count))));
    }
}

void CachedActivations::save() {
    if (!hasSaved_) saved_.reserve(blocksOf(columns_));
    hasSaved_ = true;
    copy(now_, saved_);
}

void CachedActivations::restore() {
    copy(saved_, now_);
}

} // namespace winnow::separation
