// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/output/raster.h"

#include <algorithm>

namespace winnow::tools {

using nmf::Index;

Raster rasterOf(const nmf::Matrix<double>& levels, Index most) {
    const Index height = std::min(levels.rows(), most), width = std::min(levels.cols(), most);
    Raster raster{static_cast<int>(width), static_cast<int>(height), {}};
    raster.cells.reserve(static_cast<std::size_t>(width * height));
    for (Index y = 0; y < height; ++y) {
        const Index top = y * levels.rows() / height, bottom = (y + 1) * levels.rows() / height;
        for (Index x = 0; x < width; ++x) {
            const Index left = x * levels.cols() / width, right = (x + 1) * levels.cols() / width;
            raster.cells.push_back(levelColor(levels.block(top, left, bottom - top, right - left).mean()));
        }
    }
    return raster;
}

nmf::Matrix<double> scaledColumns(const nmf::Matrix<double>& matrix) {
    nmf::Matrix<double> scaled = matrix.cwiseMax(0.0);
    for (Index j = 0; j < scaled.cols(); ++j) {
        const double largest = scaled.col(j).maxCoeff();
        if (largest > 0) scaled.col(j) /= largest;
    }
    return scaled;
}

} // namespace winnow::tools
