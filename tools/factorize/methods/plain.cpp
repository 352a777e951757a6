// SPDX-License-Identifier: GPL-3.0-or-later
/// V = W H, in single or double precision, dense or sparse.
#include "nmf/factorize_sparse.h"
#include "nmf/reading/plsa.h"
#include "nmf/restarts.h"
#include "nmf/sparse_in_memory.h"
#include "nmf/variants/online.h"
#include "nmf/variants/weighted.h"
#include "tools/exit_code.h"
#include "tools/factorize/methods/fit_error.h"
#include "tools/factorize/methods/known_factors.h"
#include "tools/factorize/methods/plain_options.h"
#include "tools/factorize/methods/plain_result.h"
#include "tools/factorize/methods/streamed.h"
#include "tools/factorize/methods/table.h"
#include "tools/factorize/share.h"
#include "tools/ranks.h"

#include <algorithm>

namespace winnow::tools {
namespace {

using nmf::Factorization;
using nmf::Matrix;

const std::vector<std::string> plainOptionNames{
    "--rank",      "--loss",    "--solver",     "--init",    "--init-W",   "--init-H",     "--iterations",
    "--tolerance", "--memory",  "--time-limit", "--threads", "--restarts", "--row-shards", "--perturbations",
    "--l1-W",      "--l1-H",    "--l2-W",       "--l2-H",    "--double",   "--weights",    "--missing",
    "--impute",    "--fixed-W", "--transform",  "--update",  "--ranks",    "--held-out"};

/// Rows and columns beside those of the former result: first columns, then rows.
template <class T>
Factorization<T> update(const Matrix<T>& V, const KnownFactors<T>& known, const nmf::Options& options) {
    Factorization<T> before;
    before.W = known.W;
    before.H = known.H;
    const bool moreRows = V.rows() > known.W.rows(), moreColumns = V.cols() > known.H.cols();
    if (moreColumns)
        before = nmf::addColumns<T>(V.topRows(known.W.rows()), before, options,
                                    moreRows ? 0 : options.maxIterations);
    return moreRows ? nmf::addRows<T>(V, before, options, options.maxIterations) : before;
}

template <class T>
Factorization<T> factorizeDense(const Matrix<T>& V, const KnownFactors<T>& known, nmf::Options options,
                                const FactorizeLine& line, nlohmann::ordered_json& details) {
    if (!line.update.empty()) return update<T>(V, known, options);
    if (known.weights.size() > 0) {
        options.nanIsMissing = false;
        const Matrix<T> weights =
            V.array().isNaN().select(Matrix<T>::Zero(V.rows(), V.cols()), known.weights);
        return nmf::factorizeWeighted<T>(V, weights, known.W, known.H, options);
    }
    if (line.restarts == 1 && line.perturbations == 0) return nmf::factorize<T>(V, known.W, known.H, options);
    nmf::RestartOptions search;
    search.restarts = line.restarts;
    search.perturbations = line.perturbations;
    search.timeLimit = line.timeLimit;
    nmf::BestFactorization<T> best = nmf::factorizeBest<T>(V, options, search);
    details["run_objectives"] = best.objectives;
    details["best_run"] = best.bestRun;
    return std::move(best.best);
}

/// V with what was left out of the fit filled in.
template <class T>
Matrix<T> filled(const Matrix<T>& V, const Factorization<T>& fit, const Matrix<T>& weights) {
    Matrix<T> result = V;
    for (Index j = 0; j < V.cols(); ++j) {
        const Eigen::Matrix<T, Eigen::Dynamic, 1> model = fit.W * fit.H.col(j);
        for (Index i = 0; i < V.rows(); ++i)
            if (std::isnan(V(i, j)) || (weights.size() > 0 && !(weights(i, j) > T(0))))
                result(i, j) = model(i);
    }
    return result;
}

template <class T>
FitError errorOf(const MatrixData<T>& data, const Problem& problem, const nmf::Options& options,
                 const Factorization<T>& fit, const Matrix<T>& weights) {
    if (data.isSparse())
        return fitError<T>(nmf::SparseInMemory<T>(*data.sparse), fit.W, fit.H, sparseGrid(problem, options));
    if (weights.size() > 0 || problem.line.missingAllowed())
        return fitError<T>(data.dense, fit.W, fit.H, weights);
    const nmf::StridedView<T> view{data.dense.data(), data.dense.rows(), data.dense.cols(), 1,
                                   data.dense.rows()};
    const nmf::DenseSplit split = denseSplit(problem, options);
    return fitError<T>(nmf::StridedColumns<T>(split.ofRows ? view.transposed() : view), split.ofRows, fit.W,
                       fit.H, split.grid);
}

template <class T> MethodResult runWith(const MatrixData<T>& data, const Problem& problem) {
    const FactorizeLine& line = problem.line;
    KnownFactors<T> known;
    inAgreement([&] {
        known = readKnownFactors<T>(line, problem.sharing.rows, problem.sharing.columns);
        if (data.isSparse()) checkSparse(line);
        cutToPart(known, problem);
    });
    const nmf::Options options = solverOptions(problem, known.rank, known.holdW, known.heldColumns);
    MethodResult result;
    Factorization<T> fit = timed(result.seconds, [&] {
        return data.isSparse() ? nmf::factorize<T>(*data.sparse, known.W, known.H, options)
                               : factorizeDense<T>(data.dense, known, options, line, result.details);
    });
    const FitError error = errorOf(data, problem, options, fit, known.weights);
    gatherFactors(problem, fit);
    const bool partial = known.weights.size() > 0 || line.missingAllowed();
    describeFit(problem, options, fit, error, partial, result);
    result.objective =
        objectiveName(options.beta, known.weights.size() > 0, line.missingAllowed(), hasPenalties(line));
    if (line.impute)
        result.factors.push_back({"V", filled<T>(data.dense, fit, known.weights),
                                  "the input, with the entries left out of the fit filled in by W H"});
    takeFit(problem, std::move(fit), result);
    return result;
}

MethodResult runNmf(const Problem& problem) {
    if (problem.streamed) return runStreamed(problem);
    return std::visit([&](const auto& data) { return runWith(data, problem); }, problem.matrices.front());
}

Matrix<double> inDouble(const FactorValues& values) {
    if (const auto* single = std::get_if<Matrix<float>>(&values)) return single->cast<double>();
    return std::get<Matrix<double>>(values);
}

MethodResult runPlsa(const Problem& problem) {
    MethodResult result = runNmf(problem);
    const nmf::Plsa plsa =
        nmf::readPlsa(inDouble(result.factors[0].values), inDouble(result.factors[1].values));
    result.factors.push_back({"Pwz", plsa.wordGivenTopic, "P(row | topic), columns of sum 1"});
    result.factors.push_back({"Pzd", plsa.topicGivenDocument, "P(topic | column), columns of sum 1"});
    result.factors.push_back({"Pdz", plsa.documentGivenTopic, "P(column | topic), columns of sum 1"});
    result.factors.push_back({"Pz", Matrix<double>(plsa.topic), "P(topic), sum 1"});
    return result;
}

Method plain(std::string name, std::string summary, MethodResult (*run)(const Problem&),
             std::vector<std::string> options, void (*check)(const FactorizeLine&)) {
    Method method;
    method.name = std::move(name);
    method.summary = std::move(summary);
    method.run = run;
    method.options = std::move(options);
    method.check = check;
    method.sparse = method.singlePrecision = true;
    return method;
}

} // namespace

const std::vector<Method>& plainMethods() {
    static const std::vector<Method> methods{
        plain("nmf", "V = W H, all non-negative", runNmf, plainOptionNames, checkPlain),
        plain("weighted", "V = W H with a weight for each entry", runNmf, plainOptionNames, checkWeighted),
        plain("plsa", "topics: V = W H by Kullback-Leibler, read as probabilities", runPlsa,
              {"--rank", "--loss", "--init", "--init-W", "--init-H", "--iterations", "--tolerance",
               "--time-limit", "--threads", "--restarts", "--perturbations", "--double"},
              checkPlsa)};
    return methods;
}

} // namespace winnow::tools
