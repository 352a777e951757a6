// SPDX-License-Identifier: GPL-3.0-or-later
/// Separable NMF and anchor words.
#include "nmf/exact/anchor_words.h"
#include "nmf/exact/separable.h"
#include "nmf/reading/components.h"
#include "tests/nmf/variant_checks.h"

#include <Eigen/SVD>

#include <random>
#include <set>

using namespace winnow;
using nmf::SeparableMethod;
using test::MatrixD;
using test::randomMatrix;

namespace {

/// W [I, mixtures of sum 1], the pure columns at 3, 11, 20, ...
MatrixD separableData(const MatrixD& W, nmf::Index n, MatrixD* mixing = nullptr) {
    MatrixD H = randomMatrix(W.cols(), n, 5, 0.02);
    for (nmf::Index j = 0; j < n; ++j)
        H.col(j) /= H.col(j).sum();
    for (nmf::Index a = 0; a < W.cols(); ++a)
        H.col(3 + 8 * a) = MatrixD::Identity(W.cols(), W.cols()).col(a);
    if (mixing) *mixing = H;
    return W * H;
}

std::set<nmf::Index> setOf(const std::vector<nmf::Index>& x) {
    return {x.begin(), x.end()};
}

nmf::SeparableOptions options(nmf::Index rank, SeparableMethod method, bool normalise) {
    return {rank, method, normalise};
}

} // namespace

TEST_CASE("Separable data give back their columns and mixtures exactly") {
    const MatrixD W = randomMatrix(15, 4, 1);
    MatrixD H;
    const MatrixD V = separableData(W, 40, &H);
    for (SeparableMethod method : {SeparableMethod::Spa, SeparableMethod::Xray})
        for (bool normalise : {true, false}) {
            const auto result = nmf::separableNmf(V, options(4, method, normalise));
            CHECK(setOf(result.columns) == std::set<nmf::Index>{3, 11, 19, 27});
            CHECK(result.relativeError < 1e-10);
            for (nmf::Index a = 0; a < 4; ++a) {
                const nmf::Index atom = (result.columns[static_cast<std::size_t>(a)] - 3) / 8;
                CHECK(result.W.col(a).isApprox(W.col(atom), 1e-12));
                CHECK((result.H.row(a) - H.row(atom)).norm() < 1e-8);
            }
        }
}

TEST_CASE("Columns of any scale do not mislead where they are normalised") {
    const MatrixD W = randomMatrix(15, 4, 1);
    MatrixD V = separableData(W, 40);
    for (nmf::Index j = 0; j < 40; ++j)
        V.col(j) *= std::pow(10.0, j % 5 - 2);
    CHECK(setOf(nmf::separableNmf(V, options(4, SeparableMethod::Spa, true)).columns) ==
          std::set<nmf::Index>{3, 11, 19, 27});
    CHECK(setOf(nmf::separableNmf(V, options(4, SeparableMethod::Xray, false)).columns) ==
          std::set<nmf::Index>{3, 11, 19, 27});
}

TEST_CASE("SPA finds the atoms under noise up to its theory's bound") {
    const MatrixD W = randomMatrix(15, 4, 1);
    MatrixD V = separableData(W, 40);
    const Eigen::VectorXd s = Eigen::JacobiSVD<MatrixD>(W).singularValues();
    const double kappa = W.colwise().norm().maxCoeff() / s(3);
    // Gillis & Vavasis 2014: noise below sigma_min min(1 / (2 sqrt(k - 1)), 1 / 4) / (1 + 80 kappa^2) leaves
    // each atom within noise (1 + 80 kappa^2).
    const double bound = s(3) * std::min(1 / (2 * std::sqrt(3.0)), 0.25) / (1 + 80 * kappa * kappa);
    for (unsigned seed = 0; seed < 20; ++seed) {
        MatrixD noise = randomMatrix(15, 40, 50 + seed, -1);
        for (nmf::Index j = 0; j < 40; ++j)
            noise.col(j) *= bound / noise.col(j).norm();
        const auto result =
            nmf::separableNmf((V + noise).cwiseMax(0.0), options(4, SeparableMethod::Spa, false));
        for (nmf::Index a = 0; a < 4; ++a) {
            double nearest = 1e300;
            for (nmf::Index b = 0; b < 4; ++b)
                nearest = std::min(nearest, (result.W.col(b) - W.col(a)).norm());
            CHECK(nearest <= bound * (1 + 80 * kappa * kappa));
        }
    }
}

TEST_CASE("Separable methods stop at V's rank and refuse nonsense") {
    const MatrixD V = randomMatrix(6, 1, 1) * randomMatrix(1, 9, 2, 0.1);
    for (SeparableMethod method : {SeparableMethod::Spa, SeparableMethod::Xray}) {
        CHECK(nmf::separableNmf(V, options(4, method, true)).columns.size() == 1);
        CHECK(nmf::separableNmf(MatrixD::Zero(3, 5), options(2, method, true)).columns.empty());
        for (double scale : {1e-20, 1e20})
            CHECK(nmf::separableNmf(randomMatrix(6, 9, 1) * scale, options(3, method, true)).H.allFinite());
    }
    CHECK_THROWS_WITH(nmf::separableNmf(V, options(10, SeparableMethod::Spa, true)),
                      Catch::Contains("number of columns"));
    CHECK_THROWS_AS(nmf::separableNmf(-V, options(1, SeparableMethod::Spa, true)), nmf::InvalidInput);
}

