// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/nmf/rank_problems.h"

using namespace winnow;
using namespace winnow::tests;

TEST_CASE("Ranks: multiplicative updates of every divergence give the bits of one process") {
    for (const double beta : {0.0, 1.0, 2.0, 1.5}) {
        requireSame<float>(positive<float>(20, 1000, 1), settings(Solver::Mu, beta));
        requireSame<double>(positive<double>(700, 130, 1), settings(Solver::Mu, beta));
    }
}

TEST_CASE("Ranks: every least-squares solver gives the bits of one process, wide and tall") {
    for (const Solver solver : leastSquaresSolvers) {
        INFO(static_cast<int>(solver));
        requireSame<float>(positive<float>(19, 1000, 1), settings(solver, 2));
        requireSame<float>(positive<float>(1000, 19, 1), settings(solver, 2));
        requireSame<double>(positive<double>(300, 290, 1), settings(solver, 2));
    }
}

TEST_CASE("Ranks: a sparse matrix gives the bits of one process, by Kullback-Leibler and by least squares") {
    const nmf::SparseMatrix<float> V = sparse<float>(60, 1100);
    requireSame<float>(V, settings(Solver::Mu, 1));
    requireSame<float>(nmf::SparseMatrix<float>(V.transpose()), settings(Solver::Mu, 1));
    for (const Solver solver : leastSquaresSolvers)
        requireSame<float>(V, settings(solver, 2));
    requireSame<double>(sparse<double>(50, 400), settings(Solver::Mu, 1));
}

TEST_CASE("Ranks: a sparse matrix whose columns come in blocks of rows gives the bits of one process") {
    // More rows than a block of them has in the second-level cache, and columns of very different length.
    std::vector<Eigen::Triplet<float, int>> entries;
    for (int j = 0; j < 500; ++j)
        for (int i = j % 7; i < 30000; i += j < 250 ? 97 : 3001)
            entries.emplace_back(i, j, 1.0F + static_cast<float>((i + j) % 5));
    nmf::SparseMatrix<float> V(30000, 500);
    V.setFromTriplets(entries.begin(), entries.end());
    Options options = settings(Solver::Mu, 1);
    options.maxIterations = 2;
    requireSame<float>(V, options);
}

TEST_CASE("Ranks: penalties, also those that ask for atoms of norm 1, give the bits of one process") {
    for (const double onW : {0.0, 0.05})
        for (const double onH : {0.0, 0.1})
            for (const bool square : {false, true}) {
                for (const Solver solver : {Solver::Mu, Solver::AcceleratedHals, Solver::BlockPivoting}) {
                    Options options = settings(solver, solver == Solver::Mu ? 1 : 2);
                    (square ? options.l2W : options.l1W) = onW;
                    (square ? options.l2H : options.l1H) = onH;
                    requireSame<double>(positive<double>(25, 700, 2), options);
                    requireSame<double>(positive<double>(700, 25, 2), options);
                    requireSame<double>(sparse<double>(40, 700), options);
                }
            }
}

TEST_CASE("Ranks: held factors, given starts and over-relaxed steps give the bits of one process") {
    for (const bool tall : {false, true}) {
        const Matrix<double> V = tall ? positive<double>(800, 30, 3) : positive<double>(30, 800, 3);
        const Matrix<double> W = positive<double>(V.rows(), 5, 7), H = positive<double>(5, V.cols(), 8);
        for (const Solver solver : {Solver::Mu, Solver::AcceleratedHals}) {
            const Options plain = settings(solver, 2);
            requireSame<double>(V, plain, W, H);
            requireSame<double>(V, plain, W);
            requireSame<double>(V, plain, {}, H);
            Options held = plain;
            held.updateW = false;
            requireSame<double>(V, held, W);
            held = plain;
            held.updateH = false;
            requireSame<double>(V, held, {}, H);
            held = plain;
            held.fixedAtoms = 2;
            requireSame<double>(V, held, Matrix<double>(W.leftCols(2)));
        }
        Options relaxed = settings(Solver::Mu, 1);
        relaxed.overRelaxation = 1.9;
        requireSame<double>(V, relaxed);
        Options gradient = settings(Solver::ProjectedGradient, 2);
        gradient.gradientTolerance = 0.5;
        requireSame<double>(V, gradient);
    }
}

TEST_CASE("Ranks: very large and very small values, an exact fit and zeros give the bits of one process") {
    for (const double unit : {1e-25, 1e25})
        for (const Solver solver : {Solver::Mu, Solver::AcceleratedHals})
            requireSame<float>(Matrix<float>(positive<float>(15, 500, 1) * static_cast<float>(unit)),
                               settings(solver, solver == Solver::Mu ? 1 : 2));
    Options exact = settings(Solver::BlockPivoting, 2);
    exact.maxIterations = 60;
    requireSame<float>(Matrix<float>(positive<float>(12, 3, 1) * positive<float>(3, 600, 2)), exact);
    Matrix<double> zeros = positive<double>(20, 600, 1);
    zeros.rightCols(400).setZero(); // some ranks have nothing else
    requireSame<double>(zeros, settings(Solver::Mu, 0));
    requireSame<double>(Matrix<double>(Matrix<double>::Zero(20, 600)), settings(Solver::AcceleratedHals, 2));
}

TEST_CASE("Ranks: starts from singular vectors give the bits of one process, by columns and on a grid") {
    for (const nmf::Init init : {nmf::Init::Nndsvd, nmf::Init::NndsvdA, nmf::Init::NndsvdAr})
        for (const int rowShards : {0, 3}) {
            Options options = settings(Solver::AcceleratedHals, 2);
            options.init = init;
            options.rowShards = rowShards;
            INFO(static_cast<int>(init) << ", " << rowShards);
            requireSame<float>(positive<float>(250, 500, 1), options);
            requireSame<double>(positive<double>(500, 250, 1), options);
            requireSame<float>(sparse<float>(250, 500), options);
            if (init == nmf::Init::Nndsvd) continue;
            options.solver = Solver::Mu;
            options.beta = 1;
            requireSame<float>(positive<float>(250, 500, 1), options);
            requireSame<float>(sparse<float>(250, 500), options);
        }
}
