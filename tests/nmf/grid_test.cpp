// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/block_sums.h"
#include "nmf/grid/shard_grid.h"
#include "tests/nmf/rank_problems.h"

#include <cmath>
#include <stdexcept>

using namespace winnow;
using namespace winnow::tests;
using nmf::GridShape;

namespace {

/// Cut both ways although it is small.
Options onGrid(Solver solver, double beta, int rowShards = 3) {
    Options options = settings(solver, beta);
    options.rowShards = rowShards;
    return options;
}

/// One process on the grid, and by columns alone: the same steps but for rounding.
template <class T, class V> void requireClose(const V& whole, const Options& options, double tolerance) {
    Options straight = options;
    straight.rowShards = 0;
    const nmf::Factorization<T> grid = nmf::factorize<T>(whole, Matrix<T>(), Matrix<T>(), options);
    const nmf::Factorization<T> columns = nmf::factorize<T>(whole, Matrix<T>(), Matrix<T>(), straight);
    REQUIRE(grid.trace.size() == columns.trace.size());
    for (std::size_t i = 0; i < grid.trace.size(); ++i)
        CHECK(grid.trace[i] == Approx(columns.trace[i]).epsilon(tolerance));
    CHECK((grid.W - columns.W).norm() <= tolerance * columns.W.norm());
    CHECK((grid.H - columns.H).norm() <= tolerance * columns.H.norm());
    CHECK_FALSE((grid.W - columns.W).norm() == 0); // it is another path
}

} // namespace

TEST_CASE("Grid: V is cut both ways where both sides are long, into blocks about square") {
    const auto shape = [](Index rows, Index columns, bool sparse) {
        const GridShape cut = nmf::shardShape(rows, columns, sparse, 0);
        return std::pair(cut.rows, cut.columns);
    };
    CHECK(shape(513, 40000, false) == std::pair(1, 32));
    CHECK(shape(8191, 8191, false) == std::pair(1, 32));
    CHECK(shape(50000, 50000, false) == std::pair(8, 8));
    CHECK(shape(10000, 200000, true) == std::pair(1, 8));
    CHECK(shape(50000, 50000, true) == std::pair(4, 8));
    CHECK(shape(1000000, 1000000, true) == std::pair(64, 64));
    CHECK(shape(1000000, 1000000000, true) == std::pair(64, 1024)); // 1024 ranks share the columns alone
    CHECK(nmf::shardShape(300, 1000, false, 3).rows == 3);
    CHECK(nmf::shardShape(100, 1000, false, 3).rows == 1); // one tile of rows
}

TEST_CASE("Grid: ranks are arranged so that all have work, and then as little as can be is sent") {
    const auto arranged = [](GridShape shards, Index rows, Index columns, int ranks, bool sparse = false) {
        const GridShape grid = nmf::rankShape(shards, rows, columns, sparse, ranks);
        return std::pair(grid.rows, grid.columns);
    };
    CHECK(arranged({8, 8}, 50000, 50000, 16) == std::pair(4, 4));
    CHECK(arranged({8, 8}, 50000, 50000, 64) == std::pair(8, 8));
    CHECK(arranged({1, 32}, 513, 40000, 4) == std::pair(1, 4));
    CHECK(arranged({8, 8}, 50000, 50000, 1) == std::pair(1, 1));
    // A dense V is passed over once by ranks in a row, if all have work there.
    CHECK(arranged({8, 8}, 20000, 50000, 8) == std::pair(1, 8));
    CHECK(arranged({8, 8}, 50000, 20000, 8, true) == std::pair(8, 1));
    // Three rows of shards and 32 columns of a sparse V: no other grid of all ranks sends less.
    for (int ranks = 1; ranks <= 12; ++ranks) {
        const GridShape grid = nmf::rankShape({3, 32}, 300, 1000, true, ranks);
        CHECK(grid.rows * grid.columns == ranks);
        for (int down = 1; down <= 3; ++down)
            if (ranks % down == 0)
                CHECK(nmf::sumVolume({3, 32}, grid, 300, 1000) <=
                      nmf::sumVolume({3, 32}, {down, ranks / down}, 300, 1000));
    }
}

