// SPDX-License-Identifier: GPL-3.0-or-later
/// Seconds an iteration on as many processes as mpirun starts, and the bytes they send against the count:
///
///     mpirun -n 1 winnow_bench_ranks; mpirun -n 2 winnow_bench_ranks
///     winnow_bench_ranks ITERATIONS ROWS COLUMNS DENSITY RANK [ROW_SHARDS]
///
/// the second for a V of this size (DENSITY 1: dense), cut into so many shards of rows (0: as its shape has
/// it).
///
/// One thread a process. docs/SCALING.md says what came out.
#include "nmf/factorize_sparse.h"
#include "nmf/iteration_cost.h"
#include "nmf/mpi/mpi_communicator.h"
#include "nmf/random.h"
#include "nmf/simd.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

using namespace winnow;
using nmf::Index;

namespace {

struct Case {
    const char* name;
    Index rows, columns;
    double density; ///< of a sparse matrix; 1: dense
    Index rank;
    nmf::Solver solver;
    double beta;
    int rowShards = 0;
};

constexpr Case cases[] = {
    {"dense KL, spectrogram", 513, 40000, 1, 64, nmf::Solver::Mu, 1},
    {"dense HALS, spectrogram", 513, 40000, 1, 64, nmf::Solver::AcceleratedHals, 2},
    {"dense HALS, tall", 100000, 500, 1, 20, nmf::Solver::AcceleratedHals, 2},
    {"dense KL, tall", 100000, 500, 1, 20, nmf::Solver::Mu, 1},
    {"dense KL, square", 12000, 12000, 1, 64, nmf::Solver::Mu, 1},
    {"dense HALS, square", 12000, 12000, 1, 64, nmf::Solver::AcceleratedHals, 2},
    {"dense BPP, spectrogram", 513, 40000, 1, 64, nmf::Solver::BlockPivoting, 2},
    {"sparse KL, text", 10000, 200000, 0.005, 50, nmf::Solver::Mu, 1},
    {"sparse HALS, text", 10000, 200000, 0.005, 50, nmf::Solver::AcceleratedHals, 2},
    {"sparse KL, square", 100000, 100000, 0.0005, 50, nmf::Solver::Mu, 1},
    {"sparse HALS, square", 100000, 100000, 0.0005, 50, nmf::Solver::AcceleratedHals, 2},
};

double valueAt(Index row, Index column) {
    return nmf::uniformAt(1, static_cast<std::uint64_t>(column), static_cast<std::uint64_t>(row));
}

nmf::Matrix<float> denseBlock(const nmf::OwnPart& part) {
    nmf::Matrix<float> V(part.rows(), part.columns());
    for (Index j = 0; j < V.cols(); ++j)
        for (Index i = 0; i < V.rows(); ++i)
            V(i, j) = static_cast<float>(std::pow(valueAt(i + part.firstRow(), j + part.firstColumn()), 4));
    return V;
}

/// Entries at random distances: each about once in 1 / density rows.
nmf::SparseMatrix<float> sparseBlock(const nmf::OwnPart& part, const Case& c) {
    nmf::SparseMatrix<float> V(part.rows(), part.count);
    V.reserve(static_cast<Index>(1.1 * c.density * static_cast<double>(part.rows()) *
                                 static_cast<double>(part.count)));
    for (Index j = 0; j < part.count; ++j) {
        V.startVec(j);
        const auto step = [&](Index i) {
            return 1 + static_cast<Index>(2 / c.density * valueAt(i, part.first + j) - 0.5);
        };
        for (Index i = step(c.rows); i < c.rows; i += step(i))
            if (i >= part.firstRow() && i < part.firstRow() + part.rows())
                V.insertBack(i - part.firstRow(), j) =
                    static_cast<float>(1 + 4 * valueAt(i + 1, part.first + j));
    }
    V.finalize();
    return V;
}

/// Marks of the clock after each iteration of a run, and of the bytes sent.
struct Course {
    std::vector<double> seconds;
    std::vector<std::uint64_t> bytes;
};

Course run(const Case& c, nmf::MpiCommunicator& ranks, int iterations, double& entries) {
    nmf::Options options;
    options.rank = c.rank;
    options.solver = c.solver;
    options.beta = c.beta;
    options.rowShards = c.rowShards;
    options.maxIterations = iterations;
    options.checkEvery = 1000000;
    options.tolerance = 0;
    options.sharing = {&ranks, c.rows, c.columns};
    Course course;
    options.progress = [&](const nmf::Progress&) {
        course.seconds.push_back(
            std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count());
        course.bytes.push_back(ranks.bytesSent());
        return true;
    };
    const bool sparse = c.density < 1;
    const nmf::OwnPart part = nmf::ownPart(c.rows, c.columns, options, sparse);
    entries = -1;
    if (sparse) {
        const nmf::SparseMatrix<float> V = sparseBlock(part, c);
        entries = 0;
        for (const auto of : nmf::gatherValues(ranks, static_cast<std::int64_t>(V.nonZeros())))
            entries += static_cast<double>(of);
        nmf::factorize<float>(V, options);
    } else {
        nmf::factorize<float>(denseBlock(part), options);
    }
    return course;
}

} // namespace

