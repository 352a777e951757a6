// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/common/measures.h"

#include "nmf/reading/components.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

namespace winnow::examples {
namespace {

/// Counts of items by (cluster, class).
Matrix contingency(const Labels& clusters, const Labels& classes) {
    if (clusters.size() != classes.size() || clusters.empty())
        throw std::invalid_argument("a label is needed for every item, and at least one item");
    Matrix counts = Matrix::Zero(*std::max_element(clusters.begin(), clusters.end()) + 1,
                                 *std::max_element(classes.begin(), classes.end()) + 1);
    for (std::size_t i = 0; i < clusters.size(); ++i)
        counts(clusters[i], classes[i]) += 1;
    return counts;
}

double entropy(const Vector& counts) {
    const double total = counts.sum();
    double sum = 0;
    for (const double c : counts)
        if (c > 0) sum -= c / total * std::log(c / total);
    return sum;
}

double pairs(double n) {
    return n * (n - 1) / 2;
}

} // namespace

double purity(const Labels& clusters, const Labels& classes) {
    return contingency(clusters, classes).rowwise().maxCoeff().sum() / static_cast<double>(classes.size());
}

double normalisedMutualInformation(const Labels& clusters, const Labels& classes) {
    const Matrix counts = contingency(clusters, classes);
    const double a = entropy(counts.rowwise().sum()), b = entropy(counts.colwise().sum().transpose());
    const double joint = entropy(Eigen::Map<const Vector>(counts.data(), counts.size()));
    return a + b > 0 ? 2 * (a + b - joint) / (a + b) : 1;
}

double adjustedRand(const Labels& clusters, const Labels& classes) {
    const Matrix counts = contingency(clusters, classes);
    const double together = counts.unaryExpr(&pairs).sum();
    const double a = counts.rowwise().sum().unaryExpr(&pairs).sum();
    const double b = counts.colwise().sum().unaryExpr(&pairs).sum();
    const double expected = a * b / pairs(static_cast<double>(classes.size()));
    const double largest = (a + b) / 2;
    return largest != expected ? (together - expected) / (largest - expected) : 1;
}

double areaUnderRoc(const std::vector<double>& scores, const std::vector<bool>& positive) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] < scores[b]; });
    double rankSum = 0, count = 0;
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        while (end < order.size() && scores[order[end]] == scores[order[i]])
            ++end;
        const double rank = (static_cast<double>(i + end) + 1) / 2; // the mean of ranks i+1 .. end
        for (; i < end; ++i)
            if (positive[order[i]]) rankSum += rank, ++count;
    }
    const double others = static_cast<double>(scores.size()) - count;
    if (count == 0 || others == 0) throw std::invalid_argument("AUC needs both positives and negatives");
    return (rankSum - count * (count + 1) / 2) / (count * others);
}

double quantile(std::vector<double> values, double p) {
    if (values.empty()) throw std::invalid_argument("a quantile of nothing");
    std::sort(values.begin(), values.end());
    const double at = p * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const double next = values[std::min(below + 1, values.size() - 1)];
    return values[below] + (at - static_cast<double>(below)) * (next - values[below]);
}

double pearson(const Vector& x, const Vector& y) {
    return cosine((x.array() - x.mean()).matrix(), (y.array() - y.mean()).matrix());
}

double cosine(const Vector& x, const Vector& y) {
    const double norms = x.norm() * y.norm();
    return norms > 0 ? x.dot(y) / norms : 0;
}

double angleDegrees(const Vector& x, const Vector& y) {
    return std::acos(std::clamp(cosine(x, y), -1.0, 1.0)) * 57.29577951308232;
}

std::vector<double> matchedCosines(const Matrix& truth, const Matrix& found) {
    return nmf::matchComponents(truth, found).similarity;
}

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double least(const std::vector<double>& values) {
    return *std::min_element(values.begin(), values.end());
}

} // namespace winnow::examples
