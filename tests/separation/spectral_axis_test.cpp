// SPDX-License-Identifier: GPL-3.0-or-later
/// Spectra moved between frequency axes.
#include "separation/spectral_axis.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"

#include <cmath>

using namespace winnow;
using separation::binFrequencies;
using separation::moveToAxis;

namespace {

/// Integral of the power over the axis, by rectangles as wide as a bin.
double energy(const nmf::Matrix<float>& spectra, Eigen::Index column, double spacing) {
    return spectra.col(column).cast<double>().squaredNorm() * spacing;
}

} // namespace

TEST_CASE("Bins go up to the limit, whatever rounding does to it") {
    CHECK(binFrequencies(31.25, 8000).size() == 257);
    CHECK(binFrequencies(44100.0 / 1408, 8000).size() == 256); // 256 * 31.32 Hz is above 8 kHz
    CHECK(binFrequencies(0.1, 0.3).size() == 4);
    CHECK(binFrequencies(31.25, 8000).back() == 8000);
}

TEST_CASE("Equal axes give the spectra back to the bit") {
    const auto axis = binFrequencies(31.25, 8000);
    const nmf::Matrix<float> atoms = test::syntheticDictionary().atoms();
    CHECK(moveToAxis(axis, atoms, axis) == atoms);
}

TEST_CASE("A flat spectrum stays flat on every axis") {
    const auto axis = binFrequencies(31.25, 8000);
    const nmf::Matrix<float> flat = nmf::Matrix<float>::Constant(257, 1, 0.25F);
    for (const double spacing : {7.8125, 28.7, 31.25, 31.32, 40.0, 62.5, 125.0, 333.0})
        CHECK((moveToAxis(axis, flat, binFrequencies(spacing, 8000)).array() - 0.25F).abs().maxCoeff() <
              1e-6F);
}

TEST_CASE("Between two sources the power is interpolated linearly") {
    nmf::Matrix<float> two(2, 1);
    two << 1.0F, 3.0F;
    const auto moved = moveToAxis({0, 100}, two, binFrequencies(25, 100));
    REQUIRE(moved.rows() == 5);
    for (Eigen::Index k = 0; k < 5; ++k)
        CHECK(moved(k, 0) == Approx(std::sqrt(1 + 2.0 * static_cast<double>(k))));
}

TEST_CASE("On a coarser axis every source is shared between its neighbours") {
    nmf::Matrix<float> line = nmf::Matrix<float>::Zero(9, 1); // 0, 10, ... 80 Hz
    line(5, 0) = 1.0F;                                        // 50 Hz
    const auto moved = moveToAxis(binFrequencies(10, 80), line, binFrequencies(20, 80));
    // Bins 40 and 60 Hz lie 10 of 20 Hz away: weight 1/2 of a weight sum of 2.
    CHECK(moved(2, 0) == Approx(std::sqrt(0.25)));
    CHECK(moved(3, 0) == Approx(std::sqrt(0.25)));
    CHECK(moved(0, 0) + moved(1, 0) + moved(4, 0) == 0.0F);
}

TEST_CASE("Moving atoms to another axis keeps their energy") {
    const auto axis = binFrequencies(31.25, 8000);
    const nmf::Matrix<float> atoms = test::syntheticDictionary().atoms();
    for (const double spacing : {7.8125, 15.625, 28.7, 31.32, 62.5, 93.75}) {
        const auto moved = moveToAxis(axis, atoms, binFrequencies(spacing, 8000));
        for (Eigen::Index a = 0; a < atoms.cols(); ++a) {
            const double before = energy(atoms, a, 31.25);
            INFO("spacing " << spacing << ", atom " << a);
            CHECK(std::abs(10 * std::log10(energy(moved, a, spacing) / before)) < 0.5); // dB
        }
    }
}

TEST_CASE("An uneven axis is moved too") {
    nmf::Matrix<float> ramp(4, 1);
    ramp << 1.0F, 1.0F, 1.0F, 1.0F;
    const auto moved = moveToAxis({0, 10, 100, 1000}, ramp, binFrequencies(50, 1000));
    CHECK((moved.array() - 1.0F).abs().maxCoeff() < 1e-6F);
}
