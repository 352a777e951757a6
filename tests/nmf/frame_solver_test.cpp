// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/frame_solver.h"
#include "nmf/invalid_input.h"
#include "tests/nmf/simd_levels.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace winnow;
using test::randomMatrix;

namespace {

using Frame = std::vector<float>;

Frame frameOf(const test::MatrixD& matrix) {
    const nmf::Matrix<float> values = matrix.cast<float>();
    return Frame(values.data(), values.data() + values.size());
}

Eigen::VectorXd vectorOf(const Frame& frame) {
    return Eigen::Map<const Eigen::VectorXf>(frame.data(), static_cast<nmf::Index>(frame.size()))
        .cast<double>();
}

Frame solve(const nmf::PackedBasis& basis, const Frame& v, const Frame& l1, Frame h, int iterations) {
    nmf::FrameSolver solver;
    solver.prepare(basis);
    solver.solveKl(basis, v, l1, h, iterations);
    return h;
}

bool allFinite(const Frame& values) {
    for (float x : values)
        if (!std::isfinite(x) || x < 0) return false;
    return true;
}

} // namespace

TEST_CASE("The frame solver equals the reference for every shape and SIMD level") {
    const std::pair<nmf::Index, nmf::Index> shapes[] = {
        {1, 1},   {2, 3},   {3, 2},   {7, 15},  {8, 16},   {15, 17},   {16, 31},  {17, 32}, {31, 33},
        {33, 47}, {63, 64}, {65, 65}, {40, 97}, {50, 128}, {129, 130}, {257, 40}, {513, 5}};
    for (auto level : test::simdLevels()) {
        const test::WithSimdLevel with(level);
        for (const auto& [m, k] : shapes) {
            const test::MatrixD W = randomMatrix(m, k, 1, 0.01).cast<float>().cast<double>();
            const Frame v = frameOf(randomMatrix(m, 1, 2));
            const Frame l1 = frameOf(randomMatrix(k, 1, 3));
            const Frame start = frameOf(randomMatrix(k, 1, 4, 0.1));
            const nmf::PackedBasis basis(W.cast<float>());
            REQUIRE(basis.rows() == m);
            REQUIRE(basis.atoms() == k);
            for (int iterations : {0, 1, 4}) {
                const Frame h = solve(basis, v, l1, start, iterations);
                const Eigen::VectorXd expected =
                    test::referenceFrame(W, vectorOf(v), vectorOf(l1), vectorOf(start), iterations, 1e-12);
                INFO("m " << m << ", k " << k << ", iterations " << iterations << ", " << nmf::name(level));
                CHECK((vectorOf(h) - expected).cwiseAbs().maxCoeff() < 1e-5 * expected.maxCoeff());
            }
        }
    }
}

TEST_CASE("Parts of a frame are reconstructed for any range of atoms") {
    for (auto level : test::simdLevels()) {
        const test::WithSimdLevel with(level);
        for (const auto& [m, k] : {std::pair<nmf::Index, nmf::Index>{1, 1}, {35, 70}, {16, 300}, {70, 16}}) {
            const test::MatrixD W = randomMatrix(m, k, 1, 0.01);
            const nmf::PackedBasis basis(W.cast<float>());
            const Frame h = frameOf(randomMatrix(k, 1, 2));
            for (nmf::Index first : {nmf::Index{0}, nmf::Index{1}, k / 3, k - 1}) {
                for (nmf::Index count : {nmf::Index{0}, nmf::Index{1}, (k - first) / 2, k - first}) {
                    if (first + count > k) continue;
                    Eigen::VectorXd expected = Eigen::VectorXd::Zero(m);
                    for (nmf::Index a = first; a < first + count; ++a)
                        expected +=
                            W.col(a) / W.col(a).sum() * static_cast<double>(h[static_cast<std::size_t>(a)]);
                    Frame out(static_cast<std::size_t>(m), -1.0F);
                    basis.reconstruct(h, first, count, out);
                    INFO("m " << m << ", k " << k << ", first " << first << ", count " << count);
                    CHECK((vectorOf(out) - expected).cwiseAbs().maxCoeff() <
                          1e-5 * (expected.maxCoeff() + 1e-3));
                }
            }
        }
    }
}

TEST_CASE("A frame made of atoms gives their activations") {
    const test::MatrixD W = randomMatrix(64, 3, 1);
    const nmf::PackedBasis basis(W.cast<float>());
    const Frame truth = {2.0F, 0.5F, 7.0F};
    Frame v(64);
    basis.reconstruct(truth, 0, 3, v);
    const Frame h = solve(basis, v, Frame(3, 0.0F), Frame(3, 1.0F), 2000);
    for (std::size_t a = 0; a < 3; ++a)
        CHECK(h[a] == Approx(truth[a]).epsilon(1e-2));
}

TEST_CASE("A penalty shrinks the activations by its share") {
    // One atom: the solution is the frame's sum over 1 + l1, after one iteration.
    const test::MatrixD W = randomMatrix(20, 1, 1);
    const nmf::PackedBasis basis(W.cast<float>());
    const Frame v = frameOf(randomMatrix(20, 1, 2));
    double sum = 0;
    for (float x : v)
        sum += static_cast<double>(x);
    CHECK(solve(basis, v, {0.0F}, {1.0F}, 1)[0] == Approx(sum));
    CHECK(solve(basis, v, {3.0F}, {1.0F}, 1)[0] == Approx(sum / 4));
}