TEST_CASE("Grid: ranks of a row and of a column of the grid talk to each other alone") {
    runAsRanks(6, [](nmf::Communicator& all) {
        const nmf::ShardGrid grid(360, 480, false, 3, &all);
        const GridShape& shape = grid.rankShape();
        if (shape.rows * shape.columns != 6) throw std::logic_error("not all ranks are in the grid");
        const int row = all.rank() / shape.columns, column = all.rank() % shape.columns;
        const std::vector<int> across = nmf::gatherValues(*grid.columns().ranks(), all.rank());
        const std::vector<int> down = nmf::gatherValues(*grid.rows().ranks(), all.rank());
        for (int c = 0; c < shape.columns; ++c)
            if (across.at(static_cast<std::size_t>(c)) != row * shape.columns + c)
                throw std::logic_error("another row's rank has answered");
        for (int r = 0; r < shape.rows; ++r)
            if (down.at(static_cast<std::size_t>(r)) != r * shape.columns + column)
                throw std::logic_error("another column's rank has answered");
        // A sum over all blocks: 1 for the first, 10 for the next, and so on.
        nmf::BlockSums sums(grid);
        for (int shard = grid.columns().firstShard(); shard < grid.columns().lastShard(); ++shard)
            for (int band = grid.rows().firstShard(); band < grid.rows().lastShard(); ++band)
                sums.of(shard)[static_cast<std::size_t>(band - grid.rows().firstShard())] =
                    std::pow(10.0, shard * 3 + band);
        if (sums.total() != 111111111111.0) throw std::logic_error("the sum is not that of all blocks");
    });
}

TEST_CASE("Grid: the steps are those of a V that is cut by columns alone, but for rounding") {
    for (const double beta : {0.0, 1.0, 1.5, 2.0}) {
        INFO("beta " << beta);
        // Frobenius: least squares' single multiplicative step.
        const Solver solver = beta == 2 ? Solver::Hals : Solver::Mu;
        requireClose<double>(positive<double>(400, 700, 1), onGrid(solver, beta), 1e-9);
        requireClose<float>(positive<float>(400, 700, 1), onGrid(solver, beta), 1e-3);
    }
    for (const Solver solver : leastSquaresSolvers) {
        INFO(static_cast<int>(solver));
        requireClose<double>(positive<double>(400, 700, 1), onGrid(solver, 2), 1e-7);
        requireClose<double>(positive<double>(700, 400, 1), onGrid(solver, 2), 1e-7);
        requireClose<double>(sparse<double>(400, 700), onGrid(solver, 2), 1e-7);
    }
    requireClose<double>(sparse<double>(400, 700), onGrid(Solver::Mu, 1), 1e-9);
    Options penalised = onGrid(Solver::Mu, 1);
    penalised.l1H = 0.1;
    penalised.l2W = 0.05;
    requireClose<double>(positive<double>(400, 700, 1), penalised, 1e-9);
    requireClose<double>(sparse<double>(400, 700), penalised, 1e-9);
}

TEST_CASE("Grid: multiplicative updates of every divergence give the bits of one process, wide and tall") {
    for (const double beta : {0.0, 1.0, 2.0, 1.5}) {
        requireSame<float>(positive<float>(250, 700, 1), onGrid(Solver::Mu, beta));
        requireSame<double>(positive<double>(700, 380, 1), onGrid(Solver::Mu, beta, 4));
    }
}

TEST_CASE("Grid: every least-squares solver gives the bits of one process, wide and tall, dense and sparse") {
    for (const Solver solver : leastSquaresSolvers) {
        INFO(static_cast<int>(solver));
        requireSame<float>(positive<float>(300, 500, 1), onGrid(solver, 2));
        requireSame<float>(positive<float>(700, 250, 1), onGrid(solver, 2, 2));
        requireSame<float>(sparse<float>(400, 500), onGrid(solver, 2));
        requireSame<double>(sparse<double>(600, 130), onGrid(solver, 2, 5));
    }
}

TEST_CASE("Grid: a sparse matrix by Kullback-Leibler gives the bits of one process") {
    requireSame<float>(sparse<float>(600, 700), onGrid(Solver::Mu, 1));
    requireSame<double>(sparse<double>(300, 1000), onGrid(Solver::Mu, 1, 2));
    // More rows than a block of them has in the second-level cache, and columns of very different length.
    std::vector<Eigen::Triplet<float, int>> entries;
    for (int j = 0; j < 500; ++j)
        for (int i = j % 7; i < 30000; i += j < 250 ? 97 : 3001)
            entries.emplace_back(i, j, 1.0F + static_cast<float>((i + j) % 5));
    nmf::SparseMatrix<float> V(30000, 500);
    V.setFromTriplets(entries.begin(), entries.end());
    Options options = settings(Solver::Mu, 1);
    options.rowShards = 3;
    options.maxIterations = 2;
    requireSame<float>(V, options);
}

