// SPDX-License-Identifier: GPL-3.0-or-later
/// Online NMF, and matrices that grow.
#include "nmf/beta_divergence.h"
#include "nmf/reading/components.h"
#include "nmf/variants/online.h"
#include "tests/nmf/least_squares_solvers.h"
#include "tests/nmf/variant_checks.h"

using namespace winnow;
using test::MatrixD;
using test::randomMatrix;

namespace {

nmf::OnlineOptions online(nmf::Index rank, double beta) {
    nmf::OnlineOptions options;
    options.rank = rank;
    options.beta = beta;
    return options;
}

MatrixD sparse(nmf::Index rows, nmf::Index columns, unsigned seed, double empty) {
    const MatrixD x = randomMatrix(rows, columns, seed);
    return (x.array() < empty).select(0.0, x);
}

} // namespace

TEST_CASE("Online NMF learns the planted dictionary from batches") {
    const MatrixD W = sparse(20, 3, 1, 0.5);
    for (double beta : {0.0, 1.0, 2.0}) {
        auto options = online(3, beta);
        options.forgetting = 0.9; // sums over steps with poor dictionaries are worth forgetting
        options.dictionarySteps = 5;
        options.activationSteps = 100;
        nmf::OnlineNmf learner(options);
        for (unsigned batch = 0; batch < 150; ++batch)
            learner.learn((W * sparse(3, 20, 100 + batch, 0.4)).array() + (beta == 0 ? 1e-3 : 0));
        const auto match = nmf::matchComponents(W, learner.W());
        INFO("beta " << beta);
        for (double cosine : match.similarity)
            CHECK(cosine > 0.98);
        CHECK(learner.columnsSeen() == 3000);
        const MatrixD fresh = (W * sparse(3, 40, 9, 0.4)).array() + 1e-3;
        CHECK((fresh - learner.W() * learner.transform(fresh)).norm() <
              (beta == 0 ? 0.2 : 0.08) * fresh.norm());
        for (nmf::Index a = 0; a < 3; ++a)
            CHECK((beta == 2 ? learner.W().col(a).norm() : learner.W().col(a).sum()) == Approx(1));
    }
}

TEST_CASE("Forgetting follows a dictionary that changes, remembering everything does not") {
    const MatrixD before = sparse(20, 2, 1, 0.5), after = sparse(20, 2, 5, 0.5);
    for (double beta : {1.0, 2.0}) {
        const auto errorWith = [&](double forgetting) {
            auto options = online(2, beta);
            options.forgetting = forgetting;
            options.dictionarySteps = 3;
            nmf::OnlineNmf learner(options);
            for (unsigned b = 0; b < 60; ++b)
                learner.learn(before * sparse(2, 15, 100 + b, 0.3));
            for (unsigned b = 0; b < 15; ++b)
                learner.learn(after * sparse(2, 15, 300 + b, 0.3));
            const MatrixD fresh = after * sparse(2, 40, 9, 0.3);
            return (fresh - learner.W() * learner.transform(fresh)).norm() / fresh.norm();
        };
        INFO("beta " << beta);
        CHECK(errorWith(0.7) < 0.5 * errorWith(1));
    }
}

TEST_CASE("One online step of W is the formula") {
    const MatrixD V = randomMatrix(8, 10, 1, 0.1);
    auto options = online(3, 1);
    nmf::OnlineNmf learner(options);
    const MatrixD first = learner.learn(V);
    const MatrixD W = learner.W();
    const MatrixD H = learner.transform(V);
    nmf::OnlineNmf copy = learner;
    CHECK(copy.learn(V) == H);
    // Numerator and denominator: those of the first batch, in units of the present W, and those of this one.
    options.forgetting = 1e-12; // forgets the first batch: a plain multiplicative step of W is left
    nmf::OnlineNmf forgetful(options);
    forgetful.learn(V);
    const MatrixD start = forgetful.W();
    const MatrixD h = forgetful.learn(V);
    const MatrixD numerator = (V.array() / (start * h).array()).matrix() * h.transpose();
    MatrixD expected = start.cwiseProduct(numerator);
    expected.array().rowwise() /= h.rowwise().sum().transpose().array();
    for (nmf::Index a = 0; a < 3; ++a)
        expected.col(a) /= expected.col(a).sum();
    CHECK(forgetful.W().isApprox(expected, 1e-9));
    CHECK(W.allFinite());
}

TEST_CASE("Columns and rows are added without starting over") {
    const MatrixD V = sparse(30, 4, 1, 0.3) * sparse(4, 60, 2, 0.3);
    for (nmf::Solver solver : {nmf::Solver::Mu, nmf::Solver::AcceleratedHals}) {
        nmf::Options options = test::leastSquares(solver, 4, 800);
        const auto part = nmf::factorize<double>(V.leftCols(45), options);
        const auto wide = nmf::addColumns<double>(V, part, options, 0);
        CHECK(wide.W.isApprox(part.W, 1e-12));
        CHECK(wide.H.leftCols(45).isApprox(part.H, 1e-12));
        CHECK((V - wide.W * wide.H).norm() < 0.05 * V.norm());
        const auto top = nmf::factorize<double>(V.topRows(22), options);
        const auto tall = nmf::addRows<double>(V, top, options, 0);
        CHECK(tall.H.isApprox(top.H, 1e-12));
        CHECK((V - tall.W * tall.H).norm() < 0.1 * V.norm());
        const auto refined = nmf::addRows<double>(V, top, options, 100);
        CHECK(refined.iterations == 100);
        CHECK(refined.trace.back() <= refined.trace.front() + 1e-13 * V.squaredNorm()); // but for rounding
        CHECK_THROWS_AS(nmf::addColumns<double>(V.leftCols(10), part, options, 0), nmf::InvalidInput);
        CHECK_THROWS_AS(nmf::addRows<double>(V.topRows(10), top, options, 0), nmf::InvalidInput);
    }
}

TEST_CASE("Online options and batches that make no sense are refused") {
    CHECK_THROWS_AS(nmf::OnlineNmf(online(0, 2)), nmf::InvalidInput);
    CHECK_THROWS_AS(nmf::OnlineNmf(online(2, 1.5)), nmf::InvalidInput);
    auto options = online(2, 2);
    options.forgetting = 0;
    CHECK_THROWS_WITH(nmf::OnlineNmf(options), Catch::Contains("forgetting"));
    nmf::OnlineNmf learner(online(2, 2));
    CHECK_THROWS_WITH(learner.transform(MatrixD::Ones(3, 2)), Catch::Contains("learn() first"));
    CHECK_THROWS_WITH(learner.learn(MatrixD::Constant(3, 2, -1)), Catch::Contains("negative"));
    learner.learn(MatrixD::Ones(3, 2));
    CHECK_THROWS_WITH(learner.learn(MatrixD::Ones(4, 2)), Catch::Contains("4 rows"));
    for (double beta : {0.0, 1.0, 2.0})
        for (double scale : {0.0, 1e-20, 1e20}) {
            nmf::OnlineNmf odd(online(2, beta));
            CHECK(odd.learn(randomMatrix(5, 6, 1) * scale).allFinite());
            CHECK(odd.learn(randomMatrix(5, 6, 2) * scale).allFinite());
            CHECK(odd.W().allFinite());
        }
}
