// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_sparse.h"
#include "nmf/iteration_cost.h"
#include "nmf/random.h"
#include "tests/support/catch.h"
#include "tests/support/thread_ranks.h"

#include <mutex>

using namespace winnow;
using nmf::Index;
using nmf::Matrix;
using nmf::Solver;

namespace {

/// Bytes that all ranks send between the first and the second iteration, without what a callback needs to be
/// agreed on.
template <class T>
std::vector<double> sentByEach(int size, const Matrix<T>& V, Solver solver, double beta, bool sparse,
                               int rowShards) {
    std::vector<double> sent(static_cast<std::size_t>(size));
    tests::runAsRanks(size, [&](nmf::Communicator& ranks) {
        nmf::Options options;
        options.rank = 5;
        options.solver = solver;
        options.beta = beta;
        options.maxIterations = 3;
        options.checkEvery = 100;
        options.tolerance = 0;
        options.sharing = {&ranks, V.rows(), V.cols()};
        options.rowShards = rowShards;
        std::vector<std::uint64_t> marks;
        options.progress = [&](const nmf::Progress&) {
            marks.push_back(ranks.bytesSent());
            return true;
        };
        const nmf::OwnPart part = nmf::ownPart(V.rows(), V.cols(), options, sparse);
        const Matrix<T> own = V.block(part.firstRow(), part.firstColumn(), part.rows(), part.columns());
        if (sparse)
            nmf::factorize<T>(nmf::SparseMatrix<T>(own.sparseView()), options);
        else
            nmf::factorize<T>(own, options);
        const auto agreement = static_cast<std::uint64_t>(size - 1) * sizeof(int);
        sent[static_cast<std::size_t>(ranks.rank())] = static_cast<double>(marks[1] - marks[0] - agreement);
    });
    return sent;
}

template <class T> Matrix<T> positive(Index rows, Index columns) {
    Matrix<T> V(rows, columns);
    for (Index i = 0; i < V.size(); ++i)
        V.data()[i] = static_cast<T>(0.1 + nmf::uniformAt(1, 0, static_cast<std::uint64_t>(i)));
    return V;
}

template <class T>
void requireCounted(const Matrix<T>& V, Solver solver, double beta, bool sparse, int rowShards = 0) {
    for (const int size : {1, 2, 3, 4, 6}) {
        const std::vector<double> sent = sentByEach<T>(size, V, solver, beta, sparse, rowShards);
        const nmf::CostedProblem problem{static_cast<double>(V.rows()),
                                         static_cast<double>(V.cols()),
                                         sparse ? static_cast<double>(V.size()) : -1,
                                         5,
                                         solver,
                                         beta,
                                         sizeof(T),
                                         size,
                                         rowShards};
        for (int rank = 0; rank < size; ++rank) {
            INFO(size << " ranks, " << V.rows() << " x " << V.cols() << ", beta " << beta << ", sparse "
                      << sparse);
            CHECK(sent[static_cast<std::size_t>(rank)] == nmf::iterationCost(problem, rank).bytesSent);
        }
    }
}

} // namespace

TEST_CASE("The bytes of an iteration are counted to the last one, for every kind of solver") {
    for (const double beta : {0.0, 1.0, 2.0})
        requireCounted<float>(positive<float>(50, 900), Solver::Mu, beta, false);
    for (const Solver solver : {Solver::AcceleratedHals, Solver::BlockPivoting}) {
        requireCounted<float>(positive<float>(50, 900), solver, 2, false);
        requireCounted<double>(positive<double>(900, 50), solver, 2, false);
        requireCounted<double>(positive<double>(50, 900), solver, 2, true);
    }
    requireCounted<float>(positive<float>(50, 900), Solver::Mu, 1, true);
}

TEST_CASE("The bytes of an iteration are counted to the last one on a grid, too") {
    for (const double beta : {0.0, 1.0, 2.0})
        requireCounted<float>(positive<float>(400, 900), Solver::Mu, beta, false, 3);
    for (const Solver solver : {Solver::AcceleratedHals, Solver::BlockPivoting}) {
        requireCounted<double>(positive<double>(900, 400), solver, 2, false, 2);
        requireCounted<float>(positive<float>(400, 900), solver, 2, true, 3);
    }
    requireCounted<float>(positive<float>(400, 900), Solver::Mu, 1, true, 3);
    requireCounted<float>(positive<float>(9000, 20), Solver::Mu, 0, false);
}

TEST_CASE(
    "On a grid the bytes of a process fall with the root of their number, by columns alone they do not") {
    nmf::CostedProblem problem{50000, 50000, -1, 50, Solver::Mu, 1, 4, 4};
    const auto sent = [&](int ranks, int rowShards) {
        problem.ranks = ranks;
        problem.rowShards = rowShards;
        return nmf::iterationCost(problem, 0).bytesSent;
    };
    CHECK(sent(16, 0) < 0.6 * sent(4, 0));
    CHECK(sent(64, 0) < 0.6 * sent(16, 0));
    CHECK(sent(16, 0) < 0.55 * sent(16, 1));
}

TEST_CASE("One process sends nothing, and products grow with the matrix") {
    nmf::CostedProblem problem{1000, 1e6, -1, 16, Solver::Mu, 1, 4, 1};
    const nmf::IterationCost one = nmf::iterationCost(problem, 0);
    CHECK(one.bytesSent == 0);
    CHECK(one.bytesKept == 0);
    CHECK(one.flops == 8 * 1000 * 1e6 * 16);
    problem.columns *= 2;
    CHECK(nmf::iterationCost(problem, 0).flops == 2 * one.flops);
    problem.ranks = 32;
    // One shard a process: what a sum in any order takes, 2 (p - 1) / p of the vector.
    const double vector = 4.0 * 16 * 1000;
    problem.columns = 1e6;
    CHECK(nmf::iterationCost(problem, 3).bytesSent == Approx(2 * 31.0 / 32 * vector).epsilon(0.05));
}