int main(int count, char** arguments) {
    std::setvbuf(stdout, nullptr, _IOLBF, 1024);
    const int iterations = count > 1 ? std::max(4, std::atoi(arguments[1])) : 12;
    nmf::MpiCommunicator ranks;
    if (ranks.rank() == 0)
        std::printf("%d processes of one thread, %s, fastest of %d iterations\n%-26s %10s %10s %14s %14s\n",
                    ranks.size(), nmf::name(nmf::simdLevel()), iterations - 2, "", "ms", "Gflop/s",
                    "bytes sent", "counted");
    std::vector<Case> wanted(std::begin(cases), std::end(cases));
    if (count > 5) {
        Case given{"KL",
                   std::atol(arguments[2]),
                   std::atol(arguments[3]),
                   std::atof(arguments[4]),
                   std::atol(arguments[5]),
                   nmf::Solver::Mu,
                   1,
                   count > 6 ? std::atoi(arguments[6]) : 0};
        wanted = {given, given};
        wanted[1].name = "HALS";
        wanted[1].solver = nmf::Solver::AcceleratedHals;
        wanted[1].beta = 2;
    }
    for (const Case& c : wanted) {
        double entries = -1;
        const Course course = run(c, ranks, iterations, entries);
        std::vector<double> each;
        for (std::size_t i = 2; i < course.seconds.size(); ++i)
            each.push_back(course.seconds[i] - course.seconds[i - 1]);
        const nmf::CostedProblem problem{static_cast<double>(c.rows),
                                         static_cast<double>(c.columns),
                                         entries,
                                         c.rank,
                                         c.solver,
                                         c.beta,
                                         sizeof(float),
                                         ranks.size(),
                                         c.rowShards};
        double counted = 0, flops = 0;
        for (int process = 0; process < ranks.size(); ++process) {
            const nmf::IterationCost cost = nmf::iterationCost(problem, process);
            counted +=
                cost.bytesSent + static_cast<double>(sizeof(int)) * (ranks.size() - 1); // whether to go on
            flops = cost.flops;
        }
        double sent = 0;
        for (const std::uint64_t bytes : nmf::gatherValues(ranks, course.bytes[2] - course.bytes[1]))
            sent += static_cast<double>(bytes);
        const double seconds = *std::min_element(each.begin(), each.end());
        if (ranks.rank() == 0)
            std::printf("%-26s %10.2f %10.2f %14.0f %14.0f\n", c.name, 1e3 * seconds, flops / seconds * 1e-9,
                        sent, counted);
    }
    return 0;
}
