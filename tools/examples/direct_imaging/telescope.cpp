// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/direct_imaging/telescope.h"

#include <cmath>
#include <complex>

namespace winnow::examples::direct_imaging {
namespace {

using ComplexMatrix = Eigen::MatrixXcd;
constexpr double twoPi = 6.283185307179586477;
constexpr Index pupilSize = 24;
constexpr double resolution = 3; ///< pixels a lambda / D

struct Optics {
    Matrix pupil;          ///< 1 inside
    ComplexMatrix toImage; ///< size x pupilSize: the discrete Fourier transform along one side

    explicit Optics(Index size) : pupil(pupilSize, pupilSize), toImage(size, pupilSize) {
        const double middle = (pupilSize - 1) / 2.0, centre = static_cast<double>(size - 1) / 2;
        for (Index i = 0; i < pupilSize; ++i)
            for (Index j = 0; j < pupilSize; ++j)
                pupil(i, j) = std::hypot(static_cast<double>(i) - middle, static_cast<double>(j) - middle) <=
                                      pupilSize / 2.0
                                  ? 1
                                  : 0;
        for (Index x = 0; x < size; ++x)
            for (Index u = 0; u < pupilSize; ++u)
                toImage(x, u) =
                    std::polar(1.0, -twoPi * (static_cast<double>(x) - centre) *
                                        (static_cast<double>(u) - middle) / (resolution * pupilSize));
    }
    Matrix image(const ComplexMatrix& field) const {
        return (toImage * field * toImage.transpose()).cwiseAbs2();
    }
};

/// Phase errors as ripples over the pupil, each with a fixed part and one that drifts.
class Aberrations {
public:
    Aberrations(Random& random, Index fixedModes, Index driftingModes, double drift)
        : random_(random), still_(Matrix::Zero(pupilSize, pupilSize)), drift_(2 * driftingModes) {
        for (Index m = 0; m < fixedModes; ++m) {
            const double cycles = random.uniform(1.5, 8), angle = random.uniform(0, twoPi);
            // Less of the fine ripples, as polished mirrors have it.
            const double size = 0.05 / cycles;
            still_ += size * (random.normal() * wave(cycles, angle, false) +
                              random.normal() * wave(cycles, angle, true));
        }
        for (Index m = 0; m < driftingModes; ++m) {
            const double cycles = random.uniform(1.5, 5), angle = random.uniform(0, twoPi);
            ripples_.push_back(drift / cycles * wave(cycles, angle, false));
            ripples_.push_back(drift / cycles * wave(cycles, angle, true));
        }
        for (Index m = 0; m < drift_.size(); ++m)
            drift_(m) = random.normal();
    }
    /// The phase of the next frame; `memory` of the drift from one to the next.
    Matrix next(double memory = 0.95) {
        Matrix phase = still_;
        for (Index m = 0; m < drift_.size(); ++m) {
            drift_(m) = memory * drift_(m) + std::sqrt(1 - memory * memory) * random_.normal();
            phase += drift_(m) * ripples_[static_cast<std::size_t>(m)];
        }
        return phase;
    }

private:
    static Matrix wave(double cycles, double angle, bool sine) {
        Matrix phase(pupilSize, pupilSize);
        for (Index i = 0; i < pupilSize; ++i)
            for (Index j = 0; j < pupilSize; ++j)
                phase(i, j) =
                    twoPi * cycles / pupilSize *
                    (std::cos(angle) * static_cast<double>(i) + std::sin(angle) * static_cast<double>(j));
        return sine ? Matrix(phase.array().sin()) : Matrix(phase.array().cos());
    }

    Random& random_;
    Matrix still_;
    Vector drift_;
    std::vector<Matrix> ripples_;
};

Matrix withCoronagraph(const Optics& optics, const Matrix& phase) {
    ComplexMatrix field(pupilSize, pupilSize);
    for (Index i = 0; i < field.size(); ++i)
        field.data()[i] = optics.pupil.data()[i] * std::polar(1.0, phase.data()[i]);
    const std::complex<double> mean = field.sum() / optics.pupil.sum();
    field -= mean * optics.pupil;
    return optics.image(field);
}

/// Image of a point away from the middle: a tilt of the phase. Does not look at the coronagraph, which blocks
/// next to nothing there.
Matrix pointSource(const Optics& optics, double row, double column) {
    ComplexMatrix field(pupilSize, pupilSize);
    for (Index i = 0; i < pupilSize; ++i)
        for (Index j = 0; j < pupilSize; ++j)
            field(i, j) =
                optics.pupil(i, j) *
                std::polar(1.0, twoPi * (static_cast<double>(i) * row + static_cast<double>(j) * column) /
                                    (resolution * pupilSize));
    return optics.image(field);
}

Matrix halo(Index size) {
    Matrix result(size, size);
    const double centre = static_cast<double>(size - 1) / 2;
    for (Index i = 0; i < size; ++i)
        for (Index j = 0; j < size; ++j) {
            const double r = std::hypot(static_cast<double>(i) - centre, static_cast<double>(j) - centre);
            result(i, j) = std::pow(1 + r * r / 90, -1.8);
        }
    return result;
}

} // namespace

Observation observe(const ObservationOptions& options) {
    Random random(options.seed);
    const Optics optics(options.size);
    Observation result;
    result.size = options.size;
    result.separation = options.separation;
    result.position = options.position;
    const Index pixels = options.size * options.size;
    result.target.resize(pixels, options.targets);
    result.references.resize(pixels, options.references);
    // The star's own peak without coronagraph has the value 1.
    const double peak = pointSource(optics, 0, 0).maxCoeff();
    const Matrix glow = 3e-5 * halo(options.size);
    const auto companionAt = [&](double angle) -> Matrix {
        return options.contrast / peak *
               pointSource(optics, options.separation * std::cos(angle),
                           options.separation * std::sin(angle));
    };
    Aberrations aberrations(random, 40, 3, options.drift);
    const auto expose = [&](const Matrix& light) -> Vector {
        // A pixel of the peak collects its share of the photons: about 1 / (size of the image in pixels).
        const double scale = options.photons / (1.3 * resolution * resolution);
        const Matrix counts = random.poissonMatrix(light * scale) / scale;
        return Eigen::Map<const Vector>(counts.data(), pixels);
    };
    for (Index t = 0; t < options.references; ++t)
        result.references.col(t) = expose(withCoronagraph(optics, aberrations.next()) / peak + glow);
    for (Index t = 0; t < options.targets; ++t) {
        const double angle =
            options.rotation * (static_cast<double>(t) / static_cast<double>(options.targets - 1) - 0.5);
        result.angles.push_back(angle);
        result.target.col(t) = expose(withCoronagraph(optics, aberrations.next()) / peak + glow +
                                      companionAt(options.position + angle));
    }
    result.companion = companionAt(options.position);
    return result;
}

} // namespace winnow::examples::direct_imaging
