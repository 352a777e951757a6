// SPDX-License-Identifier: GPL-3.0-or-later
/// Hierarchical rank-2 NMF: a tree of clusters.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct ClusterNode {
    int parent = -1;            ///< index of a node; -1: the root
    int left = -1, right = -1;  ///< children; -1: a leaf
    std::vector<Index> columns; ///< of V, in rising order
    Eigen::VectorXd topic;      ///< m: the atom that stands for it (the root's: the mean)
    double score = 0;           ///< how well its split separates topics: the priority at which it was split
};

struct ClusterTree {
    std::vector<ClusterNode> nodes; ///< the root first, parents before children
    std::vector<int> leaves;        ///< indices of nodes, from left to right
    std::vector<int> labels;        ///< of each column: index into leaves
};

/// Splits the columns of V in two by rank-2 NMF again and again (Kuang & Park 2013) until there
/// are `rank` leaves: next comes the leaf whose two topics rank the rows most differently while both resemble
/// their parent's, by the product of their modified normalised discounted cumulative gains. A
/// leaf whose split leaves one side empty is not split again, so there may be fewer leaves. The rank-2
/// problems are solved exactly (block principal pivoting).
ClusterTree hierarchicalNmf(const ConstMatrix& V, const VariantOptions& options);

/// The score of a split. m weights each.
double splitScore(const Eigen::VectorXd& parent, const Eigen::VectorXd& left, const Eigen::VectorXd& right);

} // namespace winnow::nmf
