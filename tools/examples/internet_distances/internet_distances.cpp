// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/internet_distances/internet_distances.h"

#include "tools/examples/common/measures.h"
#include "tools/examples/internet_distances/coordinates.h"
#include "tools/examples/internet_distances/topology.h"

#include <algorithm>
#include <cmath>

namespace winnow::examples::internet_distances {
namespace {

Accuracy judge(const std::string& method, const Matrix& times, const Prediction& prediction) {
    Accuracy result;
    result.method = method;
    const Index n = times.rows();
    for (Index j = 0; j < n; ++j)
        for (Index i = 0; i < n; ++i)
            if (i != j && prediction.measured(i, j) == 0)
                result.errors.push_back(std::abs(prediction.distances(i, j) - times(i, j)) / times(i, j));
    std::sort(result.errors.begin(), result.errors.end());
    result.median = quantile(result.errors, 0.5);
    result.ninetieth = quantile(result.errors, 0.9);
    result.measuredShare = prediction.count() / static_cast<double>(n * (n - 1));
    return result;
}

} // namespace

Figures run(const Options& options) {
    Random random(options.seed);
    const Matrix times = roundTripTimes(options.hosts, random);
    Figures figures;
    figures.violations = triangleViolations(times, 100000, random);
    const Index m = options.references, d = options.dimensions;
    figures.methods = {judge("IDES, NMF", times, ides(times, m, d, true, options.seed)),
                       judge("IDES, SVD", times, ides(times, m, d, false, options.seed)),
                       judge("Phoenix", times, phoenix(times, m, d, options.seed)),
                       judge("Vivaldi", times, vivaldi(times, m, options.seed))};
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    std::vector<Figure> rows{{"triples that violate the triangle inequality", f.violations}};
    for (const Accuracy& a : f.methods) {
        rows.push_back({"median relative error, " + a.method, a.median});
        rows.push_back({"90th percentile of the relative error, " + a.method, a.ninetieth});
        rows.push_back({"share of pairs measured, " + a.method, a.measuredShare});
    }
    return rows;
}

} // namespace winnow::examples::internet_distances
