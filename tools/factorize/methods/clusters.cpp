// SPDX-License-Identifier: GPL-3.0-or-later
/// Models that group rows and columns: symmetric, tri, orthogonal, hierarchical.
#include "nmf/variants/hierarchical.h"
#include "nmf/variants/orthogonal.h"
#include "nmf/variants/symmetric.h"
#include "nmf/variants/tri_factorization.h"
#include "tools/factorize/methods/table.h"
#include "tools/output_guard.h"

namespace winnow::tools {
namespace {

using nmf::Matrix;

std::vector<std::int64_t> integers(const std::vector<Index>& values) {
    return {values.begin(), values.end()};
}

MethodResult runSymmetric(const Problem& problem) {
    const Matrix<double>& A = problem.V();
    if (A.rows() != A.cols() || !A.isApprox(A.transpose(), 1e-8))
        throw FileError(problem.line.inputs.front(), "is not symmetric; --method symmetric needs a matrix of "
                                                     "similarities between the same things");
    MethodResult result;
    auto fit = timed(result.seconds,
                     [&] { return nmf::symmetricNmf(A, variantOptions<nmf::VariantOptions>(problem)); });
    takeCourse(fit.course, result);
    result.rank = fit.H.cols();
    result.objective = "a quarter of the squared Frobenius norm of V - H H^T";
    result.relativeError = relativeErrorOf(A, fit.H * fit.H.transpose());
    result.factors.push_back({"H", std::move(fit.H), "memberships: V = H H^T"});
    return result;
}

MethodResult runTri(const Problem& problem) {
    auto options = variantOptions<nmf::TriOptions>(problem);
    options.columnRank = problem.line.variant.columnRank;
    options.orthogonal = problem.line.variant.orthogonal;
    MethodResult result;
    auto fit = timed(result.seconds, [&] { return nmf::triFactorize(problem.V(), options); });
    takeCourse(fit.course, result);
    result.rank = fit.F.cols();
    result.objective = "half the squared Frobenius norm of V - F S G";
    result.squaredNorm = problem.V().squaredNorm();
    result.relativeError = relativeErrorOf(problem.V(), fit.F * fit.S * fit.G);
    result.factors.push_back({"F", std::move(fit.F), "memberships of the rows"});
    result.factors.push_back({"S", std::move(fit.S), "how row and column clusters go together"});
    result.factors.push_back({"G", std::move(fit.G), "memberships of the columns"});
    return result;
}

MethodResult runOrthogonal(const Problem& problem) {
    MethodResult result;
    auto fit = timed(result.seconds, [&] {
        return nmf::orthogonalNmf(problem.V(), variantOptions<nmf::VariantOptions>(problem));
    });
    takeCourse(fit.course, result);
    takeFactors(problem.V(), std::move(fit.W), std::move(fit.H), result);
    result.factors.push_back({"labels", integers(fit.labels), "cluster of each column, from 0"});
    result.factors.push_back({"centroids", std::move(fit.centroids), "mean of each cluster's columns"});
    result.details = {{"orthogonality", fit.orthogonality}};
    return result;
}

MethodResult runHierarchical(const Problem& problem) {
    MethodResult result;
    const auto options = variantOptions<nmf::VariantOptions>(problem);
    const nmf::ClusterTree tree =
        timed(result.seconds, [&] { return nmf::hierarchicalNmf(problem.V(), options); });
    result.rank = static_cast<Index>(tree.leaves.size());
    Matrix<double> W(problem.V().rows(), result.rank);
    nlohmann::ordered_json nodes = nlohmann::ordered_json::array();
    for (Index a = 0; a < result.rank; ++a)
        W.col(a) = tree.nodes[static_cast<std::size_t>(tree.leaves[static_cast<std::size_t>(a)])].topic;
    for (const nmf::ClusterNode& node : tree.nodes)
        nodes.push_back({{"parent", node.parent},
                         {"left", node.left},
                         {"right", node.right},
                         {"columns", node.columns.size()},
                         {"score", node.score}});
    result.details = {{"nodes", nodes}, {"leaves", tree.leaves}};
    result.factors.push_back({"W", std::move(W), "topic of each leaf, one a column"});
    result.factors.push_back({"labels", std::vector<std::int64_t>(tree.labels.begin(), tree.labels.end()),
                              "leaf of each column, from 0"});
    return result;
}

} // namespace

const std::vector<Method>& clusterMethods() {
    static const std::vector<Method> methods = [] {
        const std::vector<std::string> common{"--rank", "--iterations", "--tolerance", "--time-limit"};
        Method symmetric{"symmetric", "V = H H^T for a symmetric V of similarities, of any sign", common,
                         runSymmetric};
        symmetric.anySign = true;
        Method tri{"tri", "V = F S G: clusters of rows and of columns", common, runTri};
        tri.options.insert(tri.options.end(), {"--column-rank", "--orthogonal"});
        const Method orthogonal{"orthogonal", "V = W H with orthogonal rows of H: clusters of columns",
                                common, runOrthogonal};
        const Method hierarchical{"hierarchical",
                                  "a tree of clusters, by NMF of rank 2 again and again",
                                  {"--rank", "--iterations", "--tolerance"},
                                  runHierarchical};
        return std::vector<Method>{symmetric, tri, orthogonal, hierarchical};
    }();
    return methods;
}

} // namespace winnow::tools
