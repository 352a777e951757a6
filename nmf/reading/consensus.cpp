// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/reading/consensus.h"

#include "nmf/reading/components.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace winnow::nmf {

Matrix<double> consensusMatrix(const std::vector<std::vector<Index>>& runs) {
    if (runs.empty() || runs[0].empty())
        throw InvalidInput("consensusMatrix needs at least one run of labels.");
    const auto n = static_cast<Index>(runs[0].size());
    Matrix<double> result = Matrix<double>::Zero(n, n);
    for (const std::vector<Index>& labels : runs) {
        if (static_cast<Index>(labels.size()) != n)
            throw InvalidInput("The runs label different numbers of columns.");
        for (Index i = 0; i < n; ++i)
            for (Index j = 0; j < n; ++j)
                if (labels[static_cast<std::size_t>(i)] == labels[static_cast<std::size_t>(j)])
                    result(i, j) += 1;
    }
    return result / static_cast<double>(runs.size());
}

Matrix<double> copheneticDistances(const Matrix<double>& distances) {
    const Index n = distances.rows();
    Matrix<double> between = distances, result = Matrix<double>::Zero(n, n);
    std::vector<std::vector<Index>> clusters;
    for (Index i = 0; i < n; ++i)
        clusters.push_back({i});
    std::vector<Index> open(static_cast<std::size_t>(n));
    std::iota(open.begin(), open.end(), Index{0});
    while (open.size() > 1) {
        std::size_t a = 0, b = 1;
        for (std::size_t i = 0; i < open.size(); ++i)
            for (std::size_t j = i + 1; j < open.size(); ++j)
                if (between(open[i], open[j]) < between(open[a], open[b])) a = i, b = j;
        std::vector<Index>& first = clusters[static_cast<std::size_t>(open[a])];
        const std::vector<Index>& second = clusters[static_cast<std::size_t>(open[b])];
        const double height = between(open[a], open[b]);
        for (const Index i : first)
            for (const Index j : second)
                result(i, j) = result(j, i) = height;
        const auto na = static_cast<double>(first.size()), nb = static_cast<double>(second.size());
        for (const Index other : open) {
            const double mean = (na * between(open[a], other) + nb * between(open[b], other)) / (na + nb);
            between(open[a], other) = between(other, open[a]) = mean;
        }
        first.insert(first.end(), second.begin(), second.end());
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(b));
    }
    return result;
}

double copheneticCorrelation(const Matrix<double>& consensus) {
    const Matrix<double> distances = 1 - consensus.array(), tree = copheneticDistances(distances);
    const Index n = consensus.rows();
    double count = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (Index i = 0; i < n; ++i)
        for (Index j = i + 1; j < n; ++j) {
            const double p = distances(i, j), q = tree(i, j);
            ++count;
            x += p, y += q, xx += p * p, yy += q * q, xy += p * q;
        }
    const double spread = (xx - x * x / count) * (yy - y * y / count);
    return count > 0 && spread > 1e-24 ? (xy - x * y / count) / std::sqrt(spread) : 1;
}

double dispersion(const Matrix<double>& consensus) {
    return (4 * (consensus.array() - 0.5).square()).mean();
}

std::vector<double> silhouette(const Matrix<double>& distances, const std::vector<Index>& labels) {
    const auto n = static_cast<Index>(labels.size());
    if (distances.rows() != n || distances.cols() != n)
        throw InvalidInput("There must be a label for each distance.");
    const Index clusters = n > 0 ? *std::max_element(labels.begin(), labels.end()) + 1 : 0;
    std::vector<double> result;
    for (Index i = 0; i < n; ++i) {
        const Index own = labels[static_cast<std::size_t>(i)];
        Eigen::VectorXd sum = Eigen::VectorXd::Zero(clusters), count = Eigen::VectorXd::Zero(clusters);
        for (Index j = 0; j < n; ++j) {
            if (j == i) continue;
            sum(labels[static_cast<std::size_t>(j)]) += distances(i, j);
            count(labels[static_cast<std::size_t>(j)]) += 1;
        }
        double nearest = -1;
        for (Index c = 0; c < clusters; ++c)
            if (c != own && count(c) > 0 && (nearest < 0 || sum(c) / count(c) < nearest))
                nearest = sum(c) / count(c);
        const double inside = count(own) > 0 ? sum(own) / count(own) : 0;
        const double larger = std::max(inside, nearest);
        result.push_back(count(own) > 0 && nearest >= 0 && larger > 0 ? (nearest - inside) / larger : 0);
    }
    return result;
}

RankReport tryRank(const ConstMatrix& V, const Options& options, int restarts) {
    if (restarts < 1) throw InvalidInput("restarts must be at least 1.");
    RankReport report;
    report.rank = options.rank;
    std::vector<std::vector<Index>> runs;
    std::size_t best = 0;
    for (int r = 0; r < restarts; ++r) {
        Options o = options;
        o.seed = options.seed + static_cast<std::uint64_t>(r);
        Factorization<double> f = factorize<double>(V, o);
        runs.push_back(clusterLabels(f.W, f.H));
        if (r == 0 || f.trace.back() < report.bestObjective) {
            best = runs.size() - 1;
            report.bestObjective = f.trace.back();
            report.best = std::move(f);
        }
    }
    report.consensus = consensusMatrix(runs);
    report.cophenetic = copheneticCorrelation(report.consensus);
    report.dispersion = dispersion(report.consensus);
    const std::vector<double> each = silhouette(1 - report.consensus.array(), runs[best]);
    report.silhouette = std::accumulate(each.begin(), each.end(), 0.0) / static_cast<double>(each.size());
    return report;
}

} // namespace winnow::nmf
