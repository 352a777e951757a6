// SPDX-License-Identifier: GPL-3.0-or-later
/// Reading a result: components, stability, uniqueness, topics.
#include "nmf/factorize.h"
#include "nmf/reading/assignment.h"
#include "nmf/reading/components.h"
#include "nmf/reading/consensus.h"
#include "nmf/reading/plsa.h"
#include "nmf/reading/uniqueness.h"
#include "tests/nmf/variant_checks.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace winnow;
using nmf::Scattered;
using test::MatrixD;
using test::randomMatrix;

TEST_CASE("Normalising components leaves their product") {
    for (const auto kind : {nmf::Normalisation::Sum, nmf::Normalisation::Norm, nmf::Normalisation::Max}) {
        MatrixD W = randomMatrix(7, 3, 1), H = randomMatrix(3, 9, 2);
        W.col(1).setZero();
        const MatrixD before = W * H;
        nmf::normaliseComponents(W, H, kind);
        CHECK((W * H).isApprox(before, 1e-13));
        for (const nmf::Index a : {0, 2})
            CHECK((kind == nmf::Normalisation::Sum    ? W.col(a).sum()
                   : kind == nmf::Normalisation::Norm ? W.col(a).norm()
                                                      : W.col(a).maxCoeff()) == Approx(1));
        CHECK(W.col(1).isZero());
    }
}

TEST_CASE("The assignment is the best of all permutations") {
    for (unsigned seed = 0; seed < 30; ++seed) {
        const MatrixD cost = randomMatrix(4, 5, seed, -1);
        const auto found = nmf::assign(cost);
        double sum = 0, best = 1e300;
        for (nmf::Index i = 0; i < 4; ++i)
            sum += cost(i, found[static_cast<std::size_t>(i)]);
        std::vector<nmf::Index> order(5);
        std::iota(order.begin(), order.end(), nmf::Index{0});
        do {
            double total = 0;
            for (nmf::Index i = 0; i < 4; ++i)
                total += cost(i, order[static_cast<std::size_t>(i)]);
            best = std::min(best, total);
        } while (std::next_permutation(order.begin(), order.end()));
        CHECK(sum == Approx(best));
    }
}

TEST_CASE("Components are matched whatever their order and scale") {
    const MatrixD A = randomMatrix(20, 4, 1);
    MatrixD B(20, 5);
    B << 3 * A.col(2), A.col(0), randomMatrix(20, 1, 9), 0.1 * A.col(3), A.col(1);
    const auto match = nmf::matchComponents(A, B);
    CHECK(match.partner == std::vector<nmf::Index>{1, 4, 0, 3});
    for (double cosine : match.similarity)
        CHECK(cosine == Approx(1));
    CHECK_THROWS_AS(nmf::matchComponents(B, A), nmf::InvalidInput);
}

TEST_CASE("The report of a fit is by its formulas") {
    const MatrixD W = randomMatrix(8, 2, 1), H = randomMatrix(2, 10, 2),
                  V = W * H + 0.1 * randomMatrix(8, 10, 3);
    const auto report = nmf::reportFit(V, W, H);
    CHECK(report.residual.isApprox(V - W * H, 1e-14));
    CHECK(report.relativeError == Approx((V - W * H).norm() / V.norm()));
    CHECK(report.explainedVariance == Approx(1 - std::pow(report.relativeError, 2)));
    CHECK(report.share.sum() == Approx(1));
    CHECK(report.share(0) == Approx((W.col(0) * H.row(0)).sum() / (W * H).sum()));
    CHECK(nmf::reportFit(MatrixD::Zero(2, 2), MatrixD::Zero(2, 1), MatrixD::Zero(1, 2)).relativeError == 0);
    CHECK_THROWS_AS(nmf::reportFit(V, H, W), nmf::InvalidInput);
}