TEST_CASE("Grid: penalties, held factors, given starts and over-relaxed steps give the bits of one process") {
    const Matrix<double> V = positive<double>(380, 600, 3);
    const Matrix<double> W = positive<double>(380, 5, 7), H = positive<double>(5, 600, 8);
    for (const Solver solver : {Solver::Mu, Solver::AcceleratedHals, Solver::BlockPivoting}) {
        Options plain = onGrid(solver, solver == Solver::Mu ? 1 : 2);
        for (const bool square : {false, true}) {
            Options penalised = plain;
            (square ? penalised.l2W : penalised.l1W) = 0.05;
            requireSame<double>(V, penalised);
            (square ? penalised.l2H : penalised.l1H) = 0.1;
            requireSame<double>(sparse<double>(380, 600), penalised);
            (square ? penalised.l2W : penalised.l1W) = 0;
            requireSame<double>(Matrix<double>(V.transpose()), penalised);
        }
        requireSame<double>(V, plain, W, H);
        requireSame<double>(V, plain, {}, H);
        requireSame<double>(Matrix<double>(V.transpose()), plain, Matrix<double>(H.transpose()));
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
    Options relaxed = onGrid(Solver::Mu, 1);
    relaxed.overRelaxation = 1.9;
    requireSame<double>(V, relaxed);
    Options gradient = onGrid(Solver::ProjectedGradient, 2);
    gradient.gradientTolerance = 0.5;
    requireSame<double>(V, gradient);
}

TEST_CASE("Grid: very small values, an exact fit, zeros and an unused atom give the bits of one process") {
    for (const Solver solver : {Solver::Mu, Solver::AcceleratedHals})
        requireSame<float>(Matrix<float>(positive<float>(260, 500, 1) * 1e-25F),
                           onGrid(solver, solver == Solver::Mu ? 1 : 2));
    Options exact = onGrid(Solver::BlockPivoting, 2);
    exact.maxIterations = 60;
    requireSame<float>(Matrix<float>(positive<float>(400, 3, 1) * positive<float>(3, 600, 2)), exact);
    Matrix<double> zeros = positive<double>(300, 600, 1);
    zeros.rightCols(400).setZero(); // some ranks have nothing else
    zeros.bottomRows(100).setZero();
    requireSame<double>(zeros, onGrid(Solver::Mu, 0));
    requireSame<double>(zeros, onGrid(Solver::Hals, 2));
    requireSame<double>(Matrix<double>(Matrix<double>::Zero(300, 600)), onGrid(Solver::AcceleratedHals, 2));
}

TEST_CASE("Grid: any number of threads gives the same bits") {
    for (const Solver solver : {Solver::Mu, Solver::AcceleratedHals}) {
        Options options = onGrid(solver, solver == Solver::Mu ? 0 : 2);
        const Matrix<float> V = positive<float>(380, 900, 3);
        const auto one = nmf::factorize<float>(V, options);
        for (const int threads :
             {3, 12}) { // more than there are shards of columns: two passes in place of one
            options.threads = threads;
            const auto several = nmf::factorize<float>(V, options);
            CHECK(same(one.W, several.W));
            CHECK(same(one.H, several.H));
        }
    }
}

TEST_CASE("Grid: a sparse V whose rows do not rise within a column is refused") {
    std::vector<int> starts{0, 2, 4}, rows{0, 250, 260, 3};
    std::vector<double> values{1, 2, 3, 4};
    const Eigen::Map<const nmf::SparseMatrix<double>> view(300, 2, 4, starts.data(), rows.data(),
                                                           values.data());
    const nmf::SparseMatrix<double> V = view;
    Options options = onGrid(Solver::Mu, 1);
    options.rank = 2;
    REQUIRE_THROWS_WITH(nmf::factorize<double>(V, options),
                        Catch::Matchers::Contains("column 1 of V do not rise"));
}

TEST_CASE(
    "Grid: multiplicative updates of a long, narrow V share its rows, and give the bits of one process") {
    for (const double beta : {0.0, 1.0, 2.0}) {
        Options options = settings(Solver::Mu, beta);
        options.maxIterations = 3;
        const Matrix<float> V = positive<float>(9000, 20, 4);
        runAsRanks(4, [&](nmf::Communicator& ranks) {
            Options own = options;
            own.sharing = {&ranks, 9000, 20};
            if (nmf::ownPart(9000, 20, own, false).rows() > 2500)
                throw std::logic_error("one rank has more than its share");
        });
        requireSame<float>(V, options);
        const auto fit = nmf::factorize<float>(V, options);
        for (std::size_t i = 1; i < fit.trace.size(); ++i)
            CHECK(fit.trace[i] <= fit.trace[i - 1]);
    }
}

TEST_CASE("Grid: a long V on both sides is cut both ways by itself") {
    // 8192 rows and columns, sparse: the shape decides.
    std::vector<Eigen::Triplet<float, int>> entries;
    for (int j = 0; j < 9000; ++j)
        for (int k = 0; k < 3; ++k)
            entries.emplace_back((j * 37 + k * 3001) % 9000, j, 1.0F + static_cast<float>((j + k) % 5));
    nmf::SparseMatrix<float> V(9000, 9000);
    V.setFromTriplets(entries.begin(), entries.end());
    for (const double beta : {1.0, 2.0}) {
        Options options = settings(beta == 2 ? Solver::AcceleratedHals : Solver::Mu, beta);
        options.maxIterations = 2;
        runAsRanks(4, [&](nmf::Communicator& ranks) {
            Options own = options;
            own.sharing = {&ranks, 9000, 9000};
            if (nmf::ownPart(9000, 9000, own, true).rows() == 9000)
                throw std::logic_error("all rows belong to one rank");
        });
        requireSame<float>(V, options);
    }
}
