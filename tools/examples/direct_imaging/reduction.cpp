// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/direct_imaging/reduction.h"

#include "nmf/nnls.h"
#include "nmf/variants/sequential.h"
#include "tools/examples/common/rivals.h"

#include <algorithm>
#include <cmath>

namespace winnow::examples::direct_imaging {
namespace {

constexpr double radius = 1.5; ///< of an aperture: half a resolution element
constexpr double twoPi = 6.283185307179586477;

double bilinear(const Matrix& image, double row, double column) {
    const double i = std::floor(row), j = std::floor(column);
    if (i < 0 || j < 0 || i + 1 >= static_cast<double>(image.rows()) ||
        j + 1 >= static_cast<double>(image.cols()))
        return 0;
    const double a = row - i, b = column - j;
    const auto r = static_cast<Index>(i), c = static_cast<Index>(j);
    return (1 - a) * ((1 - b) * image(r, c) + b * image(r, c + 1)) +
           a * ((1 - b) * image(r + 1, c) + b * image(r + 1, c + 1));
}

Matrix turned(const Matrix& image, double angle) {
    Matrix result(image.rows(), image.cols());
    const double centre = static_cast<double>(image.rows() - 1) / 2;
    const double c = std::cos(angle), s = std::sin(angle);
    for (Index i = 0; i < image.rows(); ++i)
        for (Index j = 0; j < image.cols(); ++j) {
            const double y = static_cast<double>(i) - centre, x = static_cast<double>(j) - centre;
            result(i, j) = bilinear(image, centre + c * y - s * x, centre + s * y + c * x);
        }
    return result;
}

/// Median of each row.
Vector medians(const Matrix& stack) {
    Vector result(stack.rows());
    std::vector<double> row(static_cast<std::size_t>(stack.cols()));
    for (Index i = 0; i < stack.rows(); ++i) {
        for (Index j = 0; j < stack.cols(); ++j)
            row[static_cast<std::size_t>(j)] = stack(i, j);
        const auto middle = row.begin() + static_cast<std::ptrdiff_t>(row.size() / 2);
        std::nth_element(row.begin(), middle, row.end());
        result(i) = *middle;
    }
    return result;
}

Matrix combine(const Observation& observation, const Matrix& residuals) {
    Matrix aligned(residuals.rows(), residuals.cols());
    for (Index t = 0; t < residuals.cols(); ++t) {
        const Vector frame = residuals.col(t);
        const Matrix image =
            turned(Eigen::Map<const Matrix>(frame.data(), observation.size, observation.size),
                   observation.angles[static_cast<std::size_t>(t)]);
        aligned.col(t) = Eigen::Map<const Vector>(image.data(), image.size());
    }
    const Vector median = medians(aligned);
    return Eigen::Map<const Matrix>(median.data(), observation.size, observation.size);
}

} // namespace

Matrix classicalAdi(const Observation& observation) {
    return combine(observation, observation.target.colwise() - medians(observation.target));
}

Matrix klip(const Observation& observation, Index k) {
    const Pca pca = principalComponents(observation.references, k);
    const Matrix centred = observation.target.colwise() - pca.mean;
    return combine(observation, centred - pca.axes * (pca.axes.transpose() * centred));
}

Matrix sequential(const Observation& observation, Index k, std::uint64_t seed,
                  std::vector<double>& residualVariance) {
    nmf::VariantOptions options;
    options.rank = k;
    options.seed = seed;
    options.maxIterations = 300;
    const auto model = nmf::sequentialNmf(observation.references, {}, options);
    residualVariance = model.residualVariance;
    return combine(observation,
                   observation.target - model.W * nmf::nnls<double>(model.W, observation.target));
}

double apertureSum(const Matrix& image, double row, double column) {
    double sum = 0;
    for (Index i = 0; i < image.rows(); ++i)
        for (Index j = 0; j < image.cols(); ++j)
            if (std::hypot(static_cast<double>(i) - row, static_cast<double>(j) - column) <= radius)
                sum += image(i, j);
    return sum;
}

double signalToNoise(const Matrix& image, double row, double column) {
    const double centre = static_cast<double>(image.rows() - 1) / 2;
    const double y = row - centre, x = column - centre, r = std::hypot(x, y);
    const auto count = static_cast<Index>(twoPi * r / (2 * radius));
    if (r < 5 || r > centre - 2 * radius || count < 6) return 0;
    const double start = std::atan2(x, y);
    Vector others(count - 1);
    // Aperture sums by interpolated values at five points: quick enough for a map.
    const auto flux = [&](double angle) {
        double sum = 0;
        for (Index p = 0; p < 5; ++p) {
            const double reach = p == 0 ? 0 : 1.0, around = twoPi * static_cast<double>(p) / 4;
            sum += bilinear(image, centre + r * std::cos(angle) + reach * std::cos(around),
                            centre + r * std::sin(angle) + reach * std::sin(around));
        }
        return sum;
    };
    for (Index a = 1; a < count; ++a)
        others(a - 1) = flux(start + twoPi * static_cast<double>(a) / static_cast<double>(count));
    const double mean = others.mean(), n = static_cast<double>(others.size());
    const double deviation = std::sqrt((others.array() - mean).square().sum() / (n - 1));
    return deviation > 0 ? (flux(start) - mean) / (deviation * std::sqrt(1 + 1 / n)) : 0;
}

Matrix signalToNoiseMap(const Matrix& image) {
    Matrix map(image.rows(), image.cols());
    for (Index i = 0; i < image.rows(); ++i)
        for (Index j = 0; j < image.cols(); ++j)
            map(i, j) = signalToNoise(image, static_cast<double>(i), static_cast<double>(j));
    return map;
}

} // namespace winnow::examples::direct_imaging
