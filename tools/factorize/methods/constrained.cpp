// SPDX-License-Identifier: GPL-3.0-or-later
/// V = W H with something asked of the components: sparseness, even pictures, an order.
#include "nmf/variants/hoyer.h"
#include "nmf/variants/sequential.h"
#include "nmf/variants/total_variation.h"
#include "tools/exit_code.h"
#include "tools/factorize/methods/known_factors.h"
#include "tools/factorize/methods/table.h"
#include "tools/output_guard.h"

#include <fmt/format.h>

namespace winnow::tools {
namespace {

using nmf::Matrix;

void checkHoyer(const FactorizeLine& line) {
    if (!line.given("--sparseness-W") && !line.given("--sparseness-H"))
        throw UsageError("--method hoyer needs --sparseness-W or --sparseness-H");
}

MethodResult runHoyer(const Problem& problem) {
    auto options = variantOptions<nmf::HoyerOptions>(problem);
    options.sparsenessW = problem.line.variant.sparsenessW;
    options.sparsenessH = problem.line.variant.sparsenessH;
    MethodResult result;
    auto fit = timed(result.seconds, [&] { return nmf::hoyerNmf(problem.V(), options); });
    takeCourse(fit.course, result);
    takeFactors(problem.V(), std::move(fit.W), std::move(fit.H), result);
    return result;
}

MethodResult runVariation(const Problem& problem) {
    const auto& data = std::get<MatrixData<double>>(problem.matrices.front());
    auto options = variantOptions<nmf::TotalVariationOptions>(problem);
    options.strength = problem.line.variant.variation;
    options.height =
        problem.line.variant.imageHeight > 0 ? problem.line.variant.imageHeight : data.imageHeight;
    if (options.height == 0)
        throw UsageError("--method tv needs --image-height: the rows of the pictures that the columns are");
    if (data.rows() % options.height != 0)
        throw FileError(problem.line.inputs.front(),
                        fmt::format("has {} rows, which pictures of height {} do not divide", data.rows(),
                                    options.height));
    MethodResult result;
    auto fit = timed(result.seconds, [&] { return nmf::totalVariationNmf(problem.V(), options); });
    takeCourse(fit.course, result);
    result.objective = "half the squared Frobenius norm of V - W H, and the total variation of W's pictures";
    result.imageHeight = options.height;
    takeFactors(problem.V(), std::move(fit.W), std::move(fit.H), result);
    return result;
}

MethodResult runSequential(const Problem& problem) {
    const auto options = variantOptions<nmf::VariantOptions>(problem);
    Matrix<double> V = problem.V();
    Matrix<double> M = readKnownFactors<double>(problem.line, V.rows(), V.cols()).weights;
    const auto missing = V.array().isNaN().eval();
    if (missing.any()) {
        if (M.size() == 0) M = Matrix<double>::Ones(V.rows(), V.cols());
        M = missing.select(0, M);
        V = missing.select(0, V);
    }
    MethodResult result;
    auto fit = timed(result.seconds, [&] { return nmf::sequentialNmf(V, M, options); });
    const Matrix<double> shown = M.size() > 0 ? Matrix<double>((M.array() > 0).select(V, 0)) : V;
    result.details = {{"residual_variance", fit.residualVariance},
                      {"elbow", nmf::elbow(fit.residualVariance)}};
    result.objective = "the residual of each component";
    takeFactors(shown, std::move(fit.W), std::move(fit.H), result);
    if (M.size() > 0) { // the entries left out are no errors
        const Matrix<double> model = std::get<Matrix<double>>(result.factors[0].values) *
                                     std::get<Matrix<double>>(result.factors[1].values);
        result.relativeError = relativeErrorOf(shown, Matrix<double>((M.array() > 0).select(model, 0)));
    }
    return result;
}

} // namespace

const std::vector<Method>& constrainedMethods() {
    static const std::vector<Method> methods = [] {
        const std::vector<std::string> common{"--rank", "--iterations", "--tolerance", "--time-limit"};
        Method hoyer{"hoyer", "V = W H with a given sparseness of columns of W or rows of H", common,
                     runHoyer};
        hoyer.options.insert(hoyer.options.end(), {"--sparseness-W", "--sparseness-H"});
        hoyer.rankWithinSides = false;
        hoyer.check = checkHoyer;
        Method variation{"tv", "V = W H with components that are pictures of even regions", common,
                         runVariation};
        variation.options.emplace_back("--variation");
        Method sequential{"sequential",
                          "V = W H, one component after another in order of importance",
                          {"--rank", "--iterations", "--tolerance", "--weights", "--missing"},
                          runSequential};
        return std::vector<Method>{hoyer, variation, sequential};
    }();
    return methods;
}

} // namespace winnow::tools
