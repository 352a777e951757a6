// SPDX-License-Identifier: GPL-3.0-or-later
/// Joint factorization of several views.
#include "nmf/variants/joint.h"
#include "tests/nmf/variant_checks.h"

using namespace winnow;
using nmf::Coupling;
using test::MatrixD;
using test::randomMatrix;
using test::variant;

namespace {

nmf::JointOptions joint(nmf::Index rank, int iterations, Coupling coupling) {
    auto options = variant<nmf::JointOptions>(rank, iterations);
    options.coupling = coupling;
    return options;
}

/// Two views of the same three groups of columns; in each view two of the groups look alike.
std::vector<MatrixD> halves() {
    std::vector<MatrixD> views{randomMatrix(6, 45, 1) * 0.3, randomMatrix(8, 45, 2) * 0.3};
    for (nmf::Index j = 0; j < 45; ++j) {
        views[0].col(j).segment(j % 3 == 0 ? 0 : 3, 3).array() += 1;
        views[1].col(j).segment(j % 3 == 1 ? 0 : 4, 4).array() += 1;
    }
    return views;
}

} // namespace

TEST_CASE("Views with one H are the stacked matrix, and the objective never rises") {
    const auto views = halves();
    auto options = joint(3, 200, Coupling::Shared);
    options.checkEvery = 1;
    options.weights = {1, 4};
    const auto result = nmf::jointNmf(views, options);
    test::checkFalls(result.course, 1e-12);
    REQUIRE(result.H.size() == 1);
    CHECK(result.consensus == result.H[0]);
    const double expected = (views[0] - result.W[0] * result.H[0]).squaredNorm() / 2 +
                            4 * (views[1] - result.W[1] * result.H[0]).squaredNorm() / 2;
    CHECK(result.course.trace.back() == Approx(expected));
    // As good as HALS of the views one below the other, the second doubled.
    MatrixD stacked(14, 45);
    stacked << views[0], 2 * views[1];
    nmf::Options plain;
    plain.rank = 3;
    plain.beta = 2;
    plain.solver = nmf::Solver::Hals;
    plain.maxIterations = 1000;
    CHECK(result.course.trace.back() ==
          Approx(nmf::factorize<double>(stacked, plain).trace.back()).epsilon(0.05));
}

TEST_CASE("Together two views tell groups apart that neither can alone") {
    const auto views = halves();
    for (Coupling coupling : {Coupling::Shared, Coupling::Pairwise, Coupling::Consensus}) {
        auto options = joint(3, 800, coupling);
        options.strength = 0.3;
        double best = 1e300;
        nmf::JointFactorization found;
        for (std::uint64_t seed = 0; seed < 8; ++seed) { // local minima
            options.seed = seed;
            auto result = nmf::jointNmf(views, options);
            if (result.course.trace.back() < best) {
                best = result.course.trace.back();
                found = std::move(result);
            }
        }
        INFO("coupling " << static_cast<int>(coupling));
        test::checkClusters(found.consensus.array().colwise() / found.consensus.rowwise().norm().array(), 3);
    }
}

TEST_CASE("The stronger the coupling, the more the views agree") {
    const auto views = halves();
    for (Coupling coupling : {Coupling::Pairwise, Coupling::Consensus}) {
        double before = 1e300;
        for (double strength : {0.0, 0.3, 3.0, 30.0}) {
            auto options = joint(3, 500, coupling);
            options.strength = strength;
            const auto result = nmf::jointNmf(views, options);
            const double apart = (result.H[0] - result.H[1]).norm() / result.H[0].norm();
            INFO("coupling " << static_cast<int>(coupling) << ", strength " << strength);
            CHECK(apart < before);
            before = apart;
            for (const MatrixD& W : result.W)
                CHECK((W.colwise().sum().array() - 1).abs().maxCoeff() < 1e-9);
            CHECK(result.consensus.isApprox((result.H[0] + result.H[1]) / 2, 1e-12));
            double expected = 0;
            for (std::size_t v = 0; v < 2; ++v) {
                expected += (views[v] - result.W[v] * result.H[v]).squaredNorm() / 2;
                if (coupling == Coupling::Consensus)
                    expected += strength / 2 * (result.H[v] - result.consensus).squaredNorm();
            }
            if (coupling == Coupling::Pairwise)
                expected += strength / 2 * (result.H[0] - result.H[1]).squaredNorm();
            CHECK(result.course.trace.back() == Approx(expected));
            CHECK(result.course.trace.back() < result.course.trace.front());
        }
    }
}

TEST_CASE("Joint factorization refuses views that do not go together") {
    const auto options = joint(2, 5, Coupling::Shared);
    CHECK_THROWS_WITH(nmf::jointNmf({}, options), Catch::Contains("at least one view"));
    CHECK_THROWS_WITH(nmf::jointNmf({MatrixD::Ones(2, 3), MatrixD::Ones(2, 4)}, options),
                      Catch::Contains("columns are the same things"));
    CHECK_THROWS_WITH(nmf::jointNmf({MatrixD::Ones(2, 3), -MatrixD::Ones(2, 3)}, options),
                      Catch::Contains("View 1 has negative"));
    auto weighted = options;
    weighted.weights = {1};
    CHECK_THROWS_WITH(nmf::jointNmf({MatrixD::Ones(2, 3), MatrixD::Ones(2, 3)}, weighted),
                      Catch::Contains("weights"));
    for (Coupling coupling : {Coupling::Shared, Coupling::Pairwise, Coupling::Consensus})
        for (double scale : {0.0, 1e-20, 1e20})
            CHECK(nmf::jointNmf({MatrixD(randomMatrix(4, 6, 1) * scale), MatrixD::Ones(3, 6)},
                                joint(2, 20, coupling))
                      .consensus.allFinite());
}