TEST_CASE("The projection to the simplex is the closest point of it") {
    for (unsigned seed = 0; seed < 30; ++seed) {
        const Eigen::VectorXd x = 2 * randomMatrix(5, 1, seed, -1);
        const Eigen::VectorXd p = nmf::projectToSimplex(x);
        CHECK(p.minCoeff() >= 0);
        CHECK(p.sum() == Approx(1));
        // Optimality: x - p is the same where p > 0, and no larger where p = 0.
        double level = -1e300;
        for (nmf::Index i = 0; i < 5; ++i)
            if (p(i) > 0) level = std::max(level, x(i) - p(i));
        for (nmf::Index i = 0; i < 5; ++i)
            CHECK((p(i) > 0 ? std::abs(x(i) - p(i) - level) < 1e-12 : x(i) <= level + 1e-12));
    }
}

TEST_CASE("Topics with anchor words are recovered exactly from their co-occurrences") {
    MatrixD A = randomMatrix(30, 4, 1);
    A.topRows(4) = 0.5 * MatrixD::Identity(4, 4); // words 0 to 3 belong to one topic each
    for (nmf::Index a = 0; a < 4; ++a)
        A.col(a) /= A.col(a).sum();
    MatrixD R = randomMatrix(4, 4, 2) + 3 * MatrixD::Identity(4, 4);
    R = (R + R.transpose()).eval();
    R /= R.sum();
    const auto topics = nmf::anchorTopics(A * R * A.transpose(), {}, {4, 1});
    CHECK(setOf(topics.anchors) == std::set<nmf::Index>{0, 1, 2, 3});
    for (nmf::Index a = 0; a < 4; ++a) {
        const nmf::Index truth = topics.anchors[static_cast<std::size_t>(a)];
        CHECK((topics.topics.col(a) - A.col(truth)).cwiseAbs().maxCoeff() < 1e-7);
        for (nmf::Index b = 0; b < 4; ++b)
            CHECK(topics.correlation(a, b) ==
                  Approx(R(truth, topics.anchors[static_cast<std::size_t>(b)])).epsilon(1e-4));
    }
}

TEST_CASE("Topics are recovered from sampled documents") {
    MatrixD A = randomMatrix(20, 3, 1).array().pow(3);
    A.topRows(3) = 4 * MatrixD::Identity(3, 3);
    for (nmf::Index a = 0; a < 3; ++a)
        A.col(a) /= A.col(a).sum();
    std::mt19937 random(7);
    const auto draw = [&](const Eigen::VectorXd& p) {
        double u = static_cast<double>(random()) / 4294967296.0;
        nmf::Index i = 0;
        for (; i + 1 < p.size() && u >= p(i); ++i)
            u -= p(i);
        return i;
    };
    std::vector<Eigen::Triplet<double>> words;
    std::vector<nmf::Index> documents(20, 0);
    constexpr int count = 6000;
    for (int d = 0; d < count; ++d) {
        Eigen::VectorXd mixture = randomMatrix(3, 1, static_cast<unsigned>(d)).array().pow(4);
        mixture /= mixture.sum();
        std::set<nmf::Index> seen;
        for (int w = 0; w < 60; ++w) {
            const nmf::Index word = draw(A.col(draw(mixture)));
            words.emplace_back(static_cast<int>(word), d, 1);
            seen.insert(word);
        }
        for (const nmf::Index word : seen)
            ++documents[static_cast<std::size_t>(word)];
    }
    nmf::SparseMatrix<double> counts(20, count);
    counts.setFromTriplets(words.begin(), words.end());
    const MatrixD Q = nmf::cooccurrence(counts);
    CHECK(Q.sum() == Approx(1));
    const auto topics = nmf::anchorTopics(Q, documents, {3, 100});
    for (double cosine : nmf::matchComponents(A, topics.topics).similarity)
        CHECK(cosine > 0.99);
}

TEST_CASE("Co-occurrences are the definition, and anchors refuse what cannot be") {
    nmf::SparseMatrix<double> counts(3, 3);
    counts.insert(0, 0) = 2;
    counts.insert(1, 0) = 1;
    counts.insert(2, 1) = 1; // one word: left out
    counts.insert(1, 2) = 2;
    const MatrixD Q = nmf::cooccurrence(counts);
    MatrixD expected = MatrixD::Zero(3, 3);
    expected(0, 0) = 2.0 / 6 / 2; // (2 * 2 - 2) / (3 * 2), mean of two documents
    expected(0, 1) = expected(1, 0) = 2.0 / 6 / 2;
    expected(1, 1) = 0.0 + 1.0 / 2; // (4 - 2) / 2 of the last
    CHECK(Q.isApprox(expected, 1e-12));
    CHECK_THROWS_WITH(nmf::anchorTopics(MatrixD::Ones(3, 3), {}, {4, 1}), Catch::Contains("between 1 and"));
    CHECK_THROWS_WITH(nmf::anchorTopics(MatrixD::Ones(3, 3), {}, {2, 1}), Catch::Contains("span only 1"));
    CHECK_THROWS_WITH(nmf::anchorTopics(MatrixD::Ones(3, 3), {1, 1, 1}, {1, 2}),
                      Catch::Contains("may be anchors"));
    CHECK_THROWS_WITH(nmf::anchorTopics(randomMatrix(3, 3, 1), {}, {1, 1}), Catch::Contains("symmetric"));
    counts.coeffRef(0, 0) = -1;
    CHECK_THROWS_AS(nmf::cooccurrence(counts), nmf::InvalidInput);
}
