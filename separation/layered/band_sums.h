// SPDX-License-Identifier: GPL-3.0-or-later
/// A band matrix of which each row has few neighbouring entries, applied fast.
#pragma once

#include "nmf/types.h"

#include <span>
#include <vector>

namespace winnow::separation::layered {

class BandSums {
public:
    /// @param matrix  bands x inputs; only the span from the first to the last non-zero of a row is kept.
    /// [main]
    explicit BandSums(const nmf::Matrix<float>& matrix);

    int bands() const noexcept { return static_cast<int>(rows_.size()); }

    /// out (bands) = matrix * in. [audio]
    void apply(std::span<const float> in, std::span<float> out) const noexcept;

private:
    struct Row {
        int first, count;
    };
    std::vector<Row> rows_;
    std::vector<float> weights_; // of all rows, one after the other
};

} // namespace winnow::separation::layered
