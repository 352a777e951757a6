// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/start/random_start.h"

#include "nmf/activation_blocks.h"
#include "nmf/column_blocks.h"
#include "nmf/random.h"
#include "nmf/shard_sums.h"

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

template <class T> double relativeMean(const ColumnSource<T>& V, const ColumnShards& shards, double largest) {
    std::vector<double> parts;
    together(shards.ranks(), [&] {
        for (int shard = shards.firstShard(); shard < shards.lastShard(); ++shard) {
            double sum = 0;
            const auto [first, count] = shards.columnsOfShard(shard);
            forEachColumn<T>(V, first, count, [&](Index, const T* column) {
                double ofColumn = 0;
                for (Index i = 0; i < V.rows(); ++i)
                    ofColumn += static_cast<double>(column[i]) / largest;
                sum += ofColumn;
            });
            parts.push_back(sum);
        }
    });
    const double sum = sumOverShards(shards.ranks(), shards.count(), [&](int shard) {
        return parts[static_cast<std::size_t>(shard - shards.firstShard())];
    });
    return sum / (static_cast<double>(V.rows()) * static_cast<double>(shards.columns()));
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
/// @param shards  of its columns, or rows; null: it is whole
template <class T> double meanOrOne(const Matrix<T>& factor, const ColumnShards* shards, bool ofRows) {
    double mean = 0;
    if (shards == nullptr) {
        mean = relativeMean<T>(MatrixView<T>(factor), 1.0);
    } else {
        const StridedView<T> view{factor.data(), factor.rows(), factor.cols(), 1, factor.rows()};
        mean = relativeMean<T>(StridedColumns<T>(ofRows ? view.transposed() : view), *shards, 1.0);
    }
    return mean > 0 ? mean : 1.0;
}

/// Random activations, so that the mean of W H is that of V.
template <class T>
void fillActivations(const StartPart& part, const DataRange& range, double meanV, const Options& options,
                     const Matrix<T>& W, ActivationStore<T>& H) {
    const auto k = static_cast<double>(options.rank);
    const double scale =
        range.largest > 0 ? meanV / (k * kMeanStartValue * meanOrOne(W, part.ofRows, true)) * range.largest
                          : 1.0;
    constexpr double highest = static_cast<double>(std::numeric_limits<T>::max());
    const Index firstColumn = part.ofColumns != nullptr ? part.ofColumns->firstColumn() : 0;
    fillBlocks(H, [&](T* columns, Index first, Index count) {
        const Index start = (firstColumn + first) * options.rank;
        for (Index i = 0; i < count * options.rank; ++i)
            columns[i] =
                static_cast<T>(std::min(scale * startValue(options.seed, kStreamH, start + i), highest));
    });
}

} // namespace

template <class T>
void fillStart(const StartPart& part, const DataRange& range, double meanV, const Options& options,
               Matrix<T>& W, Matrix<T>& H) {
    const Index given = W.cols();
    const auto k = static_cast<double>(options.rank);
    constexpr double highest = static_cast<double>(std::numeric_limits<T>::max());
    const bool hGiven = H.rows() > 0; // a rank's part may have no columns
    const Index firstRow = part.ofRows != nullptr ? part.ofRows->firstColumn() : 0,
                rows = part.ofRows != nullptr ? part.ofRows->ownColumns() : part.rows,
                columns = part.ofColumns != nullptr ? part.ofColumns->ownColumns() : part.columns;
    if (given < options.rank) {
        const double scale =
            hGiven && range.largest > 0
                ? meanV / (k * kMeanStartValue * meanOrOne(H, part.ofColumns, false)) * range.largest
                : 1.0;
        W.conservativeResize(rows, options.rank);
        for (Index a = given; a < options.rank; ++a)
            for (Index i = 0; i < rows; ++i)
                W(i, a) = static_cast<T>(std::min(
                    scale * startValue(options.seed, kStreamW, a * part.rows + firstRow + i), highest));
    }
    if (!hGiven) {
        H.resize(options.rank, columns);
        MatrixActivations<T> store(H);
        fillActivations(part, range, meanV, options, W, store);
    }
}

template <class T>
void fillStart(const StartPart& part, const DataRange& range, double meanV, const Options& options,
               Matrix<T>& W, ActivationStore<T>& H) {
    const Index given = W.cols();
    W.conservativeResize(part.rows, options.rank);
    for (Index a = given; a < options.rank; ++a)
        for (Index i = 0; i < part.rows; ++i)
            W(i, a) = static_cast<T>(startValue(options.seed, kStreamW, a * part.rows + i));
    fillActivations(part, range, meanV, options, W, H);
}

#define WINNOW_RANDOM_START(T)                                                                               \
    template double relativeMean(const MatrixView<T>&, double);                                              \
    template double relativeMean(const ColumnSource<T>&, const ColumnShards&, double);                       \
    template void fillStart(const StartPart&, const DataRange&, double, const Options&, Matrix<T>&,          \
                            Matrix<T>&);                                                                     \
    template void fillStart(const StartPart&, const DataRange&, double, const Options&, Matrix<T>&,          \
                            ActivationStore<T>&);
WINNOW_RANDOM_START(float)
WINNOW_RANDOM_START(double)

} // namespace winnow::nmf
