// SPDX-License-Identifier: GPL-3.0-or-later
/// More than one matrix: tensors and joint factorization.
#include "nmf/variants/joint.h"
#include "nmf/variants/tensor.h"
#include "tools/exit_code.h"
#include "tools/factorize/methods/table.h"
#include "tools/output_guard.h"

#include <fmt/format.h>

namespace winnow::tools {
namespace {

using nmf::Matrix;

void checkTensor(const FactorizeLine& line) {
    if (!line.solver.empty() && line.solver != "mu" && line.solver != "hals" && line.solver != "bpp")
        throw UsageError("--method tensor takes --solver mu, hals or bpp");
}

MethodResult runTensor(const Problem& problem) {
    auto options = variantOptions<nmf::TensorOptions>(problem);
    if (problem.line.solver == "mu") options.solver = nmf::Solver::Mu;
    if (problem.line.solver == "bpp") options.solver = nmf::Solver::BlockPivoting;
    MethodResult result;
    auto fit = timed(result.seconds, [&] { return nmf::factorizeTensor(problem.tensor, options); });
    takeCourse(fit.course, result);
    result.rank = options.rank;
    result.objective = "half the squared norm of V less the sum of outer products";
    const auto values = [](const nmf::Tensor& tensor) {
        return Eigen::Map<const Matrix<double>>(tensor.values.data(),
                                                static_cast<Index>(tensor.values.size()), 1);
    };
    const nmf::Tensor model = nmf::tensorModel(fit.factors);
    result.relativeError = relativeErrorOf(values(problem.tensor), values(model));
    result.squaredNorm = values(problem.tensor).squaredNorm();
    for (std::size_t d = 0; d < fit.factors.size(); ++d)
        result.factors.push_back({fmt::format("A{}", d + 1), std::move(fit.factors[d]),
                                  fmt::format("factor of dimension {}, one component a column", d + 1)});
    return result;
}

nmf::Coupling couplingNamed(const std::string& name) {
    return name == "pairwise"    ? nmf::Coupling::Pairwise
           : name == "consensus" ? nmf::Coupling::Consensus
                                 : nmf::Coupling::Shared;
}

void checkJoint(const FactorizeLine& line) {
    const std::vector<double>& weights = line.variant.viewWeights;
    if (!weights.empty() && weights.size() != line.inputs.size())
        throw UsageError(
            fmt::format("--view-weights has {} numbers for {} inputs", weights.size(), line.inputs.size()));
    for (const double weight : weights)
        if (!(weight > 0 && weight < 1e300)) throw UsageError("--view-weights must be above 0");
    if (line.variant.coupling == "shared" && line.given("--coupling-strength"))
        throw UsageError("--coupling-strength is for --coupling pairwise and consensus");
}

MethodResult runJoint(const Problem& problem) {
    const VariantLine& line = problem.line.variant;
    std::vector<Matrix<double>> views;
    for (const AnyMatrix& matrix : problem.matrices)
        views.push_back(std::get<MatrixData<double>>(matrix).dense);
    for (std::size_t v = 1; v < views.size(); ++v)
        if (views[v].cols() != views[0].cols())
            throw FileError(problem.line.inputs[v],
                            fmt::format("has {} columns, and {} has {}; the columns must be the same things",
                                        views[v].cols(), problem.line.inputs[0], views[0].cols()));
    auto options = variantOptions<nmf::JointOptions>(problem);
    options.coupling = couplingNamed(line.coupling);
    options.strength = line.couplingStrength;
    options.weights = line.viewWeights;
    MethodResult result;
    auto fit = timed(result.seconds, [&] { return nmf::jointNmf(views, options); });
    takeCourse(fit.course, result);
    result.rank = options.rank;
    result.objective = "half the squared residuals of all views, weighted, and the coupling's penalty";
    nlohmann::ordered_json errors = nlohmann::ordered_json::array();
    double squares = 0, norm = 0;
    for (std::size_t v = 0; v < views.size(); ++v) {
        const Matrix<double>& H = fit.H.size() == 1 ? fit.H[0] : fit.H[v];
        errors.push_back(relativeErrorOf(views[v], fit.W[v] * H));
        squares += (views[v] - fit.W[v] * H).squaredNorm();
        norm += views[v].squaredNorm();
    }
    result.relativeError = norm > 0 ? std::sqrt(squares / norm) : 0;
    result.details = {{"relative_error_of_views", errors}};
    for (std::size_t v = 0; v < views.size(); ++v)
        result.factors.push_back({fmt::format("W{}", v + 1), std::move(fit.W[v]),
                                  fmt::format("components in the rows of {}", problem.line.inputs[v])});
    if (fit.H.size() > 1)
        for (std::size_t v = 0; v < fit.H.size(); ++v)
            result.factors.push_back({fmt::format("H{}", v + 1), std::move(fit.H[v]),
                                      fmt::format("activations in {}", problem.line.inputs[v])});
    result.factors.push_back({"H", std::move(fit.consensus), "activations common to all inputs"});
    return result;
}

} // namespace

const std::vector<Method>& multiwayMethods() {
    static const std::vector<Method> methods = [] {
        const std::vector<std::string> common{"--rank", "--iterations", "--tolerance", "--time-limit"};
        Method tensor{"tensor",
                      "a sum of outer products (PARAFAC); IN is a .npy array of two or more dimensions",
                      common, runTensor, Takes::Tensor};
        tensor.options.emplace_back("--solver");
        tensor.check = checkTensor;
        Method joint{"joint", "several matrices about the same columns: V1 = W1 H, V2 = W2 H, ...", common,
                     runJoint, Takes::Matrices};
        joint.options.insert(joint.options.end(), {"--coupling", "--coupling-strength", "--view-weights"});
        joint.rankWithinSides = false;
        joint.check = checkJoint;
        return std::vector<Method>{tensor, joint};
    }();
    return methods;
}

} // namespace winnow::tools
