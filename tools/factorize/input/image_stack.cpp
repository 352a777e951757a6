// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/image_stack.h"

#include "tools/factorize/input/grey_image.h"
#include "tools/output_guard.h"

#include <algorithm>

namespace winnow::tools {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> picturesOf(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> found;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (hasImageExtension(it->path()) && it->path().filename().string().front() != '.')
            found.push_back(it->path());
    if (error) throw FileError(folder, "cannot be read: " + error.message());
    if (found.empty()) throw FileError(folder, "holds no pictures (.png or .pgm)");
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

template <class T> MatrixData<T> readImageStack(const fs::path& folder) {
    const std::vector<fs::path> pictures = picturesOf(folder);
    MatrixData<T> result;
    result.kind = "images";
    Index width = 0;
    for (std::size_t p = 0; p < pictures.size(); ++p) {
        const nmf::Matrix<double> grey = readGreyImage(pictures[p]);
        if (p == 0) {
            result.imageHeight = grey.rows();
            width = grey.cols();
            result.dense.resize(grey.size(), static_cast<Index>(pictures.size()));
        } else if (grey.rows() != result.imageHeight || grey.cols() != width) {
            throw FileError(pictures[p],
                            "is " + std::to_string(grey.cols()) + " x " + std::to_string(grey.rows()) +
                                " pixels and those before are " + std::to_string(width) + " x " +
                                std::to_string(result.imageHeight) + "; all pictures must be of one size");
        }
        result.dense.col(static_cast<Index>(p)) = grey.reshaped().template cast<T>();
        result.columnNames.push_back(pictures[p].filename().string());
    }
    return result;
}

template <class T> MatrixData<T> readImageMatrix(const fs::path& path) {
    MatrixData<T> result;
    result.kind = "image";
    result.dense = readGreyImage(path).template cast<T>();
    return result;
}

template MatrixData<float> readImageStack(const fs::path&);
template MatrixData<double> readImageStack(const fs::path&);
template MatrixData<float> readImageMatrix(const fs::path&);
template MatrixData<double> readImageMatrix(const fs::path&);

} // namespace winnow::tools
