// SPDX-License-Identifier: GPL-3.0-or-later
/// Where the entries of a sparse matrix go while its file is read.
#pragma once

#include <cstdint>

namespace winnow::tools {

/// [main]
class EntrySink {
public:
    virtual ~EntrySink() = default;
    /// Once, before the entries. @param entries  how many the file says it stores, which is not yet checked;
    /// symmetric matrices bring more. @throws FileError for sizes that cannot be
    virtual void begin(std::uint64_t rows, std::uint64_t columns, std::uint64_t entries) = 0;
    /// In any order; entries at the same place are to be added up. @throws FileError for a place outside
    virtual void add(std::int64_t row, std::int64_t column, double value) = 0;
};

} // namespace winnow::tools
