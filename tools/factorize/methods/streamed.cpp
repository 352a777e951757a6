// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/methods/streamed.h"

#include "nmf/factorize_columns.h"
#include "nmf/factorize_sparse_columns.h"
#include "tools/factorize/methods/known_factors.h"
#include "tools/factorize/methods/plain_options.h"
#include "tools/factorize/methods/plain_result.h"
#include "tools/factorize/share.h"
#include "tools/ranks.h"

namespace winnow::tools {
namespace {

template <class T> struct Fitted {
    nmf::Factorization<T> fit;
    FitError error;
};

template <class T>
Fitted<T> fitDense(const Problem& problem, const KnownFactors<T>& known, const nmf::Options& options,
                   double& seconds) {
    const StreamedMatrix& streamed = *problem.streamed;
    const nmf::DenseSplit split = denseSplit(problem, options);
    const NpyColumns<T> file(*streamed.file, streamed.transposed, split.grid.rows().firstColumn(),
                             split.grid.rows().ownColumns(), streamed.acrossBytes);
    const nmf::ColumnRange<T> own(file, split.shards.firstColumn(), split.shards.ownColumns());
    Fitted<T> result;
    result.fit = timed(seconds, [&] {
        return nmf::factorizeColumns<T>(own, streamed.transposed, known.W, known.H, options);
    });
    result.error = fitError<T>(own, streamed.transposed, result.fit.W, result.fit.H, split.grid);
    return result;
}

template <class T>
Fitted<T> fitSparse(const Problem& problem, const KnownFactors<T>& known, const nmf::Options& options,
                    double& seconds) {
    const auto& columns = *std::get<std::shared_ptr<const SparseCache<T>>>(problem.streamed->sparse);
    Fitted<T> result;
    result.fit =
        timed(seconds, [&] { return nmf::factorizeSparseColumns<T>(columns, known.W, known.H, options); });
    result.error = fitError<T>(columns, result.fit.W, result.fit.H, sparseGrid(problem, options));
    return result;
}

template <class T> MethodResult run(const Problem& problem) {
    const FactorizeLine& line = problem.line;
    KnownFactors<T> known;
    inAgreement([&] {
        known = readKnownFactors<T>(line, problem.sharing.rows, problem.sharing.columns);
        if (!problem.streamed->file) checkSparse(line);
        cutToPart(known, problem);
    });
    const nmf::Options options = solverOptions(problem, known.rank, known.holdW, known.heldColumns);
    MethodResult result;
    result.details["matrix"] = "read from disk in blocks";
    Fitted<T> fitted = problem.streamed->file ? fitDense(problem, known, options, result.seconds)
                                              : fitSparse(problem, known, options, result.seconds);
    gatherFactors(problem, fitted.fit);
    describeFit(problem, options, fitted.fit, fitted.error, false, result);
    result.objective = objectiveName(options.beta, false, false, hasPenalties(line));
    takeFit(problem, std::move(fitted.fit), result);
    return result;
}

} // namespace

MethodResult runStreamed(const Problem& problem) {
    return problem.line.doublePrecision ? run<double>(problem) : run<float>(problem);
}

} // namespace winnow::tools
