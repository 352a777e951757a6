// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/sparse_cache.h"

#include "tools/factorize/input/precision.h"
#include "tools/factorize/input/sparse_builder.h"
#include "tools/factorize/input/value_check.h"
#include "tools/output_guard.h"

#include <algorithm>
#include <span>
#include <tuple>

namespace winnow::tools {
namespace {

/// Counts entries by columns.
class Counter final : public EntrySink {
public:
    Counter(const std::string& file, const OwnRows& own, EntryCounts& counts)
        : file_(file), own_(own), counts_(counts) {}
    void begin(std::uint64_t rows, std::uint64_t columns, std::uint64_t entries) override {
        shape_ = SparseShape(file_, rows, columns, entries);
        counts_.rows = shape_.rows;
        counts_.columns = shape_.columns;
        counts_.ownRows = shape_.rows;
        if (own_) std::tie(counts_.firstRow, counts_.ownRows) = own_(shape_.rows, shape_.columns);
        counts_.starts.assign(static_cast<std::size_t>(shape_.columns) + 1, 0);
    }
    void add(std::int64_t row, std::int64_t column, double) override {
        shape_.check(file_, row, column);
        ++counts_.all;
        if (row < counts_.firstRow || row >= counts_.firstRow + counts_.ownRows) return;
        ++counts_.starts[static_cast<std::size_t>(column) + 1];
    }

private:
    const std::string& file_;
    const OwnRows& own_;
    EntryCounts& counts_;
    SparseShape shape_;
};

constexpr const char* temporary = "a temporary file";

/// The values as they lie in a file.
template <class T> std::span<const std::byte> bytesOf(const std::vector<T>& values) {
    return std::as_bytes(std::span(values));
}

template <class T> std::span<std::byte> bytesOf(T* values, std::size_t count) {
    return std::as_writable_bytes(std::span(values, count));
}

} // namespace

EntryCounts countEntries(const std::string& file, const EntryReader& read, const OwnRows& own) {
    EntryCounts counts;
    Counter counter(file, own, counts);
    read(counter);
    for (std::size_t j = 1; j < counts.starts.size(); ++j)
        counts.starts[j] += counts.starts[j - 1];
    return counts;
}

/// Entries by groups of columns, each group in a stretch of one file.
template <class T> class SparseCache<T>::Spool final : public EntrySink {
public:
    Spool(const std::string& file, const EntryCounts& counts, Index first, Index count, std::size_t memory,
          system::ScratchFile& spool)
        : file_(file), counts_(counts), precision_(file), spool_(spool) {
        const auto most = static_cast<std::int64_t>(std::max<std::size_t>(memory / (3 * sizeof(Entry)), 1));
        for (Index j = first; j < first + count; ++j) {
            const bool full = !groups_.empty() && at(j + 1) - at(groups_.back().first) > most;
            if (groups_.empty() || full) groups_.push_back({j, at(j), {}});
        }
        end_ = first + count;
        buffered_ = std::clamp<std::size_t>(
            memory / (3 * sizeof(Entry) * std::max<std::size_t>(groups_.size(), 1)), 16, 65536);
    }

    void begin(std::uint64_t rows, std::uint64_t columns, std::uint64_t) override {
        if (static_cast<std::int64_t>(rows) != counts_.rows ||
            static_cast<std::int64_t>(columns) != counts_.columns)
            changed();
    }
    void add(std::int64_t row, std::int64_t column, double value) override {
        if (row >= counts_.rows || column >= counts_.columns) changed();
        if (groups_.empty() || column < groups_.front().first || column >= end_) return; // another rank's
        if (row < counts_.firstRow || row >= counts_.firstRow + counts_.ownRows) return;
        const T kept = precision_(value);
        if (!isGoodValue(kept)) refuseValue(file_, kept, row, column);
        const auto behind =
            std::upper_bound(groups_.begin(), groups_.end(), column,
                             [](std::int64_t c, const Group& group) { return c < group.first; });
        Group& group = *std::prev(behind);
        group.waiting.push_back({static_cast<int>(column), static_cast<int>(row - counts_.firstRow), kept});
        if (group.waiting.size() >= buffered_) flush(group);
    }
    void finish() {
        precision_.finish();
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            flush(groups_[g]);
            if (groups_[g].next != at(lastOf(g))) changed();
            groups_[g].waiting = {};
        }
    }

