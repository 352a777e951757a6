// SPDX-License-Identifier: GPL-3.0-or-later
/// The solvers for the Frobenius norm in factorize().
#include "nmf/factorize_row_major.h"
#include "nmf/factorize_sparse.h"
#include "nmf/nnls.h"
#include "tests/nmf/least_squares_solvers.h"
#include "tests/nmf/simd_levels.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

using namespace winnow;
using nmf::Solver;
using test::kLeastSquares;
using test::leastSquares;
using test::MatrixD;
using test::randomMatrix;

namespace {

MatrixD planted(nmf::Index m, nmf::Index n, nmf::Index k, unsigned seed) {
    const MatrixD W = randomMatrix(m, k, seed), H = randomMatrix(k, n, seed + 1);
    return (W.array() < 0.3).select(0.0, W).matrix() * (H.array() < 0.3).select(0.0, H).matrix();
}

double half(const MatrixD& V, const MatrixD& W, const MatrixD& H) {
    return (V - W * H).squaredNorm() / 2;
}

/// Residual of the optimality conditions of both factors.
double kkt(const MatrixD& V, const MatrixD& W, const MatrixD& H) {
    return std::max(nmf::kktResidual<double>(W.transpose() * W, W.transpose() * V, H),
                    nmf::kktResidual<double>(H * H.transpose(), H * V.transpose(), W.transpose()));
}

std::string name(Solver solver) {
    return "solver " + std::to_string(static_cast<int>(solver));
}

} // namespace

TEST_CASE("No least-squares solver ever raises the objective, which is that of the result") {
    for (const auto& [m, n] : {std::pair{23, 150}, {150, 23}}) {
        const MatrixD V = randomMatrix(m, n, 3);
        for (Solver solver : kLeastSquares) {
            nmf::Options options = leastSquares(solver, 6, 40);
            options.checkEvery = 1;
            const auto result = nmf::factorize<double>(V, options);
            INFO(name(solver) << ", " << m << " x " << n);
            CHECK(result.trace.size() == 41);
            for (std::size_t i = 1; i < result.trace.size(); ++i)
                CHECK(result.trace[i] <= result.trace[i - 1] * (1 + 1e-12));
            CHECK(result.trace.back() == Approx(half(V, result.W, result.H)).epsilon(1e-9));
            CHECK(result.trace.back() < 0.75 * result.trace.front());
        }
    }
}

TEST_CASE("Least-squares solvers end at points that meet the optimality conditions") {
    const MatrixD V = randomMatrix(20, 35, 4);
    for (Solver solver : kLeastSquares) {
        if (solver == Solver::AcceleratedMu) continue; // slower than any other: see the next test
        nmf::Options options = leastSquares(solver, 4, 20000);
        options.gradientTolerance = 1e-9;
        const auto result = nmf::factorize<double>(V, options);
        INFO(name(solver) << ", " << result.iterations << " iterations");
        CHECK(result.status == nmf::Status::Converged);
        CHECK(kkt(V, result.W, result.H) < 1e-6);
    }
    const auto slow = nmf::factorize<double>(V, leastSquares(Solver::AcceleratedMu, 4, 20000));
    CHECK(kkt(V, slow.W, slow.H) < 1e-3);
}

TEST_CASE("A planted factorization is recovered by every least-squares solver") {
    for (const auto& [m, n] : {std::pair{40, 130}, {130, 40}}) {
        const MatrixD V = planted(m, n, 4, 11);
        for (Solver solver : kLeastSquares) {
            const int iterations = solver == Solver::AcceleratedMu ? 2000 : 500;
            const auto result = nmf::factorize<double>(V, leastSquares(solver, 4, iterations));
            INFO(name(solver) << ", " << m << " x " << n);
            CHECK((V - result.W * result.H).norm() < 1e-2 * V.norm());
            const auto single = nmf::factorize<float>(V.cast<float>(), leastSquares(solver, 4, iterations));
            CHECK((V - (single.W * single.H).cast<double>()).norm() < 1e-2 * V.norm());
        }
    }
}

TEST_CASE("From scikit-learn's start the result is scikit-learn's") {
    MatrixD V(9, 7);
    for (nmf::Index i = 0; i < 9; ++i)
        for (nmf::Index j = 0; j < 7; ++j)
            V(i, j) = static_cast<double>((7 * i + 3 * j * j + i * j) % 11) + ((i + j) % 3 != 0 ? 0.5 : 0);
    for (Solver solver : {Solver::Hals, Solver::AcceleratedHals, Solver::BlockPivoting}) {
        nmf::Options options = leastSquares(solver, 3, 5000);
        options.init = nmf::Init::NndsvdA;
        const auto result = nmf::factorize<double>(V, options);
        INFO(name(solver));
        // NMF(3, init="nndsvda", solver="cd", tol=0, max_iter=5000) of scikit-learn 1.2.1
        CHECK(half(V, result.W, result.H) == Approx(82.06084032169932).epsilon(1e-6));
    }
}

