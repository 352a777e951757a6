// SPDX-License-Identifier: GPL-3.0-or-later
/// What factorize() refuses, and with which words; and the data that other programs fail on.
#include "nmf/factorize.h"
#include "tests/nmf/least_squares_solvers.h"
#include "tests/nmf/simd_levels.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <limits>
#include <string>

using namespace winnow;
using test::randomMatrix;
using MatrixF = nmf::Matrix<float>;

namespace {

nmf::Options rank(nmf::Index k) {
    nmf::Options options;
    options.rank = k;
    options.maxIterations = 30;
    return options;
}

/// The message of the exception, or "" if there is none.
std::string refusal(const MatrixF& V, const nmf::Options& options, const MatrixF& W0 = {},
                    const MatrixF& H0 = {}) {
    try {
        nmf::factorize<float>(V, W0, H0, options);
    } catch (const nmf::InvalidInput& error) {
        return error.what();
    }
    return "";
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

template <class T> void checkUsable(const nmf::Matrix<T>& V, nmf::Options options, const std::string& what) {
    for (double beta : {0.0, 0.5, 1.0, 1.5, 2.0}) {
        for (double relaxation : {1.0, 1.8}) {
            options.beta = beta;
            options.overRelaxation = relaxation;
            const auto result = nmf::factorize<T>(V, options);
            INFO(what << ", beta " << beta << ", relaxation " << relaxation << ", " << sizeof(T) << " bytes");
            CHECK(result.W.allFinite());
            CHECK(result.H.allFinite());
            CHECK(result.W.minCoeff() >= 0);
            CHECK(result.H.minCoeff() >= 0);
            for (double objective : result.trace)
                CHECK(std::isfinite(objective));
            CHECK(result.trace.back() <= result.trace.front() * (1 + 1e-5));
        }
    }
    options.beta = 2;
    options.overRelaxation = 1;
    options.maxIterations = 10;
    // A start may fit exactly: then only rounding is left.
    const double rounding =
        std::min((sizeof(T) == 4 ? 1e-11 : 1e-24) * V.template cast<double>().squaredNorm(), 1e-3);
    for (const nmf::Solver solver : test::kLeastSquares) {
        for (const nmf::Init init : {nmf::Init::Random, nmf::Init::NndsvdA, nmf::Init::Spa}) {
            options.solver = solver;
            options.init = init;
            const auto result = nmf::factorize<T>(V, options);
            INFO(what << ", solver " << static_cast<int>(solver) << ", init " << static_cast<int>(init)
                      << ", " << sizeof(T) << " bytes");
            CHECK(result.W.allFinite());
            CHECK(result.H.allFinite());
            CHECK(result.W.minCoeff() >= 0);
            CHECK(result.H.minCoeff() >= 0);
            for (double objective : result.trace)
                CHECK(std::isfinite(objective));
            CHECK(result.trace.back() <= result.trace.front() * (1 + 1e-5) + rounding);
        }
    }
}

void checkUsable(const test::MatrixD& V, const nmf::Options& options, const std::string& what) {
    checkUsable<double>(V, options, what);
    checkUsable<float>(V.cast<float>(), options, what);
}

} // namespace

TEST_CASE("Matrices that make no sense are refused with a sentence") {
    const MatrixF V = randomMatrix(4, 5, 1).cast<float>();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    CHECK(contains(refusal(MatrixF(), rank(1)), "V is empty (0 x 0)"));
    CHECK(contains(refusal(MatrixF(3, 0), rank(1)), "V is empty (3 x 0)"));
    const auto with = [&](float value) {
        MatrixF changed = V;
        changed(2, 3) = value;
        return changed;
    };
    CHECK(contains(refusal(with(-1), rank(1)), "V(2, 3) is negative"));
    CHECK(contains(refusal(with(nan), rank(1)),
                   "V(2, 3) is NaN. If NaN marks missing entries, set nanIsMissing"));
    CHECK(contains(refusal(with(infinity), rank(1)), "V(2, 3) is infinite"));
    CHECK(contains(refusal(with(-infinity), rank(1)), "V(2, 3) is infinite"));
    CHECK(refusal(with(0), rank(1)).empty());

    const MatrixF W = randomMatrix(4, 2, 1).cast<float>();
    const MatrixF H = randomMatrix(2, 5, 1).cast<float>();
    CHECK(refusal(V, rank(2), W, H).empty());
    CHECK(contains(refusal(V, rank(3), W, {}), "W0 is 4 x 2; for this V and rank it must be 4 x 3"));
    CHECK(contains(refusal(V, rank(2), H, {}), "W0 is 2 x 5; for this V and rank it must be 4 x 2"));
    CHECK(contains(refusal(V, rank(2), {}, W), "H0 is 4 x 2; for this V and rank it must be 2 x 5"));
    CHECK(contains(refusal(V, rank(2), MatrixF(-W), {}), "W0(0, 0) is negative"));
    CHECK(contains(refusal(V, rank(2), {}, H * nan), "H0(0, 0) is NaN"));
}

TEST_CASE("Options that make no sense are refused with a sentence") {
    const MatrixF V = randomMatrix(4, 5, 1).cast<float>();
    const MatrixF W = randomMatrix(4, 2, 1).cast<float>();
    const auto changed = [](auto change) {
        nmf::Options options = rank(2);
        change(options);
        return options;
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto message = [&](auto change) { return refusal(V, changed(change)); };
    CHECK(contains(refusal(V, rank(0)), "rank is 0; it must be at least 1"));
    CHECK(contains(refusal(V, rank(-3)), "rank is -3"));
    CHECK(contains(message([](auto& o) { o.beta = -0.5; }), "beta is -0.5"));
    CHECK(contains(message([](auto& o) { o.beta = 4; }), "beta is 4"));
    CHECK(contains(message([&](auto& o) { o.beta = nan; }), "beta"));
    CHECK(contains(message([](auto& o) { o.maxIterations = -1; }), "maxIterations"));
    CHECK(contains(message([](auto& o) { o.tolerance = -1; }), "tolerance"));
    CHECK(contains(message([](auto& o) { o.checkEvery = 0; }), "checkEvery"));
    CHECK(contains(message([](auto& o) { o.l1W = -1; }), "l1W"));
    CHECK(contains(message([&](auto& o) { o.l1H = nan; }), "l1H"));
    CHECK(contains(message([](auto& o) { o.overRelaxation = 2; }), "overRelaxation"));
    CHECK(contains(message([](auto& o) { o.overRelaxation = 0; }), "overRelaxation"));
    CHECK(contains(message([](auto& o) { o.threads = -1; }), "threads"));
    CHECK(contains(message([](auto& o) { o.fixedAtoms = 3; }), "fixedAtoms is 3"));
    CHECK(contains(message([](auto& o) { o.fixedAtoms = 1; }), "no W is given"));
    CHECK(contains(message([](auto& o) { o.updateW = false; }), "no W is given"));
    CHECK(contains(message([](auto& o) { o.updateH = false; }), "no H is given"));
    CHECK(message([](auto& o) { o.threads = 0; }).empty());
    nmf::Options held = rank(3);
    held.fixedAtoms = 2;
    CHECK(refusal(V, held, W).empty());
    held.fixedAtoms = 1;
    CHECK(contains(refusal(V, held, W), "or only the fixed atoms, 4 x 1"));
}

TEST_CASE("Data that other programs fail on give finite factors") {
    const test::MatrixD V = randomMatrix(19, 23, 1);
    checkUsable((V.array() < 0.3).select(0.0, V), rank(3), "zeros");
    checkUsable(test::MatrixD::Zero(19, 23), rank(3), "all zeros");
    test::MatrixD holes = V;
    holes.row(4).setZero();
    holes.col(7).setZero();
    checkUsable(holes, rank(3), "a zero row and a zero column");
    checkUsable(V * 1e-20, rank(3), "values near 1e-20");
    checkUsable(V * 1e20, rank(3), "values near 1e20");
    checkUsable((V.array() * 92 - 46).exp(), rank(3), "values from 1e-20 to 1e20 at once");
    checkUsable(V.col(0) * V.row(0), rank(6), "rank above the true rank");
    checkUsable(V, rank(40), "rank above both sizes");
    checkUsable(test::MatrixD::Constant(1, 1, 3), rank(2), "one element");
    checkUsable<float>(MatrixF(V.cast<float>() * 1e-40F), rank(3), "denormals");
    checkUsable<double>(test::MatrixD(V * 1e-310), rank(3), "denormals");
    checkUsable<float>(MatrixF(V.cast<float>() * 3.4e38F), rank(3), "the largest floats");
    checkUsable<double>(test::MatrixD(V * 1.7e308), rank(3), "the largest doubles");
    test::MatrixD few = V;
    few.block(0, 0, 19, 10) *= 1e-42;
    checkUsable<float>(few.cast<float>(), rank(3), "ordinary values and denormals");
}

TEST_CASE("Starting factors of odd scale give finite factors") {
    const MatrixF V = randomMatrix(19, 23, 1).cast<float>();
    for (float w : {1e-30F, 1.0F, 1e30F}) {
        for (float h : {1e-30F, 1.0F, 1e30F}) {
            const MatrixF W0 = randomMatrix(19, 3, 2, 0.1).cast<float>() * w;
            const MatrixF H0 = randomMatrix(3, 23, 3, 0.1).cast<float>() * h;
            for (double beta : {0.0, 1.0, 2.0}) {
                nmf::Options options = rank(3);
                options.beta = beta;
                const auto result = nmf::factorize<float>(V, W0, H0, options);
                INFO("W0 near " << w << ", H0 near " << h << ", beta " << beta);
                CHECK(result.W.allFinite());
                CHECK(result.H.allFinite());
                CHECK(result.trace.back() < result.trace.front());
            }
        }
    }
}

TEST_CASE("The scale of V does not change how well it is fitted") {
    const MatrixF V = (randomMatrix(19, 3, 1) * randomMatrix(3, 23, 2)).cast<float>();
    for (double beta : {0.0, 1.0, 2.0}) {
        nmf::Options options = rank(3);
        options.beta = beta;
        options.maxIterations = 300;
        for (float scale : {1e-37F, 1e-20F, 1.0F, 1e20F, 1e37F}) {
            const MatrixF scaled = V * scale;
            const auto result = nmf::factorize<float>(scaled, options);
            const MatrixF fit = result.W * result.H;
            INFO("beta " << beta << ", scale " << scale);
            CHECK((fit / scale - V).norm() < 0.05F * V.norm());
        }
    }
}

TEST_CASE("Zeros of a starting factor stay, everything else can move away from zero") {
    const test::MatrixD V = randomMatrix(12, 20, 1, 0.2);
    test::MatrixD W0 = randomMatrix(12, 3, 2, 0.1);
    test::MatrixD H0 = randomMatrix(3, 20, 3, 0.1);
    W0(2, 1) = 0;
    H0(1, 4) = 0;
    H0(0, 5) = 1e-17; // nearly locked
    nmf::Options options = rank(3);
    options.maxIterations = 3000;
    options.tolerance = 0;
    const auto result = nmf::factorize<double>(V, W0, H0, options);
    CHECK(result.W(2, 1) == 0);
    CHECK(result.H(1, 4) == 0);
    // An activation pushed to the floor by one W comes back with another that needs it.
    test::MatrixD W1 = W0;
    W1.col(0).setConstant(1e-12);
    W1(0, 0) = 1;
    const test::MatrixD data = W0 * H0;
    options.updateW = false;
    options.maxIterations = 500;
    const auto pushed = nmf::factorize<double>(test::MatrixD(V.array() * 0 + 1e-3), W1, H0, options);
    const auto back = nmf::factorize<double>(data, W0, pushed.H, options);
    CHECK(back.trace.back() < 1e-2 * back.trace.front());
}
