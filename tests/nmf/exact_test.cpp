// SPDX-License-Identifier: GPL-3.0-or-later
/// Exact non-negative rank factorizations.
#include "nmf/exact/rank_factorization.h"
#include "tests/nmf/variant_checks.h"

using namespace winnow;
using test::MatrixD;
using test::randomMatrix;

namespace {

/// W and H that hold a scaled unit vector for each atom, among random rows and columns: the product meets the
/// condition.
MatrixD withMonomial(nmf::Index m, nmf::Index n, nmf::Index r, unsigned seed) {
    MatrixD W = randomMatrix(m, r, seed, 0.01), H = randomMatrix(r, n, seed + 1, 0.01);
    for (nmf::Index a = 0; a < r; ++a) {
        W.row((5 * a + static_cast<nmf::Index>(seed)) % m).setZero();
        W((5 * a + static_cast<nmf::Index>(seed)) % m, a) = 0.5 + static_cast<double>(a);
        H.col((7 * a + 2) % n).setZero();
        H(a, (7 * a + 2) % n) = 2;
    }
    return W * H;
}

} // namespace

TEST_CASE("Matrices with a monomial submatrix of their rank are factorized exactly") {
    for (unsigned seed = 1; seed <= 25; ++seed) {
        const nmf::Index r = 1 + static_cast<nmf::Index>(seed % 5);
        for (double scale : {1.0, 1e-20, 1e20}) {
            const MatrixD V = withMonomial(23, 31, r, seed) * scale;
            const auto answer = nmf::exactRankFactorization(V);
            INFO("seed " << seed << ", rank " << r << ", scale " << scale << ": " << answer.reason);
            CHECK(answer.rank == r);
            REQUIRE(answer.factors.has_value());
            CHECK(answer.reason.empty());
            CHECK(answer.factors->W.cols() == r);
            CHECK(answer.factors->W.minCoeff() >= 0);
            CHECK(answer.factors->H.minCoeff() >= 0);
            CHECK((V - answer.factors->W * answer.factors->H).norm() < 1e-10 * V.norm());
        }
    }
}

TEST_CASE("Where the condition fails the answer is no, with the rank") {
    // Positive everywhere: no zero, so no monomial submatrix of size 2 or more.
    for (unsigned seed = 1; seed <= 10; ++seed) {
        const MatrixD V = (randomMatrix(12, 3, seed, 0.1) * randomMatrix(3, 15, seed + 50, 0.1));
        const auto answer = nmf::exactRankFactorization(V);
        CHECK(answer.rank == 3);
        CHECK_FALSE(answer.factors.has_value());
        CHECK_THAT(answer.reason, Catch::Contains("rank 3 but no 3 x 3 submatrix"));
    }
    // Rank 3, non-negative rank 4 (Thomas 1974): nothing exact with three atoms.
    MatrixD square(4, 4);
    square << 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1;
    const auto answer = nmf::exactRankFactorization(square);
    CHECK(answer.rank == 3);
    CHECK_FALSE(answer.factors.has_value());
    // Only the rows are separable.
    MatrixD H = randomMatrix(3, 20, 4, 0.1);
    MatrixD W = randomMatrix(10, 3, 5, 0.1);
    W.topRows(3).setIdentity();
    CHECK_FALSE(nmf::exactRankFactorization(W * H).factors.has_value());
    CHECK_THAT(nmf::exactRankFactorization(MatrixD::Zero(2, 3)).reason, Catch::Contains("zero"));
    CHECK_THROWS_AS(nmf::exactRankFactorization(MatrixD(-H)), nmf::InvalidInput);
    CHECK_THROWS_AS(nmf::exactRankFactorization(H, 0), nmf::InvalidInput);
}

TEST_CASE("A diagonal matrix, a permutation and rank one are exact") {
    MatrixD P = MatrixD::Zero(5, 5);
    for (nmf::Index i = 0; i < 5; ++i)
        P(i, (2 * i) % 5) = 1 + static_cast<double>(i);
    const auto answer = nmf::exactRankFactorization(P);
    REQUIRE(answer.factors.has_value());
    CHECK(answer.rank == 5);
    CHECK((answer.factors->W * answer.factors->H).isApprox(P, 1e-14));
    CHECK(nmf::exactRankFactorization(MatrixD::Ones(4, 6)).factors.has_value());
    CHECK(nmf::exactRankFactorization(MatrixD::Constant(1, 1, 3)).factors.has_value());
}

TEST_CASE("Symmetric matrices with a diagonal principal submatrix of their rank are H H^T exactly") {
    for (unsigned seed = 1; seed <= 25; ++seed) {
        const nmf::Index r = 1 + static_cast<nmf::Index>(seed % 5);
        MatrixD H = randomMatrix(19, r, seed, 0.01);
        for (nmf::Index a = 0; a < r; ++a) {
            H.row(3 * a + 1).setZero();
            H(3 * a + 1, a) = 1 + static_cast<double>(a);
        }
        const MatrixD A = H * H.transpose();
        const auto answer = nmf::exactSymmetricFactorization(A);
        INFO("seed " << seed << ", rank " << r << ": " << answer.reason);
        CHECK(answer.rank == r);
        REQUIRE(answer.H.has_value());
        CHECK(answer.H->minCoeff() >= 0);
        CHECK((A - *answer.H * answer.H->transpose()).norm() < 1e-10 * A.norm());
        CHECK(answer.H->cols() == r);
    }
    const MatrixD dense = randomMatrix(10, 3, 1, 0.1);
    const auto no = nmf::exactSymmetricFactorization(dense * dense.transpose());
    CHECK_FALSE(no.H.has_value());
    CHECK_THAT(no.reason, Catch::Contains("no diagonal principal submatrix"));
    CHECK_THROWS_WITH(nmf::exactSymmetricFactorization(randomMatrix(4, 4, 1)), Catch::Contains("symmetric"));
}