TEST_CASE("Consensus, cophenetic correlation and dispersion of runs that agree are perfect") {
    const Eigen::MatrixXd C = nmf::consensusMatrix({{0, 0, 1, 1, 2}, {1, 1, 0, 0, 2}, {2, 2, 1, 1, 0}});
    CHECK(C(0, 1) == 1);
    CHECK(C(0, 2) == 0);
    CHECK(nmf::copheneticCorrelation(C) == Approx(1));
    CHECK(nmf::dispersion(C) == Approx(1));
    const Eigen::MatrixXd half = nmf::consensusMatrix({{0, 0, 1}, {0, 1, 1}});
    CHECK(half(0, 1) == 0.5);
    CHECK(half(0, 2) == 0);
    CHECK(nmf::dispersion(half) == Approx((3 + 2) / 9.0)); // three diagonal ones, (0, 2) twice zero
    CHECK_THROWS_AS(nmf::consensusMatrix({{0, 1}, {0}}), nmf::InvalidInput);
    CHECK_THROWS_AS(nmf::consensusMatrix({}), nmf::InvalidInput);
}

TEST_CASE("Cophenetic distances are those of average linkage") {
    // scipy.cluster.hierarchy.cophenet(linkage(d, "average")) for d = 1 2 6 9 / 3 7 10 / 5 8 / 4
    MatrixD d(5, 5);
    d << 0, 1, 2, 6, 9, 1, 0, 3, 7, 10, 2, 3, 0, 5, 8, 6, 7, 5, 0, 4, 9, 10, 8, 4, 0;
    const MatrixD tree = nmf::copheneticDistances(d);
    CHECK(tree(0, 1) == Approx(1));
    CHECK(tree(0, 2) == Approx(2.5));
    CHECK(tree(1, 2) == Approx(2.5));
    CHECK(tree(3, 4) == Approx(4));
    CHECK(tree(0, 3) == Approx(7.5));
    CHECK(tree(2, 4) == Approx(7.5));
    CHECK(tree.isApprox(tree.transpose()));
}

TEST_CASE("The silhouette is its definition") {
    MatrixD d(4, 4);
    d << 0, 1, 4, 5, 1, 0, 3, 6, 4, 3, 0, 2, 5, 6, 2, 0;
    const auto s = nmf::silhouette(d, {0, 0, 1, 1});
    CHECK(s[0] == Approx((4.5 - 1) / 4.5));
    CHECK(s[2] == Approx((3.5 - 2) / 3.5));
    CHECK(nmf::silhouette(d, {0, 0, 0, 1})[3] == 0);
    CHECK(nmf::silhouette(d, {0, 0, 0, 0})[1] == 0);
}

TEST_CASE("The planted number of clusters is stable, more are not") {
    const MatrixD V = test::clusteredColumns(12, 36, 3);
    nmf::Options options;
    options.beta = 1;
    options.maxIterations = 200;
    const auto tried = [&](nmf::Index rank) {
        options.rank = rank;
        return nmf::tryRank(V, options, 12);
    };
    const auto right = tried(3), more = tried(6);
    CHECK(right.dispersion > 0.95);
    CHECK(right.cophenetic > 0.99);
    CHECK(right.silhouette > 0.95);
    CHECK(more.dispersion < right.dispersion - 0.02);
    CHECK(right.best.trace.back() == right.bestObjective);
    CHECK_THROWS_AS(nmf::tryRank(V, options, 0), nmf::InvalidInput);
}

TEST_CASE("Uniqueness is proven for separable factors and denied where it fails") {
    MatrixD pure = randomMatrix(20, 3, 1, 0.1);
    pure.topRows(3).setIdentity();
    const auto separable = nmf::diagnose(pure);
    CHECK(separable.separable);
    CHECK(separable.supportsIncomparable);
    CHECK(separable.scattered == Scattered::Yes);
    const auto positive = nmf::diagnose(randomMatrix(20, 3, 1, 0.5));
    CHECK_FALSE(positive.supportsIncomparable);
    CHECK_FALSE(positive.boundaryClose);
    CHECK(positive.scattered == Scattered::No);
    CHECK(nmf::provenUnique(separable, separable));
    CHECK_FALSE(nmf::provenUnique(separable, positive));
}

