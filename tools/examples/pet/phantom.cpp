// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/pet/phantom.h"

#include <cmath>

namespace winnow::examples::pet {
namespace {

/// Activity of plasma t minutes after injection (Feng, Huang & Wang 1993, for FDG).
double plasma(double t) {
    return t <= 0 ? 0
                  : (851.1 * t - 21.88 - 20.81) * std::exp(-4.134 * t) + 21.88 * std::exp(-0.1191 * t) +
                        20.81 * std::exp(-0.01043 * t);
}

/// Irreversible two-compartment tissue: plasma convolved with K1 / (k2 + k3) (k3 + k2 exp(-(k2 + k3) t)).
double tissue(double t, double K1, double k2, double k3) {
    constexpr double step = 0.05;
    double sum = 0;
    for (double s = step / 2; s < t; s += step)
        sum += step * plasma(s) * K1 / (k2 + k3) * (k3 + k2 * std::exp(-(k2 + k3) * (t - s)));
    return sum;
}

Matrix blurred(const Matrix& image, double width) {
    const auto reach = static_cast<Index>(3 * width);
    Vector kernel(2 * reach + 1);
    for (Index i = -reach; i <= reach; ++i)
        kernel(i + reach) = std::exp(-0.5 * std::pow(static_cast<double>(i) / width, 2));
    kernel /= kernel.sum();
    const auto along = [&](const Matrix& x) {
        Matrix y = Matrix::Zero(x.rows(), x.cols());
        for (Index i = 0; i < x.rows(); ++i)
            for (Index k = -reach; k <= reach; ++k)
                if (i + k >= 0 && i + k < x.rows()) y.row(i) += kernel(k + reach) * x.row(i + k);
        return y;
    };
    return along(along(image).transpose()).transpose();
}

} // namespace

Phantom simulatePhantom(Index side, double countsPerUnit, Random& random) {
    Phantom phantom;
    phantom.side = side;
    std::vector<double> durations;
    for (const auto& [count, minutes] : {std::pair{10, 0.2}, {8, 0.5}, {8, 2.0}, {8, 4.0}})
        durations.insert(durations.end(), static_cast<std::size_t>(count), minutes);
    const auto frames = static_cast<Index>(durations.size());
    phantom.durations = Eigen::Map<const Vector>(durations.data(), frames);
    phantom.minutes.resize(frames);
    phantom.curves.resize(frames, 3);
    double start = 0;
    for (Index f = 0; f < frames; ++f) {
        const double t = start + phantom.durations(f) / 2;
        phantom.minutes(f) = t;
        phantom.curves.row(f) << plasma(t), tissue(t, 0.10, 0.13, 0.02), tissue(t, 0.14, 0.10, 0.10);
        start += phantom.durations(f);
    }
    std::vector<Matrix> regions(3, Matrix::Zero(side, side));
    const double scale = 2.0 / static_cast<double>(side);
    for (Index i = 0; i < side; ++i)
        for (Index j = 0; j < side; ++j) {
            const double y = (static_cast<double>(i) + 0.5) * scale - 1,
                         x = (static_cast<double>(j) + 0.5) * scale - 1;
            const bool head = std::hypot(x / 0.78, y / 0.92) < 1;
            const bool lesion = std::hypot(x - 0.3, y + 0.25) < 0.2;
            const bool vessel = std::hypot(x, y - 0.78) < 0.12 || std::hypot(x + 0.45, y + 0.1) < 0.08;
            regions[0](i, j) = vessel ? 1 : 0;
            regions[1](i, j) = head && !lesion && !vessel ? 1 : 0;
            regions[2](i, j) = lesion ? 1 : 0;
        }
    phantom.images.resize(3, side * side);
    for (Index a = 0; a < 3; ++a) {
        const Matrix image = blurred(regions[static_cast<std::size_t>(a)], 0.02 * static_cast<double>(side));
        phantom.images.row(a) = Eigen::Map<const Eigen::RowVectorXd>(image.data(), image.size());
    }
    phantom.images.row(0) += 0.04 * phantom.images.row(1) + 0.04 * phantom.images.row(2); // small vessels
    phantom.counts = random.poissonMatrix(countsPerUnit * phantom.durations.asDiagonal() * phantom.curves *
                                          phantom.images);
    return phantom;
}

} // namespace winnow::examples::pet
