// SPDX-License-Identifier: GPL-3.0-or-later
/// BSS Eval as the paper writes it: delayed copies as columns of a matrix, projections by least squares (QR),
/// parts as signals. Slow.
#pragma once

#include "separation/bss_eval.h"

#include <Eigen/QR>

#include <cmath>
#include <span>

namespace winnow::test {

inline separation::BssEval referenceBssEval(std::span<const float> target,
                                            std::span<const float> interference,
                                            std::span<const float> estimate, int taps) {
    const auto size = static_cast<Eigen::Index>(target.size());
    Eigen::MatrixXd copies = Eigen::MatrixXd::Zero(size + taps - 1, 2 * taps);
    for (Eigen::Index k = 0; k < taps; ++k) {
        copies.col(k).segment(k, size) = Eigen::VectorXf::Map(target.data(), size).cast<double>();
        copies.col(taps + k).segment(k, size) =
            Eigen::VectorXf::Map(interference.data(), size).cast<double>();
    }
    Eigen::VectorXd e = Eigen::VectorXd::Zero(size + taps - 1);
    e.head(size) = Eigen::VectorXf::Map(estimate.data(), size).cast<double>();

    const auto project = [&](Eigen::Index columns) -> Eigen::VectorXd {
        const Eigen::MatrixXd basis = copies.leftCols(columns);
        return basis * basis.colPivHouseholderQr().solve(e);
    };
    const Eigen::VectorXd sTarget = project(taps);
    const Eigen::VectorXd eInterf = project(2 * taps) - sTarget;
    const Eigen::VectorXd eArtif = e - sTarget - eInterf;
    const auto db = [](const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
        return 10 * std::log10(a.squaredNorm() / b.squaredNorm());
    };
    return {db(sTarget, eInterf + eArtif), db(sTarget, eInterf), db(sTarget + eInterf, eArtif)};
}

} // namespace winnow::test
