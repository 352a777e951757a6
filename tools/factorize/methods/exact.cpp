// SPDX-License-Identifier: GPL-3.0-or-later
/// Methods that find the factors among the data, or exactly: separable, anchor, exact, exact-symmetric.
#include "nmf/exact/anchor_words.h"
#include "nmf/exact/rank_factorization.h"
#include "nmf/exact/separable.h"
#include "tools/factorize/methods/table.h"
#include "tools/output_guard.h"

#include <fmt/format.h>

namespace winnow::tools {
namespace {

using nmf::Matrix;

std::vector<std::int64_t> integers(const std::vector<Index>& values) {
    return {values.begin(), values.end()};
}

MethodResult runSeparable(const Problem& problem) {
    nmf::SeparableOptions options;
    options.rank = problem.line.rank.value();
    options.method =
        problem.line.variant.algorithm == "xray" ? nmf::SeparableMethod::Xray : nmf::SeparableMethod::Spa;
    options.normalise = !problem.line.variant.keepScale;
    MethodResult result;
    auto fit = timed(result.seconds, [&] { return nmf::separableNmf(problem.V(), options); });
    takeFactors(problem.V(), std::move(fit.W), std::move(fit.H), result);
    result.factors[0].meaning = "components: the columns of V that were picked";
    result.factors.push_back({"columns", integers(fit.columns), "which columns of V they are, from 0"});
    return result;
}

/// Words in rows, documents in columns.
nmf::SparseMatrix<double> countsOf(const Problem& problem) {
    const auto& data = std::get<MatrixData<double>>(problem.matrices.front());
    return data.isSparse() ? *data.sparse : nmf::SparseMatrix<double>(data.dense.sparseView());
}

MethodResult runAnchor(const Problem& problem) {
    const nmf::SparseMatrix<double> counts = countsOf(problem);
    constexpr Index mostWords = 30000; // words x words numbers of 8 bytes
    if (counts.rows() > mostWords)
        throw FileError(
            problem.line.inputs.front(),
            fmt::format("has {} words; --method anchor needs a table of words x words and takes up to "
                        "{}: leave rare ones out",
                        counts.rows(), mostWords));
    std::vector<Index> documents(static_cast<std::size_t>(counts.rows()), 0);
    for (Index j = 0; j < counts.outerSize(); ++j)
        for (nmf::SparseMatrix<double>::InnerIterator it(counts, j); it; ++it)
            if (it.value() > 0) ++documents[static_cast<std::size_t>(it.row())];
    nmf::AnchorOptions options;
    options.topics = problem.line.rank.value();
    options.minDocuments = problem.line.variant.minDocuments;
    MethodResult result;
    auto found = timed(result.seconds,
                       [&] { return nmf::anchorTopics(nmf::cooccurrence(counts), documents, options); });
    result.rank = options.topics;
    result.factors.push_back({"W", std::move(found.topics), "P(word | topic), columns of sum 1"});
    result.factors.push_back(
        {"R", std::move(found.correlation), "P(topic, topic') of two words of a document"});
    result.factors.push_back(
        {"anchors", integers(found.anchors), "the word that stands for each topic, from 0"});
    return result;
}

MethodResult runExact(const Problem& problem) {
    MethodResult result;
    auto answer = timed(result.seconds, [&] {
        return nmf::exactRankFactorization(problem.V(), problem.line.variant.exactTolerance);
    });
    if (!answer.factors)
        throw FileError(
            problem.line.inputs.front(),
            fmt::format("(rank {}) has no exact factorization of this kind: {}", answer.rank, answer.reason));
    takeFactors(problem.V(), std::move(answer.factors->W), std::move(answer.factors->H), result);
    result.details = {{"monomial_rows", answer.factors->rows}, {"monomial_columns", answer.factors->columns}};
    return result;
}

MethodResult runExactSymmetric(const Problem& problem) {
    const Matrix<double>& A = problem.V();
    if (A.rows() != A.cols() || !A.isApprox(A.transpose(), 1e-8))
        throw FileError(problem.line.inputs.front(), "is not symmetric");
    MethodResult result;
    auto answer = timed(result.seconds, [&] {
        return nmf::exactSymmetricFactorization(A, problem.line.variant.exactTolerance);
    });
    if (!answer.H)
        throw FileError(
            problem.line.inputs.front(),
            fmt::format("(rank {}) has no exact factorization of this kind: {}", answer.rank, answer.reason));
    result.rank = answer.rank;
    result.relativeError = relativeErrorOf(A, *answer.H * answer.H->transpose());
    result.details = {{"diagonal_rows", answer.rows}};
    result.factors.push_back({"H", std::move(*answer.H), "V = H H^T"});
    return result;
}

} // namespace

const std::vector<Method>& exactMethods() {
    static const std::vector<Method> methods = [] {
        const Method separable{"separable",
                               "V = W H with columns of V as components",
                               {"--rank", "--algorithm", "--keep-scale"},
                               runSeparable};
        Method anchor{"anchor",
                      "topics from anchor words; V holds counts, words x documents",
                      {"--rank", "--min-documents"},
                      runAnchor};
        anchor.sparse = true;
        anchor.rankWithinSides = false;
        Method exact{"exact",
                     "V = W H exactly, with as many components as V's rank, or the word that there are none "
                     "of this kind",
                     {"--exact-tolerance"},
                     runExact};
        exact.needsRank = false;
        Method symmetric{
            "exact-symmetric", "V = H H^T exactly, likewise", {"--exact-tolerance"}, runExactSymmetric};
        symmetric.needsRank = false;
        return std::vector<Method>{separable, anchor, exact, symmetric};
    }();
    return methods;
}

} // namespace winnow::tools
