// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/hierarchical.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace winnow::nmf {

namespace {

/// Rows, heaviest first.
std::vector<Index> ranking(const Eigen::VectorXd& weights) {
    std::vector<Index> order(static_cast<std::size_t>(weights.size()));
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return weights(a) > weights(b); });
    return order;
}

/// Position of each row in a ranking, from 1.
std::vector<double> positions(const std::vector<Index>& order) {
    std::vector<double> result(order.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        result[static_cast<std::size_t>(order[i])] = static_cast<double>(i + 1);
    return result;
}

/// Gains in the order given: the first in full, the others divided by the logarithm of their position.
double discounted(const std::vector<double>& gains) {
    double total = 0;
    for (std::size_t i = 0; i < gains.size(); ++i)
        total += i == 0 ? gains[0] : gains[i] / std::log2(static_cast<double>(i + 1));
    return total;
}

struct Split {
    std::vector<Index> left, right;
    Eigen::VectorXd topicLeft, topicRight;
    double score = -1;
    bool possible() const { return !left.empty() && !right.empty(); }
};

Split split(const ConstMatrix& V, const ClusterNode& node, const VariantOptions& options) {
    Split result;
    if (node.columns.size() < 2) return result;
    const Matrix<double> part = V(Eigen::all, node.columns);
    if (!(part.maxCoeff() > 0)) return result;
    Options o;
    o.rank = 2;
    o.beta = 2;
    o.solver = Solver::BlockPivoting;
    o.init = Init::NndsvdAr;
    o.maxIterations = options.maxIterations;
    o.tolerance = options.tolerance;
    o.seed = options.seed;
    const Factorization<double> f = factorize<double>(part, o);
    for (std::size_t c = 0; c < node.columns.size(); ++c) {
        const auto j = static_cast<Index>(c);
        // Activations times the atoms' norms: what each contributes.
        const bool first = f.H(0, j) * f.W.col(0).norm() >= f.H(1, j) * f.W.col(1).norm();
        (first ? result.left : result.right).push_back(node.columns[c]);
    }
    result.topicLeft = f.W.col(0);
    result.topicRight = f.W.col(1);
    if (result.possible()) result.score = splitScore(node.topic, result.topicLeft, result.topicRight);
    return result;
}

} // namespace

double splitScore(const Eigen::VectorXd& parent, const Eigen::VectorXd& left, const Eigen::VectorXd& right) {
    const std::size_t m = static_cast<std::size_t>(parent.size());
    const std::vector<Index> order = ranking(parent), ofLeft = ranking(left), ofRight = ranking(right);
    const std::vector<double> inLeft = positions(ofLeft), inRight = positions(ofRight);
    const auto used = static_cast<std::size_t>((parent.array() > 0).count());
    if (used <= 1) return -1;
    // Gain of a row: log(m - i + 1) at the parent's position i, divided by log(m - max position + 1), so that
    // rows which lead in only one child count little.
    std::vector<double> gain(m, 0.0), ideal(m);
    for (std::size_t i = 0; i < m; ++i) {
        const auto row = static_cast<std::size_t>(order[i]);
        double discount = std::log(static_cast<double>(m) - std::max(inLeft[row], inRight[row]) + 1);
        if (!(discount > 0)) discount = std::log(2.0);
        if (i < used) gain[row] = std::log(static_cast<double>(used - i)) / discount;
        ideal[i] = (i < used ? std::log(static_cast<double>(m - i)) : 1.0) / discount;
    }
    std::sort(ideal.begin(), ideal.end(), std::greater<>());
    const auto score = [&](const std::vector<Index>& child) {
        std::vector<double> gains;
        for (const Index row : child)
            gains.push_back(gain[static_cast<std::size_t>(row)]);
        return discounted(gains) / discounted(ideal);
    };
    return score(ofLeft) * score(ofRight);
}

ClusterTree hierarchicalNmf(const ConstMatrix& V, const VariantOptions& options) {
    checkVariant(options);
    checkMatrix("V", V);
    ClusterTree tree;
    ClusterNode root;
    root.columns.resize(static_cast<std::size_t>(V.cols()));
    std::iota(root.columns.begin(), root.columns.end(), Index{0});
    root.topic = V.rowwise().mean();
    tree.nodes.push_back(root);
    std::vector<Split> splits{split(V, root, options)};
    std::vector<int> open{0};
    while (static_cast<Index>(open.size()) < options.rank) {
        int best = -1;
        for (const int node : open) {
            const Split& s = splits[static_cast<std::size_t>(node)];
            if (s.possible() && (best < 0 || s.score > splits[static_cast<std::size_t>(best)].score))
                best = node;
        }
        if (best < 0) break;
        const Split chosen = splits[static_cast<std::size_t>(best)];
        for (const bool left : {true, false}) {
            ClusterNode child;
            child.parent = best;
            child.columns = left ? chosen.left : chosen.right;
            child.topic = left ? chosen.topicLeft : chosen.topicRight;
            const auto index = static_cast<int>(tree.nodes.size());
            ClusterNode& parent = tree.nodes[static_cast<std::size_t>(best)];
            (left ? parent.left : parent.right) = index;
            parent.score = chosen.score;
            splits.push_back(split(V, child, options));
            tree.nodes.push_back(std::move(child));
        }
        const ClusterNode& parent = tree.nodes[static_cast<std::size_t>(best)];
        const auto at = std::find(open.begin(), open.end(), best);
        *at = parent.left;
        open.insert(at + 1, parent.right);
    }
    tree.leaves = open;
    tree.labels.assign(static_cast<std::size_t>(V.cols()), 0);
    for (std::size_t leaf = 0; leaf < open.size(); ++leaf)
        for (const Index j : tree.nodes[static_cast<std::size_t>(open[leaf])].columns)
            tree.labels[static_cast<std::size_t>(j)] = static_cast<int>(leaf);
    return tree;
}

} // namespace winnow::nmf