TEST_CASE("Scale goes from the frame to the activations") {
    const test::MatrixD W = randomMatrix(40, 12, 1);
    const nmf::PackedBasis basis(W.cast<float>());
    const Frame v = frameOf(randomMatrix(40, 1, 2));
    const Frame l1(12, 0.2F);
    const Frame base = solve(basis, v, l1, Frame(12, 1.0F), 20);
    for (float scale : {1e-10F, 1e10F}) {
        Frame scaled = v;
        for (float& x : scaled)
            x *= scale;
        const Frame h = solve(basis, scaled, l1, Frame(12, scale), 20);
        for (std::size_t a = 0; a < 12; ++a)
            CHECK(h[a] / scale == Approx(base[a]).epsilon(1e-3).margin(1e-6));
    }
}

TEST_CASE("Odd frames and starts never poison the activations") {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const nmf::PackedBasis basis(randomMatrix(33, 9, 1).cast<float>());
    const Frame good = frameOf(randomMatrix(33, 1, 2));
    const Frame l1(9, 0.0F);
    for (auto level : test::simdLevels()) {
        const test::WithSimdLevel with(level);
        for (float odd : {nan, infinity, -infinity, -1.0F, 0.0F, 1e-42F, 1e-30F, 3e38F}) {
            Frame v = good;
            v[3] = odd;
            CHECK(allFinite(solve(basis, v, l1, Frame(9, 1.0F), 30)));
            CHECK(allFinite(solve(basis, Frame(33, odd), l1, Frame(9, 1.0F), 30)));
            Frame h(9, 1.0F);
            h[2] = odd;
            const Frame after = solve(basis, good, l1, h, 30);
            CHECK(allFinite(after));
            if (!(odd > 0)) CHECK(after[2] == 0);
        }
    }
}

TEST_CASE("After silence activations come back, but zeros stay zero") {
    const nmf::PackedBasis basis(randomMatrix(33, 9, 1).cast<float>());
    const Frame l1(9, 0.1F);
    Frame h(9, 1.0F);
    h[4] = 0;
    h = solve(basis, Frame(33, 0.0F), l1, h, 100);
    for (std::size_t a = 0; a < 9; ++a) {
        CHECK(h[a] < 1e-15F);
        CHECK((h[a] > 0) == (a != 4));
    }
    h = solve(basis, frameOf(randomMatrix(33, 1, 2)), l1, h, 100);
    float sum = 0;
    for (float x : h)
        sum += x;
    CHECK(sum > 1);
    CHECK(h[4] == 0);
}

TEST_CASE("A basis that makes no sense is refused") {
    using nmf::InvalidInput;
    using nmf::PackedBasis;
    Eigen::MatrixXf W = Eigen::MatrixXf::Ones(4, 3);
    const auto refusal = [](const Eigen::MatrixXf& basis) -> std::string {
        try {
            const PackedBasis packed(basis);
        } catch (const InvalidInput& error) {
            return error.what();
        }
        return "";
    };
    CHECK(refusal(W).empty());
    CHECK(refusal(Eigen::MatrixXf()).find("empty") != std::string::npos);
    for (float bad :
         {-1.0F, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        W(1, 2) = bad;
        CHECK(refusal(W).find("atom 2") != std::string::npos);
    }
    W.col(2).setZero();
    CHECK(refusal(W).find("all zero") != std::string::npos);
}

TEST_CASE("A basis can be moved, and an empty one does nothing") {
    nmf::PackedBasis basis(randomMatrix(10, 4, 1).cast<float>());
    nmf::PackedBasis moved(std::move(basis));
    CHECK(moved.atoms() == 4);
    basis = nmf::PackedBasis();
    CHECK(basis.rows() == 0);
    CHECK(basis.atoms() == 0);
    nmf::FrameSolver solver;
    solver.prepare(basis);
    Frame none;
    solver.solveKl(basis, none, none, none, 3);
    CHECK(none.empty());
}

TEST_CASE("An atom that is replaced is normalised and serves like one packed at the start") {
    Eigen::MatrixXf W = Eigen::MatrixXf::Ones(37, 19) + Eigen::MatrixXf::Identity(37, 19);
    winnow::nmf::PackedBasis basis(W);
    std::vector<float> atom(37);
    for (std::size_t i = 0; i < atom.size(); ++i)
        atom[i] = static_cast<float>(i);
    basis.setAtom(17, atom);
    basis.setAtom(18, std::vector<float>(37, 0.0F)); // says nothing: ignored
    for (Eigen::Index i = 0; i < 37; ++i)
        W(i, 17) = atom[static_cast<std::size_t>(i)];
    const winnow::nmf::PackedBasis packed(W);
    const std::vector<float> h(19, 1.0F);
    std::vector<float> replaced(37), expected(37);
    basis.reconstruct(h, 0, 19, replaced);
    packed.reconstruct(h, 0, 19, expected);
    for (std::size_t i = 0; i < expected.size(); ++i)
        REQUIRE(replaced[i] == Approx(expected[i]).epsilon(1e-5));
}
