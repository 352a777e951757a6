// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/packed_factor.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

namespace {

Index roundedUp(Index size, Index multiple) {
    return (size + multiple - 1) / multiple * multiple;
}

} // namespace

template <class T>
PackedFactor<T>::PackedFactor(Index rows, Index columns, const kernels::Kernels<T>& kernels)
    : rows_(rows), columns_(columns), paddedColumns_(roundedUp(columns, kernels.lanes)),
      panelRows_(kernels.panelRows), panelSize_(roundedUp(rows, kernels.panelRows) * columns),
      panels_(panelSize_), transposed_(rows * paddedColumns_), columnSums_(static_cast<std::size_t>(columns)),
      columnNorms_(columnSums_.size()) {}

template <class T> void PackedFactor<T>::refresh() noexcept {
    for (Index a = 0; a < columns_; ++a) {
        double sum = 0;
        double squares = 0;
        for (Index first = 0; first < rows_; first += panelRows_) {
            const T* const column = panels_.data() + offset(first, a);
            const Index count = std::min(panelRows_, rows_ - first);
            T* const transposed = transposed_.data() + first * paddedColumns_ + a;
            for (Index i = 0; i < count; ++i) {
                transposed[i * paddedColumns_] = column[i];
                const auto w = static_cast<double>(column[i]);
                sum += w;
                squares += w * w;
            }
        }
        columnSums_[static_cast<std::size_t>(a)] = sum;
        columnNorms_[static_cast<std::size_t>(a)] = std::sqrt(squares);
    }
}

template class PackedFactor<float>;
template class PackedFactor<double>;

} // namespace winnow::nmf
