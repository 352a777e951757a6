// SPDX-License-Identifier: GPL-3.0-or-later
/// What the tests of the unfolded training share: the prototype's reference step, small models, small
/// sources.
#pragma once

#include "separation/training/unfolded/features.h"
#include "separation/training/unfolded/trainer.h"
#include "separation/training/unfolded/unfolded_training.h"

#include <complex>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace winnow::test {

/// The prototype's training step (tests/data/unfolded), in double precision and the trainer's order.
struct UnfoldedReference {
    separation::unfolded::Shape shape;
    std::vector<double> theta, gradient;
    std::vector<separation::unfolded::Spectra<double>> X, S; ///< a mixture each, bins x frames
    std::vector<nmf::Matrix<double>> q;
    std::vector<nmf::Matrix<double>> gain; ///< of every gainStep-th frame
    double loss = 0;
    static constexpr int gainStep = 4;
};
const UnfoldedReference& unfoldedReference(); ///< read once @throws std::runtime_error

/// A model of a few hundred numbers apart from its masks.
separation::unfolded::Shape tinyShape();

/// Random values around the start, different for every parameter.
std::vector<double> randomTheta(const separation::unfolded::Layout& layout, std::uint64_t seed);

/// Two synthetic voices and two noises, the same for training and validation.
separation::unfolded::TrainerSources tinySources();

/// Options of a training that takes a fraction of a second.
separation::unfolded::TrainerOptions tinyTraining();

/// Options of a whole training from recordings, of four steps.
separation::UnfoldedTrainingOptions smallTraining();

/// Largest distance from the expected values, relative to their largest magnitude; infinite for NaN.
double relativeDistance(std::span<const double> actual, std::span<const double> expected);

/// Central differences of f in every element of x.
std::vector<double> numericalGradient(const std::function<double()>& f, std::span<double> x,
                                      double step = 1e-6);

/// Central difference of f as x moves along the direction.
double numericalSlope(const std::function<double()>& f, std::span<double> x,
                      std::span<const double> direction, double step = 1e-5);

} // namespace winnow::test
