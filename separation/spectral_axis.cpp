// SPDX-License-Identifier: GPL-3.0-or-later
/// Magnitude spectra moved from one frequency axis to another.
#include "separation/spectral_axis.h"

#include <algorithm>
#include <cmath>

namespace winnow::separation {

namespace {

/// Distance to the neighbours of entry i, the wider one.
double spacingAt(const std::vector<double>& axis, std::size_t i) {
    const double below = i > 0 ? axis[i] - axis[i - 1] : 0.0;
    const double above = i + 1 < axis.size() ? axis[i + 1] - axis[i] : 0.0;
    return std::max(below, above);
}

/// Weights of the sources around one target: first source, then one weight each, with the sum 1.
struct Weights {
    Eigen::Index first = 0;
    Eigen::VectorXd values;
};

Weights weightsAt(const std::vector<double>& from, double frequency, double targetSpacing) {
    if (frequency >= from.back()) // also where rounding puts the last target a hair above the last source
        return {static_cast<Eigen::Index>(from.size()) - 1, Eigen::VectorXd::Ones(1)};

    const auto above = std::upper_bound(from.begin(), from.end(), frequency);
    std::size_t last = static_cast<std::size_t>(above - from.begin());
    std::size_t first = last - 1; // from[0] = 0 <= frequency
    const double interval = from[last] - from[first];
    if (targetSpacing <= interval) {
        const double share = (frequency - from[first]) / interval;
        return {static_cast<Eigen::Index>(first), Eigen::Vector2d(1.0 - share, share)};
    }
    while (first > 0 && frequency - from[first - 1] < targetSpacing)
        --first;
    while (last + 1 < from.size() && from[last + 1] - frequency < targetSpacing)
        ++last;
    Weights weights{static_cast<Eigen::Index>(first),
                    Eigen::VectorXd(static_cast<Eigen::Index>(last - first + 1))};
    for (std::size_t i = first; i <= last; ++i)
        weights.values(static_cast<Eigen::Index>(i - first)) =
            std::max(0.0, 1.0 - std::abs(from[i] - frequency) / targetSpacing) * spacingAt(from, i);
    weights.values /= weights.values.sum();
    return weights;
}

} // namespace

std::vector<double> binFrequencies(double spacingHz, double limitHz) {
    const auto last = static_cast<std::size_t>(limitHz / spacingHz + 1e-3);
    std::vector<double> axis(last + 1);
    for (std::size_t k = 0; k <= last; ++k)
        axis[k] = static_cast<double>(k) * spacingHz;
    return axis;
}

nmf::Matrix<float> moveToAxis(const std::vector<double>& from, const nmf::Matrix<float>& spectra,
                              const std::vector<double>& to) {
    const Eigen::MatrixXd power = spectra.cast<double>().array().square();
    Eigen::MatrixXd moved(static_cast<Eigen::Index>(to.size()), spectra.cols());
    for (std::size_t k = 0; k < to.size(); ++k) {
        const Weights weights = weightsAt(from, to[k], spacingAt(to, k));
        moved.row(static_cast<Eigen::Index>(k)) =
            weights.values.transpose() * power.middleRows(weights.first, weights.values.size());
    }
    return moved.array().sqrt().matrix().cast<float>();
}

} // namespace winnow::separation
