// SPDX-License-Identifier: GPL-3.0-or-later
/// Non-negative least squares: against another program, against optimality, on degenerate problems.
#include "nmf/nnls.h"
#include "tests/nmf/simd_levels.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <limits>

using namespace winnow;
using nmf::Solver;
using test::MatrixD;
using test::randomMatrix;

namespace {

const Solver kExact[] = {Solver::BlockPivoting, Solver::ActiveSet};
const Solver kAll[] = {Solver::BlockPivoting, Solver::ActiveSet, Solver::AcceleratedHals,
                       Solver::ProjectedGradient, Solver::Nesterov};

/// Residual of the optimality conditions of |B - A X|.
double kkt(const MatrixD& A, const MatrixD& B, const MatrixD& X) {
    return nmf::kktResidual<double>(A.transpose() * A, A.transpose() * B, X);
}

} // namespace

TEST_CASE("nnls gives what scipy gives") {
    MatrixD A(8, 5), B(8, 4);
    for (nmf::Index i = 0; i < 8; ++i) {
        for (nmf::Index j = 0; j < 5; ++j)
            A(i, j) = static_cast<double>((5 * i + 7 * j + i * j) % 13 - 6);
        for (nmf::Index j = 0; j < 4; ++j)
            B(i, j) = static_cast<double>((3 * i * i + 5 * j) % 17 - 8);
    }
    MatrixD expected(5, 4); // scipy.optimize.nnls 1.10
    expected << 0.470280648719, 0, 0, 0, 0.389245203372, 0.312855517634, 0, 0.306066176471, 0, 1.12021236253,
        0, 0, 0, 0, 0, 0.08203125, 0.252883423887, 0, 0.114503816794, 0;
    for (Solver solver : kAll) {
        INFO("solver " << static_cast<int>(solver));
        CHECK((nmf::nnls<double>(A, B, solver) - expected).cwiseAbs().maxCoeff() < 1e-8);
    }
}

TEST_CASE("Every solver of nnls meets the optimality conditions, on every SIMD level") {
    for (auto level : test::simdLevels()) {
        const test::WithSimdLevel with(level);
        for (nmf::Index k : {1, 2, 7, 17, 40}) {
            const MatrixD A = randomMatrix(60, k, 1);
            const MatrixD B = randomMatrix(60, 133, 2, -1);
            for (Solver solver : kAll) {
                const MatrixD X = nmf::nnls<double>(A, B, solver, 1e-9, 20000);
                INFO("solver " << static_cast<int>(solver) << ", k " << k << ", " << nmf::name(level));
                CHECK(X.minCoeff() >= 0);
                CHECK(kkt(A, B, X) < 1e-7);
            }
        }
    }
}

TEST_CASE("The exact solvers meet the optimality conditions to rounding, in float to float's") {
    const MatrixD A = randomMatrix(80, 70, 3); // ill-conditioned, more than 64 atoms
    const MatrixD B = randomMatrix(80, 50, 4, -1);
    for (Solver solver : kExact) {
        CHECK(kkt(A, B, nmf::nnls<double>(A, B, solver)) < 1e-11);
        const nmf::Matrix<float> a = A.leftCols(20).cast<float>(), b = B.cast<float>();
        const nmf::Matrix<float> x = nmf::nnls<float>(a, b, solver);
        CHECK(kkt(a.cast<double>(), b.cast<double>(), x.cast<double>()) < 1e-5);
    }
}

TEST_CASE("A solution that is there is found") {
    const MatrixD A = randomMatrix(30, 6, 5);
    MatrixD X = randomMatrix(6, 20, 6);
    X = (X.array() < 0.4).select(0.0, X);
    for (Solver solver : kAll)
        CHECK((nmf::nnls<double>(A, A * X, solver, 1e-12, 50000) - X).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("nnls copes with dependent, empty and repeated columns") {
    MatrixD A = randomMatrix(20, 6, 7);
    A.col(1) = A.col(0);
    A.col(2).setZero();
    A.col(3) = A.col(4) + A.col(5);
    const MatrixD B = randomMatrix(20, 30, 8, -0.5);
    const double best = (B - A * nmf::nnls<double>(A, B)).norm();
    for (Solver solver : kAll) {
        const MatrixD X = nmf::nnls<double>(A, B, solver, 1e-9, 50000);
        INFO("solver " << static_cast<int>(solver));
        CHECK(X.allFinite());
        CHECK(X.minCoeff() >= 0);
        CHECK((B - A * X).norm() == Approx(best).epsilon(1e-7));
    }
    CHECK(nmf::nnls<double>(MatrixD::Zero(4, 3), MatrixD::Ones(4, 2)).allFinite());
    CHECK(nmf::nnls<double>(A, MatrixD::Zero(20, 2)).isZero());
}

TEST_CASE("nnls refuses what it cannot use") {
    const MatrixD A = randomMatrix(4, 2, 1);
    CHECK_THROWS_WITH(nmf::nnls<double>(A, MatrixD::Ones(5, 1)), Catch::Contains("as many rows"));
    MatrixD bad = A;
    bad(1, 1) = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH(nmf::nnls<double>(bad, MatrixD::Ones(4, 1)), Catch::Contains("A has entries"));
    CHECK_THROWS_WITH(nmf::nnls<double>(A, bad), Catch::Contains("B has entries"));
    CHECK_THROWS_AS(nmf::nnls<double>(A, A, Solver::Mu), nmf::InvalidInput);
    CHECK_THROWS_AS(nmf::nnls<double>(A, A, Solver::Nesterov, -1), nmf::InvalidInput);
    CHECK_THROWS_WITH(nmf::nnlsGram<double>(MatrixD::Ones(2, 3), A), Catch::Contains("square"));
}
