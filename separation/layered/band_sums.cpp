// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/layered/band_sums.h"

#include <cstddef>

namespace winnow::separation::layered {

BandSums::BandSums(const nmf::Matrix<float>& matrix) {
    for (nmf::Index i = 0; i < matrix.rows(); ++i) {
        nmf::Index first = 0, end = matrix.cols();
        while (first < end && matrix(i, first) == 0)
            ++first;
        while (end > first && matrix(i, end - 1) == 0)
            --end;
        rows_.push_back({static_cast<int>(first), static_cast<int>(end - first)});
        for (nmf::Index k = first; k < end; ++k)
            weights_.push_back(matrix(i, k));
    }
}

void BandSums::apply(std::span<const float> in, std::span<float> out) const noexcept {
    const float* weight = weights_.data();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const float* x = in.data() + rows_[i].first;
        float sum = 0;
        for (int k = 0; k < rows_[i].count; ++k)
            sum += *weight++ * x[k];
        out[i] = sum;
    }
}

} // namespace winnow::separation::layered
