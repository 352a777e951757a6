// SPDX-License-Identifier: GPL-3.0-or-later
/// The unfolded solver against a slow one in double precision.
#include "nmf/invalid_input.h"
#include "nmf/simd.h"
#include "nmf/unfolded_solver.h"
#include "tests/support/catch.h"

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace winnow::nmf;

namespace {

constexpr SimdLevel kLevels[] = {SimdLevel::Baseline, SimdLevel::V2, SimdLevel::V3, SimdLevel::V4};

/// Restores the level at the end of a test.
struct LevelGuard {
    SimdLevel before = simdLevel();
    ~LevelGuard() { setSimdLevel(before); }
};

std::vector<float> uniform(std::mt19937& random, Index count, float lowest, float highest) {
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float& x : values)
        x = lowest + (highest - lowest) * static_cast<float>(random()) / 4294967296.0F;
    return values;
}

/// A layer of random parameters with u^T W = 1.
UnfoldedParameters randomParameters(Index D, Index K, Index B, Index nb, std::vector<float> eta,
                                    unsigned seed) {
    std::mt19937 random(seed);
    UnfoldedParameters p;
    p.u = uniform(random, D, 0.2F / static_cast<float>(D), 2 / static_cast<float>(D));
    const std::vector<float> values = uniform(random, D * K, 0, 1);
    p.W = Eigen::Map<const Matrix<float>>(values.data(), D, K).cwiseAbs2();
    const Eigen::Map<const Eigen::RowVectorXf> u(p.u.data(), D);
    for (Index a = 0; a < K; ++a)
        p.W.col(a) /= u * p.W.col(a);
    p.prior = uniform(random, K, 0.5F / static_cast<float>(K), 1.5F / static_cast<float>(K));
    p.kap = uniform(random, K, 0, 0.1F);
    p.den = uniform(random, K, 0.8F, 1);
    p.eta = std::move(eta);
    const std::vector<float> bands = uniform(random, B * nb, 0, 1);
    p.dynamicBands = Eigen::Map<const Matrix<float>>(bands.data(), B, nb);
    p.dynamicStart = uniform(random, nb, 0.1F, 2);
    p.dynamicDen = uniform(random, nb, 0.8F, 1);
    return p;
}

struct Solution {
    std::vector<float> h, beta;
};

Solution solve(const UnfoldedParameters& p, const std::vector<float>& v, const std::vector<float>& n) {
    const UnfoldedLayer layer(p);
    UnfoldedSolver solver;
    solver.prepare(layer);
    Solution s{std::vector<float>(p.prior.size()), std::vector<float>(p.dynamicStart.size())};
    solver.solve(layer, v, n, s.h, s.beta);
    return s;
}

/// As the formulas have it.
Solution slow(const UnfoldedParameters& p, const std::vector<float>& data,
              const std::vector<float>& amplitudes) {
    using Vector = Eigen::VectorXd;
    const auto vector = [](const std::vector<float>& x) -> Vector {
        return Eigen::Map<const Eigen::VectorXf>(x.data(), static_cast<Index>(x.size())).cast<double>();
    };
    const auto eps = static_cast<double>(p.eps);
    const Eigen::MatrixXd W = p.W.cast<double>(), bands = p.dynamicBands.cast<double>();
    const Vector v = vector(data).array() + eps, n = vector(amplitudes), u = vector(p.u);
    const Vector h0 = u.dot(v) * vector(p.prior);
    Vector h = h0, beta = vector(p.dynamicStart);
    for (const float eta : p.eta) {
        Vector model = (W * h).array() + eps;
        model.head(n.size()) += n.cwiseProduct(bands * beta);
        const Vector weighted = u.cwiseProduct(v.cwiseQuotient(model));
        const Vector gain =
            ((W.transpose() * weighted + vector(p.kap).cwiseProduct(h0)).cwiseProduct(vector(p.den)))
                .cwiseMax(1e-6);
        const Vector pull = bands.transpose() * weighted.head(n.size()).cwiseProduct(n);
        beta = beta.array() * (pull.array() + 0.1) * vector(p.dynamicDen).array();
        h = h.array() * gain.array().pow(static_cast<double>(eta));
    }
    const auto single = [](const Vector& x) {
        const Eigen::VectorXf f = x.cast<float>();
        return std::vector<float>(f.begin(), f.end());
    };
    return {single(h), single(beta)};
}

void checkClose(const std::vector<float>& actual, const std::vector<float>& expected, float tolerance) {
    REQUIRE(actual.size() == expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i)
        CHECK(actual[i] == Approx(expected[i]).epsilon(static_cast<double>(tolerance)));
}

/// Weighted generalised Kullback-Leibler divergence of v + eps from W h + eps.
double divergence(const UnfoldedParameters& p, const std::vector<float>& data, const std::vector<float>& h) {
    const Eigen::VectorXf model = p.W * Eigen::Map<const Eigen::VectorXf>(h.data(), p.W.cols());
    double total = 0;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const double v = static_cast<double>(data[i] + p.eps),
                     r = static_cast<double>(model[static_cast<Index>(i)] + p.eps);
        total += static_cast<double>(p.u[i]) * (v * std::log(v / r) - v + r);
    }
    return total;
}

} // namespace