    std::size_t groups() const noexcept { return groups_.size(); }
    Index firstOf(std::size_t group) const noexcept { return groups_[group].first; }
    Index lastOf(std::size_t group) const noexcept {
        return group + 1 < groups_.size() ? groups_[group + 1].first : end_;
    }
    std::int64_t beginOf(std::size_t group) const noexcept { return at(firstOf(group)); }

private:
    struct Group {
        Index first;       ///< column
        std::int64_t next; ///< place of the next entry in the file
        std::vector<Entry> waiting;
    };
    std::int64_t at(Index column) const noexcept { return counts_.starts[static_cast<std::size_t>(column)]; }
    [[noreturn]] void changed() const { throw FileError(file_, "has changed while it was read"); }
    void flush(Group& group) {
        const auto g = static_cast<std::size_t>(&group - groups_.data());
        if (group.next + static_cast<std::int64_t>(group.waiting.size()) > at(lastOf(g))) changed();
        spool_.write(static_cast<std::uint64_t>(group.next) * sizeof(Entry), bytesOf(group.waiting));
        group.next += static_cast<std::int64_t>(group.waiting.size());
        group.waiting.clear();
    }

    const std::string& file_;
    const EntryCounts& counts_;
    Precision<T> precision_;
    system::ScratchFile& spool_;
    std::vector<Group> groups_;
    Index end_ = 0;
    std::size_t buffered_ = 0;
};

template <class T>
SparseCache<T>::SparseCache(const std::string& file, const EntryReader& read, const EntryCounts& counts,
                            Index first, Index count, std::size_t memory, const std::filesystem::path& folder)
    : file_(file), rows_(counts.ownRows), rowsFile_(folder, temporary), valuesFile_(folder, temporary) {
    system::ScratchFile spooled(folder, temporary);
    Spool spool(file_, counts, first, count, memory, spooled);
    read(spool);
    spool.finish();
    starts_.reserve(static_cast<std::size_t>(count) + 1);
    starts_.push_back(0);
    std::int64_t written = 0;
    for (std::size_t g = 0; g < spool.groups(); ++g) {
        const auto entries = static_cast<std::size_t>(
            counts.starts[static_cast<std::size_t>(spool.lastOf(g))] - spool.beginOf(g));
        std::vector<Entry> group(entries);
        spooled.read(static_cast<std::uint64_t>(spool.beginOf(g)) * sizeof(Entry),
                     bytesOf(group.data(), entries));
        keep(group, spool.firstOf(g), spool.lastOf(g), written);
    }
}

/// Sorts the entries of columns first .. last-1, adds up those at one place, and writes them behind the
/// others.
template <class T>
void SparseCache<T>::keep(std::vector<Entry>& group, Index first, Index last, std::int64_t& written) {
    std::stable_sort(group.begin(), group.end(), [](const Entry& a, const Entry& b) {
        return a.column != b.column ? a.column < b.column : a.row < b.row;
    });
    std::size_t kept = 0;
    Index column = first;
    const std::int64_t base = written;
    for (std::size_t p = 0; p < group.size(); ++p) {
        const Entry& entry = group[p];
        if (kept > 0 && group[kept - 1].column == entry.column && group[kept - 1].row == entry.row) {
            group[kept - 1].value += entry.value; // in the order of the file, as in memory
            continue;
        }
        for (; column < entry.column; ++column)
            starts_.push_back(base + static_cast<std::int64_t>(kept));
        group[kept++] = entry;
    }
    for (; column < last; ++column)
        starts_.push_back(base + static_cast<std::int64_t>(kept));
    constexpr std::size_t some = 4096;
    std::vector<int> entryRows;
    std::vector<T> values;
    for (std::size_t p = 0; p < kept;) {
        entryRows.clear();
        values.clear();
        for (const std::size_t end = std::min(kept, p + some); p < end; ++p) {
            entryRows.push_back(group[p].row);
            values.push_back(group[p].value);
        }
        rowsFile_.write(static_cast<std::uint64_t>(written) * sizeof(int), bytesOf(entryRows));
        valuesFile_.write(static_cast<std::uint64_t>(written) * sizeof(T), bytesOf(values));
        written += static_cast<std::int64_t>(values.size());
    }
}

template <class T>
void SparseCache<T>::read(Index first, Index count, int* starts, int* entryRows, T* values) const {
    const std::int64_t begin = starts_[static_cast<std::size_t>(first)];
    for (Index j = 0; j <= count; ++j)
        starts[j] = static_cast<int>(starts_[static_cast<std::size_t>(first + j)] - begin);
    const auto size = static_cast<std::size_t>(starts[count]);
    rowsFile_.read(static_cast<std::uint64_t>(begin) * sizeof(int), bytesOf(entryRows, size));
    valuesFile_.read(static_cast<std::uint64_t>(begin) * sizeof(T), bytesOf(values, size));
}

template class SparseCache<float>;
template class SparseCache<double>;

} // namespace winnow::tools
