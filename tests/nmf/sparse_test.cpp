// SPDX-License-Identifier: GPL-3.0-or-later
/// factorize() of sparse data against that of the same matrix stored in full.
#include "nmf/beta_divergence.h"
#include "nmf/factorize_sparse.h"
#include "tests/nmf/least_squares_solvers.h"
#include "tests/nmf/simd_levels.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <limits>

using namespace winnow;
using nmf::Solver;
using test::leastSquares;
using test::MatrixD;
using test::randomMatrix;

namespace {

MatrixD holey(nmf::Index m, nmf::Index n, double empty) {
    const MatrixD V = randomMatrix(m, n, 5);
    return (V.array() < empty).select(0.0, V);
}

nmf::Options kl(nmf::Index rank, int iterations) {
    nmf::Options options = leastSquares(Solver::Mu, rank, iterations);
    options.beta = 1;
    return options;
}

} // namespace

TEST_CASE("Sparse Kullback-Leibler updates are those of the full matrix") {
    for (auto level : test::simdLevels()) {
        const test::WithSimdLevel with(level);
        for (const auto& [m, n] : {std::pair{37, 260}, {260, 37}}) {
            const MatrixD V = holey(m, n, 0.8);
            const nmf::SparseMatrix<double> sparse = V.sparseView();
            for (double l1H : {0.0, 0.1}) {
                nmf::Options options = kl(5, 20);
                options.l1H = l1H;
                const auto full = nmf::factorize<double>(V, options);
                const auto few = nmf::factorize<double>(sparse, options);
                INFO(m << " x " << n << ", l1 " << l1H << ", " << nmf::name(level));
                CHECK(few.W.isApprox(full.W, 1e-9));
                CHECK(few.H.isApprox(full.H, 1e-9));
                CHECK(few.trace.back() == Approx(full.trace.back()).epsilon(1e-9));
            }
        }
    }
}

TEST_CASE("Sparse Frobenius updates by multiplication are those of the full matrix") {
    const MatrixD V = holey(37, 260, 0.8);
    const nmf::Options options = leastSquares(Solver::Mu, 5, 20);
    const auto full = nmf::factorize<double>(V, options);
    const auto few = nmf::factorize<double>(nmf::SparseMatrix<double>(V.sparseView()), options);
    CHECK(few.W.isApprox(full.W, 1e-8));
    CHECK(few.H.isApprox(full.H, 1e-8));
}

TEST_CASE("Sparse Kullback-Leibler does not depend on the number of threads and never rises") {
    const nmf::Matrix<float> V = holey(40, 1500, 0.9).cast<float>();
    const nmf::SparseMatrix<float> sparse = V.sparseView();
    nmf::Options options = kl(6, 20);
    options.checkEvery = 1;
    const auto one = nmf::factorize<float>(sparse, options);
    options.threads = 4;
    const auto many = nmf::factorize<float>(sparse, options);
    CHECK(one.W == many.W);
    CHECK(one.H == many.H);
    for (std::size_t i = 1; i < one.trace.size(); ++i)
        CHECK(one.trace[i] <= one.trace[i - 1] * (1 + 1e-6));
}

TEST_CASE("Held factors of a sparse factorization come back as they came") {
    const MatrixD V = holey(20, 30, 0.7);
    const nmf::SparseMatrix<double> sparse = V.sparseView();
    const MatrixD W = randomMatrix(20, 3, 2, 0.1);
    nmf::Options options = kl(3, 10);
    options.updateW = false;
    CHECK(nmf::factorize<double>(sparse, W, MatrixD(), options).W == W);
    options.updateW = true;
    options.fixedAtoms = 2;
    const auto part = nmf::factorize<double>(sparse, W, MatrixD(), options);
    CHECK(part.W.leftCols(2) == W.leftCols(2));
    CHECK(part.W.col(2) != W.col(2));
    options.fixedAtoms = 0;
    options.updateH = false;
    const MatrixD H = randomMatrix(3, 30, 3, 0.1);
    CHECK(nmf::factorize<double>(sparse, MatrixD(), H, options).H == H);
}

TEST_CASE("Sparse data of every scale, with empty rows and columns, give finite factors") {
    MatrixD V = holey(19, 23, 0.7);
    V.row(4).setZero();
    V.col(7).setZero();
    for (double scale : {0.0, 1e-310, 1e-20, 1.0, 1e20, 1e300}) {
        nmf::SparseMatrix<double> sparse = MatrixD(V * scale).sparseView();
        if (scale == 1e-310) CHECK(sparse.nonZeros() > 0);
        for (const nmf::Options& options :
             {kl(3, 30), leastSquares(Solver::AcceleratedHals, 3, 30),
              leastSquares(Solver::BlockPivoting, 3, 30), leastSquares(Solver::Mu, 30, 30)}) {
            const auto result = nmf::factorize<double>(sparse, options);
            INFO("scale " << scale << ", solver " << static_cast<int>(options.solver));
            CHECK(result.W.allFinite());
            CHECK(result.H.allFinite());
            CHECK(std::isfinite(result.trace.back()));
            CHECK(result.trace.back() <= result.trace.front() * (1 + 1e-9));
        }
    }
}

TEST_CASE("A sparse matrix that cannot be used is refused with a sentence") {
    nmf::SparseMatrix<double> V(4, 5);
    V.insert(1, 2) = 3;
    nmf::Options options = kl(2, 5);
    CHECK_NOTHROW(nmf::factorize<double>(V, options)); // not compressed
    options.beta = 0;
    CHECK_THROWS_WITH(nmf::factorize<double>(V, options), Catch::Contains("pass V as a dense matrix"));
    options.beta = 1;
    options.nanIsMissing = true;
    CHECK_THROWS_WITH(nmf::factorize<double>(V, options), Catch::Contains("does not store are zeros"));
    options.nanIsMissing = false;
    options.overRelaxation = 1.5;
    CHECK_THROWS_WITH(nmf::factorize<double>(V, options), Catch::Contains("leave it at 1"));
    V.coeffRef(1, 2) = -1;
    CHECK_THROWS_WITH(nmf::factorize<double>(V, kl(2, 5)), Catch::Contains("V(1, 2) is -1"));
    V.coeffRef(1, 2) = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH(nmf::factorize<double>(V, kl(2, 5)), Catch::Contains("V(1, 2) is nan"));
    CHECK_THROWS_WITH(nmf::factorize<double>(nmf::SparseMatrix<double>(0, 3), kl(2, 5)),
                      Catch::Contains("empty"));
}
