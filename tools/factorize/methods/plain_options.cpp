// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/methods/plain_options.h"

#include "tools/exit_code.h"
#include "tools/ranks.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace winnow::tools {
namespace {

using nmf::Init;
using nmf::Solver;

constexpr std::array<std::pair<const char*, Solver>, 8> solvers{{{"mu", Solver::Mu},
                                                                 {"accelerated-mu", Solver::AcceleratedMu},
                                                                 {"hals", Solver::AcceleratedHals},
                                                                 {"plain-hals", Solver::Hals},
                                                                 {"pgd", Solver::ProjectedGradient},
                                                                 {"active-set", Solver::ActiveSet},
                                                                 {"bpp", Solver::BlockPivoting},
                                                                 {"nesterov", Solver::Nesterov}}};
constexpr std::array<std::pair<const char*, Init>, 6> starts{{{"random", Init::Random},
                                                              {"nndsvd", Init::Nndsvd},
                                                              {"nndsvda", Init::NndsvdA},
                                                              {"nndsvdar", Init::NndsvdAr},
                                                              {"kmeans", Init::KMeans},
                                                              {"spa", Init::Spa}}};

bool weightsEntries(const FactorizeLine& line) {
    return !line.weights.empty() || line.missingAllowed();
}

void require(bool condition, const std::string& sentence) {
    if (!condition) throw UsageError(sentence);
}

/// Of the options named, at most one is given.
void exclude(const FactorizeLine& line, const char* option, std::initializer_list<const char*> others) {
    if (!line.given(option)) return;
    for (const char* other : others)
        require(!line.given(other), fmt::format("{} and {} do not go together", option, other));
}

} // namespace

nmf::Options plainOptions(const FactorizeLine& line, double beta) {
    nmf::Options options;
    options.beta = beta;
    options.rank = line.rank.value_or(0);
    options.maxIterations = line.iterations.value_or(options.maxIterations);
    options.tolerance = line.tolerance.value_or(options.tolerance);
    options.timeLimit = line.timeLimit;
    options.seed = line.seed;
    options.threads = line.threads;
    options.rowShards = line.rowShards;
    options.l1W = line.l1W;
    options.l1H = line.l1H;
    options.l2W = line.l2W;
    options.l2H = line.l2H;
    options.nanIsMissing = line.missingAllowed();
    options.solver = beta == 2 && !weightsEntries(line)
                         ? (line.transform.empty() ? Solver::AcceleratedHals : Solver::BlockPivoting)
                         : Solver::Mu;
    for (const auto& [name, solver] : solvers)
        if (line.solver == name) options.solver = solver;
    for (const auto& [name, init] : starts)
        if (line.init == name) options.init = init;
    return options;
}

nmf::Options solverOptions(const Problem& problem, Index rank, bool holdW, Index heldColumns) {
    const FactorizeLine& line = problem.line;
    nmf::Options options = plainOptions(line, line.method == "plsa" ? 1 : lossBeta(line.loss));
    options.rank = rank;
    options.updateW = !holdW;
    options.fixedAtoms = heldColumns;
    options.progress = problem.progress;
    options.sharing = problem.sharing;
    if (options.threads == 0 && problem.sharing.active()) options.threads = threadsOfRank();
    if (problem.streamed) options.threads = problem.streamed->threads;
    return options;
}

void checkPlain(const FactorizeLine& line) {
    const double beta = line.method == "plsa" ? 1 : lossBeta(line.loss);
    const bool otherSolver = !line.solver.empty() && line.solver != "mu";
    require(!otherSolver || beta == 2,
            fmt::format("--solver {} is for --loss frobenius; for --loss {} take --solver mu", line.solver,
                        line.loss));
    require(!otherSolver || !weightsEntries(line),
            fmt::format("--solver {} cannot leave entries out or weigh them; take --solver mu", line.solver));
    require(line.init == "random" || !weightsEntries(line),
            fmt::format("--init {} needs every entry of the matrix; with --weights or --missing take random",
                        line.init));
    const nmf::Options options = plainOptions(line, beta);
    require(options.init != Init::Nndsvd ||
                (options.solver != Solver::Mu && options.solver != Solver::AcceleratedMu),
            "--init nndsvd leaves zeros, where multiplicative updates stay; take nndsvda or nndsvdar");
    for (const char* given : {"--init-W", "--init-H", "--fixed-W", "--transform", "--update"})
        exclude(line, given, {"--init", "--restarts", "--perturbations", "--ranks"});
    exclude(line, "--transform",
            {"--init-W", "--init-H", "--fixed-W", "--update", "--l1-W", "--l2-W", "--impute"});
    exclude(line, "--update", {"--init-W", "--init-H", "--fixed-W", "--weights"});
    exclude(line, "--fixed-W", {"--init-W"});
    exclude(line, "--ranks", {"--weights", "--impute", "--perturbations"});
    require(line.ranks.empty() ? !line.given("--held-out") : true, "--held-out goes with --ranks");
    require(!line.impute || weightsEntries(line),
            "--impute fills in what is left out of the fit: give --missing nan or --weights too");
    require(!weightsEntries(line) || !line.ranks.empty() || (line.restarts == 1 && line.perturbations == 0),
            "--restarts and --perturbations do not go with --weights and --missing");
}

void checkSparse(const FactorizeLine& line) {
    for (const char* option : {"--weights", "--missing", "--update", "--perturbations", "--restarts"})
        if (line.given(option))
            throw UsageError(std::string(option) +
                             " needs a dense matrix, and this one is sparse; give --dense");
    const double beta = line.method == "plsa" ? 1 : lossBeta(line.loss);
    if (beta != 2 && beta != 1)
        throw UsageError(
            "a sparse matrix can be fitted with --loss frobenius or kl; others need W H at every "
            "entry: give --dense");
}

void checkWeighted(const FactorizeLine& line) {
    require(!line.weights.empty(), "--method weighted needs --weights FILE");
    checkPlain(line);
}

void checkPlsa(const FactorizeLine& line) {
    require(line.loss == "kl" || !line.given("--loss"), "--method plsa is the reading of --loss kl");
    checkPlain(line);
}

std::string objectiveName(double beta, bool weighted, bool missing, bool penalties) {
    std::string name = beta == 2   ? "half the squared Frobenius norm of V - W H"
                       : beta == 1 ? "generalised Kullback-Leibler divergence of V and W H"
                       : beta == 0 ? "Itakura-Saito divergence of V and W H"
                                   : fmt::format("beta-divergence of V and W H with beta = {:g}", beta);
    if (weighted) name += ", each entry times its weight";
    if (missing) name += ", without the missing entries";
    if (penalties) name += ", and the penalties";
    return name;
}

} // namespace winnow::tools
