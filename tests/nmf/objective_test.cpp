// SPDX-License-Identifier: GPL-3.0-or-later
/// The objective: never rises, with plain and over-relaxed steps.
#include "nmf/factorize.h"
#include "tests/nmf/simd_levels.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <vector>

using namespace winnow;
using test::MatrixD;
using test::randomMatrix;

namespace {

/// Largest rise from one value to the next, relative to the value.
double largestRise(const std::vector<double>& trace) {
    double rise = 0;
    for (std::size_t i = 1; i < trace.size(); ++i)
        rise = std::max(rise, (trace[i] - trace[i - 1]) / trace[i - 1]);
    return rise;
}

/// Spectrogram-like data: a wide range of values, some of them zero.
template <class T> nmf::Matrix<T> wideData() {
    MatrixD V = randomMatrix(33, 61, 4);
    V = (V.array() < 0.05).select(0.0, (V.array() * 12 - 8).exp());
    return V.cast<T>();
}

template <class T> void checkNeverRises(nmf::Options options, double allowed) {
    options.rank = 5;
    options.maxIterations = 60;
    options.checkEvery = 1;
    options.tolerance = 0;
    const nmf::Matrix<T> V = wideData<T>();
    const nmf::Matrix<T> W0 = randomMatrix(33, 5, 1, 0.05).cast<T>();
    const auto result = nmf::factorize<T>(V, W0, nmf::Matrix<T>(), options);
    INFO("beta " << options.beta << ", l1W " << options.l1W << ", l1H " << options.l1H << ", fixed "
                 << options.fixedAtoms << ", updateW " << options.updateW << ", updateH " << options.updateH
                 << ", relaxation " << options.overRelaxation << ", level " << nmf::name(nmf::simdLevel()));
    REQUIRE(result.trace.size() == 61);
    CHECK(largestRise(result.trace) <= allowed);
    CHECK(result.trace.back() < result.trace.front());
}

} // namespace

TEST_CASE("Plain multiplicative updates never raise the objective") {
    for (double beta : {0.0, 0.3, 0.5, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0}) {
        for (const auto& [l1W, l1H] : {std::pair{0.0, 0.0}, {0.0, 0.1}, {0.2, 0.0}, {0.1, 0.1}}) {
            for (nmf::Index fixed : {0, 2, 5}) {
                nmf::Options options;
                options.beta = beta;
                options.l1W = l1W;
                options.l1H = l1H;
                options.fixedAtoms = fixed;
                checkNeverRises<double>(options, 1e-12);
                checkNeverRises<float>(options, 2e-6);
            }
        }
    }
}

TEST_CASE("Plain multiplicative updates never raise the objective at any SIMD level") {
    for (auto level : test::simdLevels()) {
        const test::WithSimdLevel with(level);
        for (double beta : {0.0, 0.5, 1.0, 2.0}) {
            nmf::Options options;
            options.beta = beta;
            options.l1H = 0.1;
            checkNeverRises<double>(options, 1e-12);
            checkNeverRises<float>(options, 2e-6);
        }
    }
}

TEST_CASE("Over-relaxed updates never raise the objective from check to check") {
    for (double beta : {0.0, 1.0, 1.5, 2.0}) {
        for (double relaxation : {0.7, 1.3, 1.8, 1.99}) {
            nmf::Options options;
            options.beta = beta;
            options.overRelaxation = relaxation;
            checkNeverRises<double>(options, relaxation < 1 ? 1e-12 : 0);
        }
    }
}

TEST_CASE("Over-relaxed updates need fewer iterations") {
    MatrixD V = randomMatrix(40, 6, 1) * randomMatrix(6, 90, 2);
    V.array() += 0.05 * randomMatrix(40, 90, 3).array();
    nmf::Options options;
    options.rank = 6;
    options.maxIterations = 200;
    options.checkEvery = 5;
    options.tolerance = 0;
    const auto plain = nmf::factorize<double>(V, options);
    options.overRelaxation = 1.8;
    const auto fast = nmf::factorize<double>(V, options);
    std::size_t reached = 0;
    while (reached < fast.trace.size() && fast.trace[reached] > plain.trace.back())
        ++reached;
    CHECK(reached < 0.7 * static_cast<double>(plain.trace.size()));
}

TEST_CASE("A step that raises the objective is taken back") {
    // At a minimum every step of exponent near 2 overshoots sooner or later; the end may not be worse than
    // the start.
    const MatrixD V = wideData<double>();
    nmf::Options options;
    options.rank = 3;
    options.maxIterations = 3000;
    options.tolerance = 0;
    const auto minimum = nmf::factorize<double>(V, options);
    options.overRelaxation = 1.99;
    options.maxIterations = 37; // ends between two checks
    const auto result = nmf::factorize<double>(V, minimum.W, minimum.H, options);
    // But for rounding: plain steps at a minimum move by the last bit.
    CHECK(result.trace.back() <= result.trace.front() * (1 + 1e-13));
    CHECK(largestRise(result.trace) <= 1e-13);

    options.progress = [](const nmf::Progress& progress) { return progress.iteration < 13; };
    const auto cancelled = nmf::factorize<double>(V, minimum.W, minimum.H, options);
    CHECK(cancelled.trace.back() <= cancelled.trace.front() * (1 + 1e-13));
}
