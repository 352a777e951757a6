// SPDX-License-Identifier: GPL-3.0-or-later
/// One iteration of factorize() against the reference, over shapes, tails of vectors and tiles, and SIMD
/// levels.
#include "nmf/factorize.h"
#include "tests/nmf/simd_levels.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <string>

using namespace winnow;
using test::MatrixD;
using test::ReferenceOptions;

namespace {

struct Shape {
    nmf::Index m, n, k;
};

/// Largest difference, relative to the largest element.
double difference(const MatrixD& a, const MatrixD& b) {
    if (a.rows() != b.rows() || a.cols() != b.cols()) return 1e300;
    return (a - b).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
}

template <class T> constexpr double kTolerance = sizeof(T) == 4 ? 2e-5 : 1e-12;

/// One iteration of factorize, at every SIMD level, and of the reference from the same start.
template <class T>
void compareOneIteration(const Shape& shape, const ReferenceOptions& options, unsigned seed) {
    const nmf::Matrix<T> V = test::randomMatrix(shape.m, shape.n, seed).template cast<T>();
    const nmf::Matrix<T> W0 = test::randomMatrix(shape.m, shape.k, seed + 1, 0.1).template cast<T>();
    const nmf::Matrix<T> H0 = test::randomMatrix(shape.k, shape.n, seed + 2, 0.1).template cast<T>();
    MatrixD W = W0.template cast<double>();
    MatrixD H = H0.template cast<double>();
    const MatrixD reference = V.template cast<double>();
    const double before = test::referenceObjective(reference, W, H, options);
    test::referenceIteration(reference, W, H, options);
    const double after = test::referenceObjective(reference, W, H, options);
    test::referenceNormalise(W, H, options);

    nmf::Options o;
    o.rank = shape.k;
    o.beta = options.beta;
    o.l1W = options.l1W;
    o.l1H = options.l1H;
    o.updateW = options.updateW;
    o.updateH = options.updateH;
    o.fixedAtoms = options.fixedAtoms;
    o.overRelaxation = options.relaxation;
    o.maxIterations = 1;
    // Where the fit is close, the objective is a small difference of large terms.
    const double margin = kTolerance<T> * reference.sum();
    for (auto level : test::simdLevels()) {
        const test::WithSimdLevel with(level);
        const auto result = nmf::factorize<T>(V, W0, H0, o);
        INFO("m " << shape.m << ", n " << shape.n << ", k " << shape.k << ", beta " << options.beta
                  << ", level " << nmf::name(level) << ", " << sizeof(T) << " bytes");
        CHECK(difference(result.W.template cast<double>(), W) < kTolerance<T>);
        CHECK(difference(result.H.template cast<double>(), H) < kTolerance<T>);
        REQUIRE(result.trace.size() == 2);
        CHECK(result.trace.front() == Approx(before).epsilon(kTolerance<T>).margin(margin));
        CHECK(result.trace.back() == Approx(after).epsilon(kTolerance<T>).margin(margin));
    }
}

} // namespace

TEST_CASE("One update equals the reference for every number of atoms from 1 to 130") {
    for (nmf::Index k = 1; k <= 130; ++k)
        compareOneIteration<float>({5 + k % 13, 3 + k % 7, k}, ReferenceOptions(), 1);
}

TEST_CASE("One update equals the reference around the widths of vectors, panels and tiles") {
    const Shape shapes[] = {{1, 1, 1},    {1, 7, 2},    {7, 1, 3},    {2, 2, 5},    {3, 5, 8},
                            {15, 4, 16},  {16, 11, 17}, {17, 12, 31}, {31, 13, 33}, {47, 23, 4},
                            {48, 24, 12}, {49, 25, 13}, {97, 29, 7},  {191, 8, 2},  {193, 9, 11},
                            {5, 119, 6},  {6, 120, 24}, {8, 121, 25}, {50, 241, 9}, {211, 17, 3}};
    for (double beta : {0.0, 0.5, 1.0, 1.5, 2.0, 3.0}) {
        ReferenceOptions options;
        options.beta = beta;
        unsigned seed = 7;
        for (const Shape& shape : shapes) {
            compareOneIteration<float>(shape, options, seed);
            compareOneIteration<double>(shape, options, seed++);
        }
    }
}

TEST_CASE("One over-relaxed update equals the reference") {
    for (double beta : {0.0, 0.7, 1.0, 2.0}) {
        ReferenceOptions options;
        options.beta = beta;
        options.relaxation = 1.5;
        compareOneIteration<float>({37, 131, 10}, options, 3);
        compareOneIteration<double>({37, 131, 10}, options, 3);
        options.l1H = 0.1;
        compareOneIteration<double>({37, 131, 10}, options, 3);
    }
}

TEST_CASE("One update equals the reference with penalties and held factors") {
    const Shape shape{17, 131, 6};
    for (double beta : {0.0, 1.0, 1.3, 2.0}) {
        for (const auto& [l1W, l1H] : {std::pair{0.0, 0.2}, {0.3, 0.0}, {0.3, 0.2}}) {
            for (nmf::Index fixed : {0, 3, 6}) {
                ReferenceOptions options;
                options.beta = beta;
                options.l1W = l1W;
                options.l1H = l1H;
                options.fixedAtoms = fixed;
                compareOneIteration<double>(shape, options, 3);
                compareOneIteration<float>(shape, options, 3);
            }
            ReferenceOptions options;
            options.beta = beta;
            options.l1W = l1W;
            options.l1H = l1H;
            options.updateW = false;
            compareOneIteration<double>(shape, options, 4);
            options.updateW = true;
            options.updateH = false;
            compareOneIteration<double>(shape, options, 5);
        }
    }
}

TEST_CASE("The update works on a view into a larger matrix") {
    const MatrixD large = test::randomMatrix(40, 30, 1);
    const auto view = large.block(3, 2, 21, 17);
    nmf::Options options;
    options.rank = 4;
    options.maxIterations = 5;
    const auto fromView = nmf::factorize<double>(view, options);
    const auto fromCopy = nmf::factorize<double>(MatrixD(view), options);
    CHECK(fromView.W == fromCopy.W);
    CHECK(fromView.H == fromCopy.H);
}
