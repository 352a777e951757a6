// SPDX-License-Identifier: GPL-3.0-or-later
/// L1 and L2 penalties with every solver.
#include "nmf/beta_divergence.h"
#include "nmf/factorize.h"
#include "nmf/nnls.h"
#include "tests/nmf/least_squares_solvers.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

using namespace winnow;
using nmf::Solver;
using test::kLeastSquares;
using test::leastSquares;
using test::MatrixD;
using test::randomMatrix;

namespace {

struct Weights {
    double l1W, l1H, l2W, l2H;
};

const Weights kWeights[] = {{0, 0.5, 0, 0}, {0.5, 0, 0, 0},     {0, 0, 0, 0.7},
                            {0, 0, 0.7, 0}, {0, 0.3, 0.2, 0.0}, {0.2, 0.1, 0.3, 0.4}};

void set(nmf::Options& options, const Weights& w) {
    options.l1W = w.l1W;
    options.l1H = w.l1H;
    options.l2W = w.l2W;
    options.l2H = w.l2H;
}

double penalised(const MatrixD& V, const nmf::Factorization<double>& r, double beta, const Weights& w) {
    return nmf::betaDivergence<double>(V, r.W, r.H, beta) + w.l1W * r.W.sum() + w.l1H * r.H.sum() +
           w.l2W / 2 * r.W.squaredNorm() + w.l2H / 2 * r.H.squaredNorm();
}

} // namespace

TEST_CASE("With penalties no solver raises the objective, which is that of the result") {
    for (const auto& [m, n] : {std::pair{20, 130}, {130, 20}}) {
        const MatrixD V = randomMatrix(m, n, 1);
        for (const Weights& w : kWeights) {
            const auto check = [&](nmf::Options options) {
                set(options, w);
                options.checkEvery = 1;
                const auto result = nmf::factorize<double>(V, options);
                INFO("solver " << static_cast<int>(options.solver) << ", beta " << options.beta
                               << ", weights " << w.l1W << " " << w.l1H << " " << w.l2W << " " << w.l2H);
                for (std::size_t i = 1; i < result.trace.size(); ++i)
                    CHECK(result.trace[i] <= result.trace[i - 1] * (1 + 1e-10));
                CHECK(result.trace.back() == Approx(penalised(V, result, options.beta, w)).epsilon(1e-8));
            };
            for (Solver solver : kLeastSquares)
                check(leastSquares(solver, 4, 15));
            for (double beta : {0.0, 0.5, 1.0, 1.5, 2.0, 3.0}) {
                nmf::Options options = leastSquares(Solver::Mu, 4, 15);
                options.beta = beta;
                check(options);
            }
        }
    }
}

TEST_CASE("With W held the penalised activations are those of the penalised least squares") {
    const MatrixD V = randomMatrix(30, 50, 5), W = randomMatrix(30, 4, 6);
    const Weights w{0, 0.4, 0, 0.8};
    MatrixD G = W.transpose() * W;
    G.diagonal().array() += w.l2H;
    const MatrixD N = (W.transpose() * V).array() - w.l1H;
    const MatrixD expected = nmf::nnlsGram<double>(G, N);
    for (Solver solver : {Solver::Mu, Solver::AcceleratedHals, Solver::BlockPivoting}) {
        nmf::Options options = leastSquares(solver, 4, 5000);
        options.updateW = false;
        set(options, w);
        const auto result = nmf::factorize<double>(V, W, MatrixD(), options);
        INFO("solver " << static_cast<int>(solver));
        CHECK((result.H - expected).norm() < 1e-3 * expected.norm());
    }
}

TEST_CASE("A square penalty on H with W held meets the optimality conditions for every divergence") {
    const MatrixD V = randomMatrix(30, 8, 5, 0.01), W = randomMatrix(30, 4, 6);
    for (double beta : {1.0, 1.5, 2.0}) {
        nmf::Options options = leastSquares(Solver::Mu, 4, 20000);
        options.beta = beta;
        options.updateW = false;
        options.l2H = 0.6;
        options.checkEvery = 1000;
        const auto result = nmf::factorize<double>(V, W, MatrixD(), options);
        const MatrixD gradient = test::referenceGradientH(V, W, result.H, beta) + 0.6 * result.H;
        const double scale = (W.transpose() * V).maxCoeff();
        INFO("beta " << beta);
        CHECK(gradient.minCoeff() > -1e-3 * scale);
        CHECK(gradient.cwiseProduct(result.H).cwiseAbs().maxCoeff() < 1e-6 * scale * result.H.maxCoeff());
    }
}

TEST_CASE("A penalty on one factor leaves the other with norm 1, with every solver") {
    const MatrixD V = randomMatrix(20, 30, 1);
    for (Solver solver : kLeastSquares) {
        nmf::Options options = leastSquares(solver, 3, 20);
        options.l2H = 0.1;
        const auto onH = nmf::factorize<double>(V, options);
        CHECK((onH.W.colwise().norm().array() - 1).abs().maxCoeff() < 1e-12);
        options.l2H = 0;
        options.l1W = 0.1;
        const auto onW = nmf::factorize<double>(V, options);
        CHECK((onW.H.rowwise().norm().array() - 1).abs().maxCoeff() < 1e-12);
    }
}

TEST_CASE("The larger the L1 penalty, the more exact zeros the least-squares solvers give") {
    const MatrixD V = (randomMatrix(40, 5, 1) * randomMatrix(5, 80, 2)).array() + 0.05;
    for (Solver solver : {Solver::AcceleratedHals, Solver::BlockPivoting, Solver::Nesterov}) {
        double before = -1;
        for (double l1 : {0.0, 1.0, 6.0}) {
            nmf::Options options = leastSquares(solver, 6, 150);
            options.l1H = l1;
            const auto result = nmf::factorize<double>(V, options);
            const auto zeros = static_cast<double>((result.H.array() == 0).count());
            INFO("solver " << static_cast<int>(solver) << ", l1 " << l1);
            CHECK(zeros > before);
            before = zeros;
        }
    }
}