TEST_CASE("Row-major and sparse data give the factors of the column-major matrix") {
    for (const auto& [m, n] : {std::pair{37, 250}, {250, 37}}) {
        MatrixD V = randomMatrix(m, n, 5);
        V = (V.array() < 0.6).select(0.0, V);
        const nmf::RowMajorMatrix<double> rows = V;
        const nmf::SparseMatrix<double> sparse = V.sparseView();
        for (Solver solver : kLeastSquares) {
            INFO(name(solver) << ", " << m << " x " << n);
            const nmf::Options options = leastSquares(solver, 5, 10);
            const auto dense = nmf::factorize<double>(V, options);
            const auto row = nmf::factorizeRowMajor<double>(rows, {}, {}, options);
            CHECK(row.W.isApprox(dense.W, 1e-9));
            CHECK(row.H.isApprox(dense.H, 1e-9));
            if (m < n) { // else the order of the factors is another
                const auto few = nmf::factorize<double>(sparse, options);
                CHECK(few.W.isApprox(dense.W, 1e-9));
                CHECK(few.H.isApprox(dense.H, 1e-9));
                CHECK(few.trace.back() == Approx(dense.trace.back()).epsilon(1e-9));
            }
        }
    }
    nmf::Options mu = leastSquares(Solver::Mu, 3, 5);
    mu.beta = 1;
    const MatrixD V = randomMatrix(9, 12, 1);
    CHECK(nmf::factorizeRowMajor<double>(nmf::RowMajorMatrix<double>(V), {}, {}, mu).W ==
          nmf::factorize<double>(V, mu).W);
}

TEST_CASE("Least-squares solvers give the same bits for any number of threads") {
    const nmf::Matrix<float> V = randomMatrix(33, 2000, 8).cast<float>();
    const nmf::SparseMatrix<float> sparse =
        nmf::Matrix<float>((V.array() < 0.8F).select(0.0F, V)).sparseView();
    for (Solver solver : kLeastSquares) {
        nmf::Options options = leastSquares(solver, 6, 4);
        options.l1H = 0.01;
        options.gradientTolerance = 1e-12;
        const auto one = nmf::factorize<float>(V, options);
        const auto oneSparse = nmf::factorize<float>(sparse, options);
        options.threads = 3;
        const auto many = nmf::factorize<float>(V, options);
        INFO(name(solver));
        CHECK(many.W == one.W);
        CHECK(many.H == one.H);
        CHECK(many.trace == one.trace);
        CHECK(nmf::factorize<float>(sparse, options).H == oneSparse.H);
    }
}

TEST_CASE("One HALS iteration is the formula, on every SIMD level and shape") {
    for (auto level : test::simdLevels()) {
        const test::WithSimdLevel with(level);
        for (const auto& [m, n, k] :
             {std::tuple{1, 1, 1}, {3, 130, 2}, {47, 119, 5}, {520, 700, 17}, {20, 50, 33}}) {
            const MatrixD V = randomMatrix(m, n, 1);
            MatrixD W = randomMatrix(m, k, 2), H = randomMatrix(k, n, 3);
            const auto result = nmf::factorize<double>(V, W, H, leastSquares(Solver::Hals, k, 1));
            const MatrixD G = W.transpose() * W, N = W.transpose() * V;
            for (nmf::Index a = 0; a < k; ++a)
                H.row(a) = (H.row(a) + (N.row(a) - G.row(a) * H) / G(a, a)).cwiseMax(0.0);
            const MatrixD F = H * H.transpose(), M = V * H.transpose();
            for (nmf::Index a = 0; a < k; ++a)
                if (F(a, a) > 0) W.col(a) = (W.col(a) + (M.col(a) - W * F.col(a)) / F(a, a)).cwiseMax(0.0);
            INFO(m << " x " << n << ", k " << k << ", " << nmf::name(level));
            CHECK((result.H - H).norm() <= 1e-9 * H.norm());
            CHECK((result.W - W).norm() <= 1e-8 * W.norm());
        }
    }
}

TEST_CASE("With W held least-squares solvers find the non-negative least-squares solution") {
    const MatrixD V = randomMatrix(30, 140, 5), W = randomMatrix(30, 6, 6);
    const MatrixD expected = nmf::nnls<double>(W, V);
    for (Solver solver : kLeastSquares) {
        nmf::Options options = leastSquares(solver, 6, 3000);
        options.updateW = false;
        const auto result = nmf::factorize<double>(V, W, MatrixD(), options);
        INFO(name(solver));
        CHECK(result.W == W);
        CHECK((result.H - expected).norm() <
              (solver == Solver::AcceleratedMu ? 1e-2 : 1e-6) * expected.norm());
        CHECK(result.trace.back() == Approx(half(V, W, expected)).epsilon(1e-4));
    }
}

TEST_CASE("Held atoms stay while the least-squares solvers learn the others") {
    for (const auto& [m, n] : {std::pair{25, 140}, {140, 25}}) {
        const MatrixD V = planted(m, n, 5, 3);
        const MatrixD held = randomMatrix(m, 2, 4);
        for (Solver solver : kLeastSquares) {
            nmf::Options options = leastSquares(solver, 6, 60);
            options.fixedAtoms = 2;
            options.checkEvery = 1;
            const auto result = nmf::factorize<double>(V, held, MatrixD(), options);
            INFO(name(solver) << ", " << m << " x " << n);
            CHECK(result.W.leftCols(2) == held);
            for (std::size_t i = 1; i < result.trace.size(); ++i)
                CHECK(result.trace[i] <= result.trace[i - 1] * (1 + 1e-12) + 1e-12);
            CHECK(result.trace.back() == Approx(half(V, result.W, result.H)).epsilon(1e-6).margin(1e-9));
            CHECK(result.trace.back() < 0.1 * result.trace.front());
        }
    }
    const MatrixD V = planted(25, 40, 3, 3), H = randomMatrix(3, 40, 4);
    nmf::Options options = leastSquares(Solver::AcceleratedHals, 3, 50);
    options.updateH = false;
    const auto result = nmf::factorize<double>(V, MatrixD(), H, options);
    CHECK(result.H == H);
    const MatrixD expected = nmf::nnls<double>(H.transpose(), V.transpose());
    CHECK((result.W.transpose() - expected).norm() < 1e-5 * expected.norm());
}
