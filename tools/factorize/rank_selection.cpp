// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/rank_selection.h"

#include "nmf/factorize_sparse.h"
#include "nmf/reading/components.h"
#include "nmf/reading/consensus.h"
#include "nmf/reading/held_out.h"
#include "nmf/sparse_in_memory.h"
#include "nmf/variants/sequential.h"
#include "tools/exit_code.h"
#include "tools/factorize/methods/fit_error.h"
#include "tools/factorize/methods/plain_options.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <thread>

namespace winnow::tools {
namespace {

using nmf::Factorization;
using nmf::Matrix;

constexpr Index mostColumns = 1000; // of the consensus matrix, whose tree takes their cube
constexpr int restartsIfNotGiven = 10;
constexpr int hiddenIterations = 2000; // of the fits that predict hidden entries, if not given
constexpr double hiddenTolerance = 1e-6;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<Index> consensusColumns(Index columns) {
    const Index count = std::min(columns, mostColumns);
    std::vector<Index> chosen(static_cast<std::size_t>(count));
    for (Index c = 0; c < count; ++c)
        chosen[static_cast<std::size_t>(c)] = c * columns / count;
    return chosen;
}

/// One rank's runs.
template <class T> struct Trial {
    RankFigures figures;
    Factorization<T> best;
    Matrix<double> consensus;
};

template <class T> class Selection {
public:
    Selection(const MatrixData<T>& data, const Problem& problem)
        : data_(data), problem_(problem), ranks_(parseRanks(problem.line.ranks)),
          columns_(consensusColumns(data.columns())) {
        beta_ = lossBeta(problem.line.loss);
        options_ = plainOptions(problem.line, beta_);
        restarts_ = problem.line.given("--restarts") ? problem.line.restarts : restartsIfNotGiven;
        if (data.isSparse() && (problem.line.missingAllowed() || (beta_ != 1 && beta_ != 2)))
            throw UsageError("a sparse matrix takes --loss frobenius or kl, and no --missing; give --dense");
        if (!data.isSparse() && problem.line.heldOut > 0) inDouble_ = data.dense.template cast<double>();
    }

    MethodResult run() {
        std::vector<Trial<T>> trials;
        for (const Index rank : ranks_) {
            trials.push_back(timed(seconds_, [&] { return tryRank(rank); }));
            if (cancelled_) break;
        }
        return report(trials);
    }

private:
    /// Progress of one run as progress of the whole.
    nmf::ProgressCallback overall() {
        return [this](const nmf::Progress& p) {
            constexpr int steps = 100000;
            const double runs =
                static_cast<double>(ranks_.size()) * (restarts_ + (inDouble_.size() > 0 ? 1 : 0));
            const double done =
                (runsDone_ + static_cast<double>(p.iteration) / std::max(1, p.maxIterations)) / runs;
            const bool go = problem_.progress({static_cast<int>(done * steps), steps, p.objective});
            cancelled_ |= !go;
            return go;
        };
    }

    Trial<T> tryRank(Index rank) {
        Trial<T> trial;
        trial.figures.rank = rank;
        std::vector<std::vector<Index>> labels;
        std::vector<Index> bestLabels;
        nmf::Options options = options_;
        options.rank = rank;
        options.progress = overall();
        for (int r = 0; r < restarts_ && !cancelled_; ++r, ++runsDone_) {
            options.seed = options_.seed + static_cast<std::uint64_t>(r);
            Factorization<T> fit = data_.isSparse() ? nmf::factorize<T>(*data_.sparse, options)
                                                    : nmf::factorize<T>(data_.dense, options);
            const Matrix<double> H = fit.H(Eigen::all, columns_).template cast<double>();
            labels.push_back(nmf::clusterLabels(fit.W.template cast<double>(), H));
            if (r > 0 && !(fit.trace.back() < trial.figures.objective)) continue;
            trial.figures.objective = fit.trace.back();
            bestLabels = labels.back();
            trial.best = std::move(fit);
        }
        if (cancelled_) return trial;
        trial.consensus = nmf::consensusMatrix(labels);
        trial.figures.cophenetic = nmf::copheneticCorrelation(trial.consensus);
        trial.figures.dispersion = nmf::dispersion(trial.consensus);
        const std::vector<double> widths = nmf::silhouette(1 - trial.consensus.array(), bestLabels);
        trial.figures.silhouette =
            std::accumulate(widths.begin(), widths.end(), 0.0) / static_cast<double>(widths.size());
        const FitError error =
            data_.isSparse() ? fitError<T>(nmf::SparseInMemory<T>(*data_.sparse), trial.best.W, trial.best.H,
                                           nmf::ShardGrid(data_.rows(), data_.columns(), true, 0, nullptr))
                             : fitError<T>(data_.dense, trial.best.W, trial.best.H, {});
        trial.figures.residualVariance = error.relative() * error.relative();
        predictHidden(rank, trial.figures);
        return trial;
    }

    void predictHidden(Index rank, RankFigures& figures) {
        figures.heldOut = figures.heldOutOfMean = nan;
        if (inDouble_.size() == 0) return;
        nmf::Options options = options_;
        options.rank = rank;
        options.solver = nmf::Solver::Mu;
        options.init = nmf::Init::Random;
        options.nanIsMissing = false; // heldOutError leaves NaN out by itself
        // Multiplicative updates are slow, and a fit that is not at its end says nothing about the rank.
        options.maxIterations = problem_.line.iterations.value_or(hiddenIterations);
        options.tolerance = problem_.line.tolerance.value_or(hiddenTolerance);
        options.progress = overall();
        const nmf::HeldOutError error =
            nmf::heldOutError(inDouble_, options, problem_.line.heldOut, problem_.line.seed);
        figures.heldOut = error.rootMeanSquare;
        figures.heldOutOfMean = error.ofMean;
        ++runsDone_;
    }

    MethodResult report(std::vector<Trial<T>>& trials) {
        MethodResult result;
        std::vector<RankFigures> figures;
        for (const Trial<T>& trial : trials)
            figures.push_back(trial.figures);
        const RankVotes votes = voteOnRank(figures);
        const auto chosen = std::find_if(trials.begin(), trials.end(), [&](const Trial<T>& trial) {
            return trial.figures.rank == votes.suggested;
        });
        result.rank = votes.suggested;
        result.seconds = seconds_;
        result.threads = options_.threads > 0
                             ? options_.threads
                             : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
        result.trace = chosen->best.trace;
        result.iterations = chosen->best.iterations;
        result.status = cancelled_ ? nmf::Status::Cancelled : chosen->best.status;
        result.relativeError = std::sqrt(chosen->figures.residualVariance);
        result.objective = objectiveName(beta_, false, options_.nanIsMissing, false);
        result.factors.push_back(
            {"W", std::move(chosen->best.W), "components of the best run, one a column"});
        result.factors.push_back({"H", std::move(chosen->best.H), "activations, one column for each of V's"});
        result.factors.push_back(
            {"consensus", std::move(chosen->consensus),
             "share of the runs in which two columns of V have the same largest component"});
        nlohmann::ordered_json table = nlohmann::ordered_json::array();
        for (const RankFigures& one : figures)
            table.push_back({{"rank", one.rank},
                             {"cophenetic", one.cophenetic},
                             {"dispersion", one.dispersion},
                             {"silhouette", one.silhouette},
                             {"residual_variance", one.residualVariance},
                             {"objective", one.objective},
                             {"held_out_error", one.heldOut},
                             {"held_out_error_of_mean", one.heldOutOfMean}});
        const auto vote = [](Index rank) {
            return rank > 0 ? nlohmann::ordered_json(rank) : nlohmann::ordered_json(nullptr);
        };
        result.details = {{"restarts", restarts_},
                          {"ranks", table},
                          {"votes",
                           {{"cophenetic", vote(votes.cophenetic)},
                            {"dispersion", vote(votes.dispersion)},
                            {"elbow", vote(votes.elbow)},
                            {"held_out", vote(votes.heldOut)}}},
                          {"suggested_rank", votes.suggested}};
        if (static_cast<Index>(columns_.size()) < data_.columns())
            result.details["consensus_columns"] = columns_;
        return result;
    }

    const MatrixData<T>& data_;
    const Problem& problem_;
    std::vector<Index> ranks_, columns_;
    double beta_ = 2;
    nmf::Options options_;
    int restarts_ = 1, runsDone_ = 0;
    bool cancelled_ = false;
    double seconds_ = 0;
    Matrix<double> inDouble_; // for the hidden entries; empty: not tried
};

Index copheneticVote(const std::vector<RankFigures>& ranks) {
    constexpr double fall = 0.005;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        if (ranks[i].rank < 2) continue; // one cluster always agrees with itself
        if (i + 1 == ranks.size() || ranks[i + 1].cophenetic < ranks[i].cophenetic - fall)
            return ranks[i].rank;
    }
    return 0;
}

Index dispersionVote(const std::vector<RankFigures>& ranks) {
    const RankFigures* best = nullptr;
    for (const RankFigures& one : ranks)
        if (one.rank > 1 && (best == nullptr || one.dispersion >= best->dispersion)) best = &one;
    return best != nullptr ? best->rank : 0;
}

Index elbowVote(const std::vector<RankFigures>& ranks) {
    if (ranks.size() < 3) return 0;
    std::vector<double> curve;
    for (const RankFigures& one : ranks)
        curve.push_back(one.residualVariance);
    return ranks[static_cast<std::size_t>(nmf::elbow(curve)) - 1].rank;
}

Index heldOutVote(const std::vector<RankFigures>& ranks) {
    double least = std::numeric_limits<double>::infinity();
    for (const RankFigures& one : ranks)
        if (one.heldOut < least) least = one.heldOut;
    for (const RankFigures& one : ranks)
        if (one.heldOut <= 1.01 * least) return one.rank;
    return 0;
}

} // namespace

RankVotes voteOnRank(const std::vector<RankFigures>& ranks) {
    RankVotes votes{copheneticVote(ranks), dispersionVote(ranks), elbowVote(ranks), heldOutVote(ranks), 0};
    std::map<Index, int> count;
    for (const Index vote : {votes.cophenetic, votes.dispersion, votes.elbow, votes.heldOut})
        if (vote > 0) ++count[vote];
    int most = 0;
    // In the order in which ties are decided.
    for (const Index vote : {votes.heldOut, votes.cophenetic, votes.elbow, votes.dispersion})
        if (vote > 0 && count[vote] > most) {
            most = count[vote];
            votes.suggested = vote;
        }
    if (votes.suggested == 0) votes.suggested = ranks.front().rank; // a single rank of 1
    return votes;
}

MethodResult selectRank(const Problem& problem) {
    return std::visit(
        [&](const auto& data) {
            using T = typename std::decay_t<decltype(data.dense)>::Scalar;
            return Selection<T>(data, problem).run();
        },
        problem.matrices.front());
}

} // namespace winnow::tools
