// SPDX-License-Identifier: GPL-3.0-or-later
/// Every so-manieth column of a matrix, wherever it is.
#pragma once

#include "nmf/column_source.h"
#include "nmf/kernels/kernels.h"

#include <algorithm>
#include <vector>

namespace winnow::separation {

/// Columns first, first + spacing, ... of another source, which outlives this. [any]
class SpacedColumns final : public nmf::ColumnSource<float> {
public:
    SpacedColumns(const nmf::ColumnSource<float>& source, nmf::Index first, nmf::Index spacing,
                  nmf::Index count)
        : source_(source), first_(first), spacing_(spacing), count_(count) {}

    nmf::Index rows() const noexcept override { return source_.rows(); }
    nmf::Index columns() const noexcept override { return count_; }
    const float* at(nmf::Index column) const noexcept override {
        return source_.at(first_ + column * spacing_);
    }
    nmf::Index stride() const noexcept override { return spacing_ * source_.stride(); }

    /// Reads the source's blocks as a whole, as a store checks them as a whole.
    void read(nmf::Index column, nmf::Index count, float* out) const override {
        if (spacing_ == 1) return source_.read(first_ + column, count, out);
        constexpr nmf::Index block = nmf::kernels::kTileColumns;
        std::vector<float> columns(static_cast<std::size_t>(rows() * block));
        nmf::Index next = first_ + column * spacing_;
        const nmf::Index end = next + (count - 1) * spacing_ + 1;
        while (next < end) {
            const nmf::Index begin = next, some = std::min(end, (begin / block + 1) * block) - begin;
            source_.read(begin, some, columns.data());
            for (; next < begin + some; next += spacing_)
                out = std::copy_n(columns.data() + (next - begin) * rows(), rows(), out);
        }
    }

private:
    const nmf::ColumnSource<float>& source_;
    nmf::Index first_, spacing_, count_;
};

} // namespace winnow::separation
