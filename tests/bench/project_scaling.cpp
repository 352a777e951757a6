// SPDX-License-Identifier: GPL-3.0-or-later
/// Projects the time of an iteration on many machines from constants that were measured on one:
///
///     winnow_project_scaling --rows 1e6 --columns 1e9 --entries 100 --rank 64 --nodes 1,64,1024
///
/// Time = flops / speed of the threads that have shards + bytes / bandwidth + messages * latency + partial
/// sums / bandwidth of the memory + what every process does by itself. Nothing overlaps, and the load is
/// even. One process a node. docs/SCALING.md
#include "nmf/iteration_cost.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace winnow;

namespace {

struct Machine {
    double cores = 64;     ///< of a node
    double gigaflops = 2;  ///< of a core, measured for this solver (winnow_bench_ranks)
    double bandwidth = 12; ///< GB/s that a node sends
    double latency = 2;    ///< microseconds a message
    double memory = 100;   ///< GB/s of a node's memory, for the sums
    double step = 5;       ///< nanoseconds for an element of W, in the step that each process takes by itself
};

struct Projection {
    double compute, send, wait, add, alone; ///< seconds
    double threads;                         ///< of a node that have work
    double gigabytes;                       ///< of a node: V, factors, sums
    double total() const { return compute + send + wait + add + alone; }
};

Projection project(const nmf::CostedProblem& problem, const Machine& machine) {
    // The first process has as many shards as any; slices are all but equal.
    const nmf::IterationCost cost = nmf::iterationCost(problem, problem.ranks - 1);
    const double nodes = problem.ranks;
    const nmf::CostedGrid grid = nmf::gridOf(problem);
    const double working =
        std::min(grid.ranks.rows, grid.shards.rows) * std::min(grid.ranks.columns, grid.shards.columns);
    Projection p{};
    // Threads share a process's blocks.
    p.threads = std::clamp(static_cast<double>(grid.shards.columns) / grid.ranks.columns * grid.shards.rows /
                               grid.ranks.rows,
                           1.0, machine.cores);
    p.compute = cost.flops / working / (p.threads * machine.gigaflops * 1e9);
    p.send = cost.bytesSent / (machine.bandwidth * 1e9);
    p.wait = cost.messages * machine.latency * 1e-6;
    p.add = cost.bytesTouched / (machine.memory * 1e9);
    p.alone = cost.steps * machine.step * 1e-9 + cost.serialFlops / (machine.gigaflops * 1e9);
    const auto size = static_cast<double>(problem.elementBytes);
    const double V = problem.entries >= 0 ? problem.entries * (size + 4) + 8 * problem.columns
                                          : problem.rows * problem.columns * size;
    p.gigabytes =
        (V / nodes + 3 * cost.longBytes + cost.shortBytes * (2 + p.threads) + cost.bytesKept) * 1e-9;
    return p;
}

} // namespace

int main(int argc, char** argv) {
    nmf::CostedProblem problem;
    problem.rows = 1e6;
    problem.columns = 1e9;
    problem.rank = 64;
    double perColumn = 100;
    std::string solver = "kl";
    std::vector<int> nodes{1, 64, 1024};
    Machine machine;
    CLI::App app("Time of an iteration of V = W H on many nodes, from measured constants.");
    app.add_option("--rows", problem.rows, "Rows of V.")->capture_default_str();
    app.add_option("--columns", problem.columns, "Columns of V.")->capture_default_str();
    app.add_option("--entries", perColumn, "Stored entries a column; 0: dense.")->capture_default_str();
    app.add_option("-k,--rank", problem.rank, "Components.")->capture_default_str();
    app.add_option("--solver", solver, "kl or hals.")
        ->check(CLI::IsMember({"kl", "hals"}))
        ->capture_default_str();
    app.add_option("--row-shards", problem.rowShards, "1: cut V by columns alone; 0: as its shape has it.")
        ->capture_default_str();
    app.add_option("--nodes", nodes, "Numbers of nodes, with commas.")->delimiter(',')->capture_default_str();
    app.add_option("--cores", machine.cores, "Cores of a node.")->capture_default_str();
    app.add_option("--gflops", machine.gigaflops, "Gflop/s of a core in this solver.")->capture_default_str();
    app.add_option("--bandwidth", machine.bandwidth, "GB/s that a node sends.")->capture_default_str();
    app.add_option("--latency", machine.latency, "Microseconds a message.")->capture_default_str();
    app.add_option("--step", machine.step, "Nanoseconds for an element of W's own step.")
        ->capture_default_str();
    app.add_option("--memory", machine.memory, "GB/s of a node's memory.")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    problem.entries = perColumn > 0 ? perColumn * problem.columns : -1;
    problem.solver = solver == "kl" ? nmf::Solver::Mu : nmf::Solver::AcceleratedHals;
    problem.beta = solver == "kl" ? 1 : 2;

    const nmf::GridShape shards = nmf::gridOf(problem).shards;
    fmt::print("{:g} x {:g}, {}, rank {}, {}; {} x {} shards\n", problem.rows, problem.columns,
               perColumn > 0 ? fmt::format("{:g} entries", problem.entries) : "dense", problem.rank, solver,
               shards.rows, shards.columns);
    fmt::print("{:>6} {:>9} {:>8} {:>10} {:>8} {:>8} {:>8} {:>8} {:>12} {:>9} {:>10}\n", "nodes", "grid",
               "threads", "compute s", "send s", "wait s", "add s", "alone s", "iteration s", "speed-up",
               "GB a node");
    double one = 0;
    for (const int count : nodes) {
        problem.ranks = count;
        const Projection p = project(problem, machine);
        if (one == 0) one = p.total() * count; // as if the first were the sum of so many
        const nmf::GridShape ranks = nmf::gridOf(problem).ranks;
        fmt::print("{:>6} {:>9} {:>8.0f} {:>10.4g} {:>8.3g} {:>8.3g} {:>8.3g} {:>8.3g} {:>12.4g} {:>9.3g} "
                   "{:>10.4g}\n",
                   count, fmt::format("{} x {}", ranks.rows, ranks.columns), p.threads, p.compute, p.send,
                   p.wait, p.add, p.alone, p.total(), one / p.total(), p.gigabytes);
    }
    return 0;
}
