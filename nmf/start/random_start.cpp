// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/start/random_start.h"

#include "nmf/random.h"

#include <algorithm>
#include <limits>

namespace winnow::nmf {

template <class T> double relativeMean(const MatrixView<T>& V, double largest) {
    double sum = 0;
    for (Index j = 0; j < V.cols(); ++j)
        for (Index i = 0; i < V.rows(); ++i)
            sum += static_cast<double>(V(i, j)) / largest;
    return sum / static_cast<double>(V.size());
}

namespace {

/// Streams of random numbers of one seed.
enum Stream : std::uint64_t { kStreamW = 1, kStreamH = 2 };

/// Uniform in [0.1, 1): nothing starts at zero, where a multiplicative update stays.
double startValue(std::uint64_t seed, Stream stream, Index index) {
    return 0.1 + 0.9 * uniformAt(seed, stream, static_cast<std::uint64_t>(index));
}
constexpr double kMeanStartValue = 0.55;

/// Mean of a factor; 1 where it is all zero, so that there is something to divide by.
template <class T> double meanOrOne(const Matrix<T>& factor) {
    const double mean = relativeMean<T>(factor, 1.0);
    return mean > 0 ? mean : 1.0;
}

} // namespace

template <class T>
void fillStart(Index rows, Index columns, const DataRange& range, double meanV, const Options& options,
               Matrix<T>& W, Matrix<T>& H) {
    const Index given = W.size() > 0 ? W.cols() : 0;
    const auto k = static_cast<double>(options.rank);
    constexpr double highest = static_cast<double>(std::numeric_limits<T>::max());
    const bool hGiven = H.size() > 0;
    if (given < options.rank) {
        const double scale =
            hGiven && range.largest > 0 ? meanV / (k * kMeanStartValue * meanOrOne(H)) * range.largest : 1.0;
        W.conservativeResize(rows, options.rank);
        for (Index a = given; a < options.rank; ++a)
            for (Index i = 0; i < rows; ++i)
                W(i, a) = static_cast<T>(
                    std::min(scale * startValue(options.seed, kStreamW, a * rows + i), highest));
    }
    if (!hGiven) {
        const double scale =
            range.largest > 0 ? meanV / (k * kMeanStartValue * meanOrOne(W)) * range.largest : 1.0;
        H.resize(options.rank, columns);
        for (Index i = 0; i < H.size(); ++i)
            H.data()[i] = static_cast<T>(std::min(scale * startValue(options.seed, kStreamH, i), highest));
    }
}

#define WINNOW_RANDOM_START(T)                                                                               \
    template double relativeMean(const MatrixView<T>&, double);                                              \
    template void fillStart(Index, Index, const DataRange&, double, const Options&, Matrix<T>&, Matrix<T>&);
WINNOW_RANDOM_START(float)
WINNOW_RANDOM_START(double)

} // namespace winnow::nmf
