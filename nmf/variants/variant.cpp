// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/variant.h"

#include "nmf/random.h"
#include "nmf/stopping_rule.h"

#include <string>

namespace winnow::nmf {

namespace {

constexpr double kTiny = 1e-100;

void require(bool condition, const std::string& sentence) {
    if (!condition) throw InvalidInput(sentence);
}

} // namespace

void checkVariant(const VariantOptions& o) {
    require(o.rank >= 1, "rank is " + std::to_string(o.rank) + "; it must be at least 1.");
    require(o.maxIterations >= 0, "maxIterations is negative.");
    require(o.tolerance >= 0, "tolerance is negative or NaN; 0 runs all iterations.");
    require(o.checkEvery >= 1, "checkEvery must be at least 1.");
    require(o.timeLimit > 0, "timeLimit must be above 0 seconds.");
}

void checkMatrix(const char* name, const ConstMatrix& V, bool anySign) {
    require(V.size() > 0, std::string(name) + " is empty; it needs at least one row and one column.");
    require(V.allFinite(), std::string(name) + " has entries that are not finite numbers.");
    require(anySign || V.minCoeff() >= 0, std::string(name) + " has negative entries.");
}

Course runVariant(const VariantOptions& options, const std::function<void()>& step,
                  const std::function<double()>& objective) {
    Options common;
    common.maxIterations = options.maxIterations;
    common.tolerance = options.tolerance;
    common.checkEvery = options.checkEvery;
    common.timeLimit = options.timeLimit;
    common.progress = options.progress;
    Course course;
    StoppingRule rule(common, objective());
    runIterations(
        rule, course, [&](int) { step(); }, [&] { rule.evaluated(objective()); });
    return course;
}

Matrix<double> randomFactor(Index rows, Index columns, std::uint64_t seed, std::uint64_t stream,
                            double scale) {
    Matrix<double> result(rows, columns);
    for (Index i = 0; i < result.size(); ++i)
        result.data()[i] = scale * (0.1 + 0.9 * uniformAt(seed, 100 + stream, static_cast<std::uint64_t>(i)));
    return result;
}

void coordinateSweep(const Matrix<double>& G, const Matrix<double>& N, Matrix<double>& X) {
    for (Index a = 0; a < X.rows(); ++a)
        if (G(a, a) > 0) X.row(a) = (X.row(a) + (N.row(a) - G.row(a) * X) / G(a, a)).cwiseMax(0.0);
}

void multiplyBy(const Matrix<double>& numerator, const Matrix<double>& denominator, Matrix<double>& x) {
    x = (x.array() > 0)
            .select((x.array() * numerator.array() / denominator.array().max(kTiny)).max(kTiny), 0.0);
}

void multiplyByRoot(const Matrix<double>& numerator, const Matrix<double>& denominator, Matrix<double>& x) {
    x = (x.array() > 0)
            .select((x.array() * (numerator.array() / denominator.array().max(kTiny)).sqrt()).max(kTiny),
                    0.0);
}

} // namespace winnow::nmf