TEST_CASE("the unfolded solver agrees with the slow one at every SIMD level and size") {
    const LevelGuard guard;
    unsigned seed = 1;
    for (const SimdLevel level : kLevels) {
        setSimdLevel(level);
        for (const auto& [D, K, B, nb] : {std::array<Index, 4>{1, 1, 0, 0},
                                          {7, 3, 2, 1},
                                          {8, 16, 8, 2},
                                          {33, 17, 5, 3},
                                          {130, 48, 97, 8},
                                          {65, 100, 0, 0}}) {
            for (const std::vector<float>& eta : {std::vector<float>{1}, {2.5F, 3}, {1, 1.5F, 4, 0.5F}}) {
                CAPTURE(name(level), D, K, eta.size());
                const UnfoldedParameters p = randomParameters(D, K, B, nb, eta, seed++);
                std::mt19937 random(seed);
                const std::vector<float> v = uniform(random, D, 0, 3), n = uniform(random, B, 0, 2);
                const Solution fast = solve(p, v, n), expected = slow(p, v, n);
                checkClose(fast.h, expected.h, 2e-4F);
                checkClose(fast.beta, expected.beta, 2e-5F);
            }
        }
    }
}

TEST_CASE("plain unfolded updates lower the divergence, one after the other") {
    UnfoldedParameters p = randomParameters(60, 12, 0, 0, {}, 77);
    p.kap.assign(12, 0);
    p.den.assign(12, 1);
    p.dynamicBands.resize(0, 0);
    std::mt19937 random(78);
    const std::vector<float> v = uniform(random, 60, 0, 3);
    double last = std::numeric_limits<double>::infinity();
    for (int updates = 1; updates <= 20; ++updates) {
        p.eta.assign(static_cast<std::size_t>(updates), 1.0F);
        const double now = divergence(p, v, solve(p, v, {}).h);
        CHECK(now < last);
        last = now;
    }
}

TEST_CASE("data that is exactly one atom ends on that atom") {
    UnfoldedParameters p = randomParameters(80, 10, 0, 0, std::vector<float>(300, 1.8F), 5);
    p.kap.assign(10, 0);
    p.den.assign(10, 1);
    p.eps = 1e-7F;
    const Eigen::VectorXf atom = 2 * p.W.col(4);
    const Solution s = solve(p, {atom.begin(), atom.end()}, {});
    CHECK(s.h[4] == Approx(2.0).epsilon(1e-2));
    for (std::size_t a = 0; a < s.h.size(); ++a)
        if (a != 4) CHECK(s.h[a] < 0.02F);
}

TEST_CASE("hostile data leave the unfolded solver's result finite, without denormals") {
    const UnfoldedParameters p = randomParameters(40, 20, 10, 2, {9, 9, 9}, 9);
    for (const float peak : {0.0F, 1e-30F, 1e10F}) {
        std::vector<float> v(40, 0.0F);
        v[3] = peak;
        const Solution s = solve(p, v, std::vector<float>(10, peak));
        for (const float h : s.h)
            CHECK((std::isfinite(h) && (h == 0 || h >= std::numeric_limits<float>::min())));
        for (const float b : s.beta)
            CHECK(std::isfinite(b));
    }
}

TEST_CASE("the largest start of the dynamic atoms leaves the result finite, also where a row has no noise") {
    UnfoldedParameters p = randomParameters(40, 20, 10, 8, {9, 9}, 9);
    std::fill(p.dynamicStart.begin(), p.dynamicStart.end(), std::numeric_limits<float>::max());
    std::vector<float> n(10, 0.5F);
    n[2] = 0;
    const Solution s = solve(p, std::vector<float>(40, 1.0F), n);
    for (const std::vector<float>& values : {s.h, s.beta})
        for (const float x : values)
            CHECK(std::isfinite(x));
}

TEST_CASE("unfolded parameters that do not fit together are refused") {
    const auto refused = [](auto&& spoil) {
        UnfoldedParameters p = randomParameters(6, 4, 3, 2, {1}, 3);
        spoil(p);
        CHECK_THROWS_AS(UnfoldedLayer(p), InvalidInput);
    };
    CHECK_NOTHROW(UnfoldedLayer(randomParameters(6, 4, 3, 2, {1}, 3)));
    refused([](auto& p) { p.W.resize(0, 0); });
    refused([](auto& p) { p.u.pop_back(); });
    refused([](auto& p) { p.prior.push_back(0); });
    refused([](auto& p) { p.kap.clear(); });
    refused([](auto& p) { p.den.clear(); });
    refused([](auto& p) { p.eta.clear(); });
    refused([](auto& p) { p.eps = 0; });
    refused([](auto& p) { p.W(2, 1) = -1; });
    refused([](auto& p) { p.u[0] = std::numeric_limits<float>::quiet_NaN(); });
    refused([](auto& p) { p.eta[0] = std::numeric_limits<float>::infinity(); });
    refused([](auto& p) { p.dynamicBands.resize(7, 2); });
    refused([](auto& p) { p.dynamicStart.pop_back(); });
    refused([](auto& p) { p.dynamicDen.pop_back(); });
}
