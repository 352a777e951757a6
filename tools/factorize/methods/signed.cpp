// SPDX-License-Identifier: GPL-3.0-or-later
/// Data of any sign: semi-NMF and convex NMF.
#include "nmf/variants/semi_convex.h"
#include "tools/factorize/methods/table.h"

namespace winnow::tools {
namespace {

MethodResult runSemi(const Problem& problem) {
    MethodResult result;
    auto fit = timed(result.seconds,
                     [&] { return nmf::semiNmf(problem.V(), variantOptions<nmf::VariantOptions>(problem)); });
    takeCourse(fit.course, result);
    takeFactors(problem.V(), std::move(fit.W), std::move(fit.H), result);
    result.factors[0].meaning = "components of any sign, one a column";
    return result;
}

MethodResult runConvex(const Problem& problem) {
    MethodResult result;
    auto fit = timed(result.seconds, [&] {
        return nmf::convexNmf(problem.V(), variantOptions<nmf::VariantOptions>(problem));
    });
    takeCourse(fit.course, result);
    takeFactors(problem.V(), std::move(fit.W), std::move(fit.H), result);
    result.factors[0].meaning = "components, V A: mixtures of the columns of V";
    result.factors.push_back({"A", std::move(fit.A), "weights of the columns of V in each component"});
    return result;
}

} // namespace

const std::vector<Method>& signedMethods() {
    static const std::vector<Method> methods = [] {
        Method semi{"semi",
                    "V = W H with only H non-negative; V of any sign",
                    {"--rank", "--iterations", "--tolerance", "--time-limit"},
                    runSemi};
        semi.anySign = true;
        Method convex{"convex", "V = V A H: components are mixtures of V's columns; V of any sign",
                      semi.options, runConvex};
        convex.anySign = true;
        return std::vector<Method>{semi, convex};
    }();
    return methods;
}

} // namespace winnow::tools
