// SPDX-License-Identifier: GPL-3.0-or-later
/// Communities in a citation network.
#include "nmf/variants/symmetric.h"
#include "tools/examples/common/rivals.h"
#include "tools/examples/short_ones/short_ones.h"

#include <cmath>

namespace winnow::examples::short_ones {

/// Degree-corrected block model (Karrer & Newman 2011) with four fields of unequal size and few papers that
/// nearly everybody cites.
Answer citationNetwork(std::uint64_t seed) {
    constexpr Index papers = 240, fields = 4;
    Random random(seed + 40);
    Labels field;
    Vector fame(papers);
    for (Index i = 0; i < papers; ++i) {
        field.push_back(i < 90 ? 0 : i < 160 ? 1 : i < 210 ? 2 : 3);
        fame(i) = 0.4 + random.gamma(0.6);
    }
    Matrix A = Matrix::Zero(papers, papers);
    for (Index i = 0; i < papers; ++i)
        for (Index j = 0; j < i; ++j) {
            const bool same = field[static_cast<std::size_t>(i)] == field[static_cast<std::size_t>(j)];
            const double rate = (same ? 0.1 : 0.017) * fame(i) * fame(j);
            A(i, j) = A(j, i) = random.uniform() < 1 - std::exp(-rate) ? 1 : 0;
        }
    const Vector root = (A.rowwise().sum().array() + 1).rsqrt();
    const Matrix normalised = root.asDiagonal() * A * root.asDiagonal();
    nmf::VariantOptions options;
    options.rank = fields;
    options.maxIterations = 300;
    nmf::SymmetricFactorization best;
    for (std::uint64_t start = 0; start < 5; ++start) {
        options.seed = seed + start;
        auto fit = nmf::symmetricNmf(normalised, options);
        if (start == 0 || fit.course.trace.back() < best.course.trace.back()) best = std::move(fit);
    }
    Labels labels;
    for (Index i = 0; i < papers; ++i) {
        Index group = 0;
        best.H.row(i).maxCoeff(&group);
        labels.push_back(group);
    }
    const Svd svd = truncatedSvd(normalised, fields);
    Matrix places = svd.U.transpose();
    for (Index j = 0; j < papers; ++j)
        places.col(j) /= std::max(1e-300, places.col(j).norm());
    return {"Citation network",
            "adjusted Rand index with the fields",
            {{"symmetric NMF", adjustedRand(labels, field)},
             {"spectral clustering", adjustedRand(kMeans(places, fields, seed).labels, field)},
             {"k-means", adjustedRand(kMeans(normalised, fields, seed).labels, field)}}};
}

} // namespace winnow::examples::short_ones