TEST_CASE(
    "Rows near the axes are sufficiently scattered without being pure, those at their middles are not") {
    // All permutations of (1, alpha, 0): scattered if and only if alpha < 1/2 (Laurberg et al. 2008, for k =
    // 3).
    const auto factor = [](double alpha) {
        MatrixD X(6, 3);
        X << 1, alpha, 0, 1, 0, alpha, alpha, 1, 0, 0, 1, alpha, alpha, 0, 1, 0, alpha, 1;
        return X;
    };
    for (double alpha : {0.1, 0.3, 0.45}) {
        const auto good = nmf::diagnose(factor(alpha));
        CHECK_FALSE(good.separable);
        CHECK(good.boundaryClose);
        CHECK(good.scattered == Scattered::Yes);
    }
    for (double alpha : {0.55, 0.8, 1.0})
        CHECK(nmf::diagnose(factor(alpha)).scattered == Scattered::No);
    const auto sampled = nmf::diagnose(factor(0.3), 1e-9, 3, 1);
    CHECK(sampled.scattered == Scattered::Unknown);
    CHECK(nmf::diagnose(MatrixD::Zero(3, 2)).scattered == Scattered::Unknown);
    MatrixD dependent = factor(0.1);
    dependent.col(2) = dependent.col(1);
    CHECK(nmf::diagnose(dependent).scattered == Scattered::No);
}

TEST_CASE("PLSA's parameters are probabilities and give back W H") {
    const MatrixD W = randomMatrix(10, 3, 1), H = randomMatrix(3, 12, 2);
    const auto plsa = nmf::readPlsa(W, H);
    CHECK((plsa.wordGivenTopic.colwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
    CHECK((plsa.topicGivenDocument.colwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
    CHECK((plsa.documentGivenTopic.colwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
    CHECK(plsa.topic.sum() == Approx(1));
    const MatrixD joint = plsa.wordGivenTopic * plsa.topic.asDiagonal() * plsa.documentGivenTopic.transpose();
    CHECK((joint * (W * H).sum()).isApprox(W * H, 1e-12));
    const auto empty = nmf::readPlsa(MatrixD::Zero(4, 2), MatrixD::Zero(2, 3));
    CHECK(empty.topicGivenDocument.isApprox(MatrixD::Constant(2, 3, 0.5)));
    CHECK_THROWS_AS(nmf::readPlsa(H, H), nmf::InvalidInput);
}

namespace {

/// EM of PLSA (Hofmann 1999), with P(w | z) or P(d | z) held in turn, by the definition: posterior of the
/// topic for every word of every document, then counts weighted by it.
struct ExpectationMaximisation {
    MatrixD counts, words, documents; ///< words: P(w | z), documents: P(d | z), columns of sum 1
    Eigen::VectorXd topics;           ///< P(z)

    void step(bool ofWords) {
        MatrixD sums = MatrixD::Zero(ofWords ? words.rows() : documents.rows(), topics.size());
        for (nmf::Index d = 0; d < counts.cols(); ++d)
            for (nmf::Index w = 0; w < counts.rows(); ++w) {
                Eigen::RowVectorXd posterior =
                    topics.transpose().cwiseProduct(words.row(w)).cwiseProduct(documents.row(d));
                posterior /= posterior.sum();
                sums.row(ofWords ? w : d) += counts(w, d) * posterior;
            }
        topics = sums.colwise().sum().transpose() / counts.sum();
        (ofWords ? words : documents) = sums.array().rowwise() / sums.colwise().sum().array();
    }
};

} // namespace

TEST_CASE("KL-NMF is PLSA's EM to rounding, iteration by iteration") {
    const MatrixD counts = (randomMatrix(15, 3, 1) * randomMatrix(3, 20, 2) * 10).array().floor() + 1;
    const MatrixD W = randomMatrix(15, 3, 5, 0.1), H = randomMatrix(3, 20, 6, 0.1);
    const auto start = nmf::readPlsa(W, H);
    ExpectationMaximisation em{counts, start.wordGivenTopic, start.documentGivenTopic, start.topic};
    nmf::Options options;
    options.rank = 3;
    options.beta = 1;
    options.tolerance = 0;
    double likelihood = nmf::plsaLogLikelihood(counts, start);
    for (int iterations = 1; iterations <= 40; ++iterations) {
        em.step(false);
        em.step(true);
        options.maxIterations = iterations;
        const auto fit = nmf::factorize<double>(counts, W, H, options);
        const auto plsa = nmf::readPlsa(fit.W, fit.H);
        CHECK((plsa.wordGivenTopic - em.words).cwiseAbs().maxCoeff() < 1e-11);
        CHECK((plsa.documentGivenTopic - em.documents).cwiseAbs().maxCoeff() < 1e-11);
        CHECK((plsa.topic - em.topics).cwiseAbs().maxCoeff() < 1e-11);
        const double next = nmf::plsaLogLikelihood(counts, plsa);
        CHECK(next >= likelihood);
        likelihood = next;
    }
}
