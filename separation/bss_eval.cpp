// SPDX-License-Identifier: GPL-3.0-or-later
/// Only energies are needed, and the energy of a projection onto the span of the delayed copies is b^T G^-1
/// b, with G their Gram matrix (Toeplitz, from correlations) and b their products with the estimate. No
/// signal is ever filtered.
#include "separation/bss_eval.h"

#include "separation/cross_correlation.h"
#include "separation/metric_input.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <cmath>
#include <stdexcept>
#include <vector>

namespace winnow::separation {
namespace {

// Copies that add less than this share to the span are taken for dependent (pure tones make the Gram matrix
// singular).
constexpr double rankTolerance = 1e-12;
// Share of the estimate's energy below which a part is rounding.
constexpr double energyTolerance = 1e-11;

/// Projects onto the span of vectors with this Gram matrix. Pivoting brings the independent vectors to the
/// front.
class Projector {
public:
    explicit Projector(const Eigen::MatrixXd& gram) : factors_(gram) {
        const auto pivots = factors_.vectorD();
        const double smallest = rankTolerance * gram.diagonal().maxCoeff();
        while (rank_ < pivots.size() && pivots[rank_] > smallest)
            ++rank_;
    }

    /// Energy of the projection, from the products of the vectors with the signal.
    double energy(const Eigen::VectorXd& products) const {
        const Eigen::VectorXd permuted = factors_.transpositionsP() * products;
        const auto lower =
            factors_.matrixLDLT().topLeftCorner(rank_, rank_).triangularView<Eigen::UnitLower>();
        const Eigen::VectorXd solved = lower.solve(permuted.head(rank_));
        return (solved.array().square() / factors_.vectorD().head(rank_).array()).sum();
    }

private:
    Eigen::LDLT<Eigen::MatrixXd> factors_;
    Eigen::Index rank_ = 0;
};

double energyOf(std::span<const float> samples) {
    double sum = 0;
    for (const float sample : samples)
        sum += static_cast<double>(sample) * sample;
    return sum;
}

/// G[i, j] = r(j - i) for the lags -(taps-1) .. taps-1 in `correlation`, times scale.
auto toeplitz(const std::vector<double>& correlation, Eigen::Index taps, double scale) {
    return Eigen::MatrixXd(Eigen::MatrixXd::NullaryExpr(taps, taps, [&](Eigen::Index i, Eigen::Index j) {
        return scale * correlation[static_cast<std::size_t>(j - i + taps - 1)];
    }));
}

} // namespace

struct BssEvaluator::State {
    std::vector<float> target, interference;
    int taps;
    double targetScale, interferenceScale; // to unit energy, so that a faint source keeps its rank
    Projector onTarget, onBoth;
};

BssEvaluator::BssEvaluator(std::span<const float> target, std::span<const float> interference,
                           int filterLength) {
    checkMetricInput(target, interference, "BSS Eval");
    if (filterLength < 1) throw std::invalid_argument("BSS Eval: the filter needs at least one tap");
    const double targetEnergy = energyOf(target), interferenceEnergy = energyOf(interference);
    if (targetEnergy <= 0) throw std::invalid_argument("BSS Eval: the target is silent");
    const double a = 1 / std::sqrt(targetEnergy);
    const double b = interferenceEnergy > 0 ? 1 / std::sqrt(interferenceEnergy) : 0;

    const int first = 1 - filterLength, lags = 2 * filterLength - 1;
    const Eigen::Index taps = filterLength;
    const Eigen::MatrixXd own = toeplitz(crossCorrelation(target, target, first, lags), taps, a * a);
    Eigen::MatrixXd both = own;
    if (b > 0) {
        // Copy i of the target against copy j of the interference: sum_n s[n-i] z[n-j] is their correlation
        // at i - j.
        const Eigen::MatrixXd cross =
            toeplitz(crossCorrelation(interference, target, first, lags), taps, a * b);
        both.resize(2 * taps, 2 * taps);
        both << own, cross, cross.transpose(),
            toeplitz(crossCorrelation(interference, interference, first, lags), taps, b * b);
    }
    state_ = std::make_unique<State>(State{{target.begin(), target.end()},
                                           {interference.begin(), interference.end()},
                                           filterLength,
                                           a,
                                           b,
                                           Projector(own),
                                           Projector(both)});
}

BssEvaluator::~BssEvaluator() = default;
BssEvaluator::BssEvaluator(BssEvaluator&&) noexcept = default;
BssEvaluator& BssEvaluator::operator=(BssEvaluator&&) noexcept = default;

BssEval BssEvaluator::evaluate(std::span<const float> estimate) const {
    const State& s = *state_;
    checkMetricInput(s.target, estimate, "BSS Eval");

    const auto productsWith = [&](const std::vector<float>& source, double scale) -> Eigen::VectorXd {
        const auto products = crossCorrelation(source, estimate, 0, s.taps);
        return scale * Eigen::VectorXd::Map(products.data(), s.taps);
    };
    const Eigen::VectorXd withTarget = productsWith(s.target, s.targetScale);
    Eigen::VectorXd withBoth = withTarget;
    if (s.interferenceScale > 0) {
        withBoth.resize(2 * s.taps);
        withBoth << withTarget, productsWith(s.interference, s.interferenceScale);
    }

    const double total = energyOf(estimate);
    const auto part = [&](double energy) { return energy > energyTolerance * total ? energy : 0.0; };
    const double target = s.onTarget.energy(withTarget), both = s.onBoth.energy(withBoth);
    return {ratioDb(part(target), part(total - target)), ratioDb(part(target), part(both - target)),
            ratioDb(part(both), part(total - both))};
}

BssEval bssEval(std::span<const float> target, std::span<const float> interference,
                std::span<const float> estimate, int filterLength) {
    return BssEvaluator(target, interference, filterLength).evaluate(estimate);
}

} // namespace winnow::separation
