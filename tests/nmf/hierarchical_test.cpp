// SPDX-License-Identifier: GPL-3.0-or-later
/// Hierarchical rank-2 NMF.
#include "nmf/variants/hierarchical.h"
#include "tests/nmf/variant_checks.h"

#include <set>

using namespace winnow;
using test::MatrixD;
using test::randomMatrix;
using test::variant;

namespace {

/// Columns of four topics, two and two of which share words.
MatrixD nested() {
    MatrixD V = randomMatrix(24, 80, 1) * 0.05;
    for (nmf::Index j = 0; j < 80; ++j) {
        const nmf::Index topic = j % 4, family = topic / 2;
        for (nmf::Index i = 0; i < 6; ++i)
            V(6 * family * 2 + i, j) += 0.6; // words of the family: rows 0-5 or 12-17
        for (nmf::Index i = 0; i < 3; ++i)
            V(6 + 12 * family + 3 * (topic % 2) + i, j) += 1.5;
        V.col(j) *= 1 + static_cast<double>(j % 7) / 3;
    }
    return V;
}

} // namespace

TEST_CASE("The tree splits families before their topics and labels every column") {
    const MatrixD V = nested();
    const nmf::ClusterTree tree = nmf::hierarchicalNmf(V, variant<nmf::VariantOptions>(4, 100));
    REQUIRE(tree.leaves.size() == 4);
    REQUIRE(tree.nodes.size() == 7);
    for (nmf::Index i = 0; i < 80; ++i)
        for (nmf::Index j = 0; j < 80; ++j)
            CHECK((tree.labels[static_cast<std::size_t>(i)] == tree.labels[static_cast<std::size_t>(j)]) ==
                  (i % 4 == j % 4));
    // The root's children are the two families.
    const auto& left = tree.nodes[static_cast<std::size_t>(tree.nodes[0].left)];
    std::set<nmf::Index> families;
    for (const nmf::Index j : left.columns)
        families.insert(j % 4 / 2);
    CHECK(families.size() == 1);
    CHECK(left.columns.size() == 40);
    for (std::size_t n = 1; n < tree.nodes.size(); ++n) {
        const nmf::ClusterNode& node = tree.nodes[n];
        CHECK(node.parent < static_cast<int>(n));
        if (node.left >= 0)
            CHECK(node.columns.size() == tree.nodes[static_cast<std::size_t>(node.left)].columns.size() +
                                             tree.nodes[static_cast<std::size_t>(node.right)].columns.size());
    }
}

TEST_CASE("The score of a split is high for topics that differ and follows its definition") {
    const Eigen::VectorXd parent = (Eigen::VectorXd(6) << 6, 5, 4, 3, 2, 1).finished();
    const Eigen::VectorXd apartLeft = (Eigen::VectorXd(6) << 6, 5, 4, 0.3, 0.2, 0.1).finished();
    const Eigen::VectorXd apartRight = (Eigen::VectorXd(6) << 0.3, 0.2, 0.1, 6, 5, 4).finished();
    // A parent whose leading words lead in one child each scores against one whose children are all the same.
    const double same = nmf::splitScore(parent, parent, parent);
    const double apart = nmf::splitScore(parent, apartLeft, apartRight);
    CHECK(same > 0);
    CHECK(apart > 0);
    // Same ranking everywhere: gains log(m - i + 1) / log(m - i + 1) = 1 but for the last, 0; the ideal is
    // that in the best order, which it is.
    CHECK(same == Approx(1.0).epsilon(1e-12));
    CHECK(apart < same);
    CHECK(nmf::splitScore(Eigen::VectorXd::Unit(4, 1), parent.head(4), parent.head(4)) == -1);
}

TEST_CASE("A cluster that cannot be split stays, and odd data give a tree") {
    const nmf::ClusterTree one =
        nmf::hierarchicalNmf(MatrixD::Ones(4, 1), variant<nmf::VariantOptions>(5, 10));
    CHECK(one.leaves.size() == 1);
    const nmf::ClusterTree zero =
        nmf::hierarchicalNmf(MatrixD::Zero(4, 6), variant<nmf::VariantOptions>(3, 10));
    CHECK(zero.leaves == std::vector<int>{0});
    CHECK(zero.labels == std::vector<int>(6, 0));
    for (double scale : {1e-20, 1e20})
        CHECK(nmf::hierarchicalNmf(nested() * scale, variant<nmf::VariantOptions>(4, 50)).leaves.size() == 4);
    CHECK_THROWS_AS(nmf::hierarchicalNmf(MatrixD(), variant<nmf::VariantOptions>(2, 5)), nmf::InvalidInput);
}
