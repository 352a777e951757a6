// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/packed_matrix.h"

namespace winnow::nmf {

PackedMatrix::PackedMatrix(const Eigen::Ref<const Matrix<float>>& matrix)
    : rows_(matrix.rows()), columns_(matrix.cols()), values_(paddedRows() * paddedColumns()) {
    for (Index i = 0; i < rows_; ++i)
        for (Index a = 0; a < columns_; ++a)
            values_.data()[i * paddedColumns() + a] = matrix(i, a);
}

} // namespace winnow::nmf
