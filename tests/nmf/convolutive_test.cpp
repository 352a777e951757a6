// SPDX-License-Identifier: GPL-3.0-or-later
/// Convolutive NMF in one and two dimensions, and stacked.
#include "nmf/beta_divergence.h"
#include "nmf/variants/convolutive.h"
#include "tests/nmf/variant_checks.h"

using namespace winnow;
using test::checkFalls;
using test::MatrixD;
using test::randomMatrix;
using test::variant;

namespace {

nmf::ConvolutiveOptions convolutive(nmf::Index rank, nmf::Index taps, nmf::Index shifts, int iterations) {
    auto options = variant<nmf::ConvolutiveOptions>(rank, iterations);
    options.taps = taps;
    options.shifts = shifts;
    return options;
}

/// The model by its definition.
MatrixD slowModel(const std::vector<MatrixD>& W, const std::vector<MatrixD>& H) {
    MatrixD R = MatrixD::Zero(W[0].rows(), H[0].cols());
    for (nmf::Index i = 0; i < R.rows(); ++i)
        for (nmf::Index j = 0; j < R.cols(); ++j)
            for (std::size_t t = 0; t < W.size(); ++t)
                for (std::size_t s = 0; s < H.size(); ++s) {
                    const nmf::Index row = i - static_cast<nmf::Index>(s),
                                     column = j - static_cast<nmf::Index>(t);
                    if (row >= 0 && column >= 0) R(i, j) += W[t].row(row).dot(H[s].col(column));
                }
    return R;
}

std::vector<MatrixD> several(nmf::Index count, nmf::Index rows, nmf::Index columns, unsigned seed,
                             double empty) {
    std::vector<MatrixD> result;
    for (nmf::Index t = 0; t < count; ++t) {
        const MatrixD x = randomMatrix(rows, columns, seed + static_cast<unsigned>(t));
        result.push_back((x.array() < empty).select(0.0, x));
    }
    return result;
}

} // namespace

TEST_CASE("The convolutive model is its definition") {
    for (const auto& [taps, shifts] : {std::pair{1, 1}, {3, 1}, {1, 4}, {4, 3}}) {
        const auto W = several(taps, 7, 2, 1, 0), H = several(shifts, 2, 9, 9, 0);
        CHECK(nmf::convolutiveModel(W, H).isApprox(slowModel(W, H), 1e-13));
    }
}

TEST_CASE("Convolutive updates never raise any divergence, with or without penalty") {
    const MatrixD V = slowModel(several(3, 8, 2, 1, 0.3), several(2, 2, 20, 9, 0.5)).array() + 0.05;
    for (double beta : {0.0, 0.5, 1.0, 1.5, 2.0, 3.0}) {
        for (double l1 : {0.0, 0.2}) {
            auto options = convolutive(2, 3, 2, 40);
            options.beta = beta;
            options.l1H = l1;
            options.checkEvery = 1;
            const auto result = nmf::convolutiveNmf(V, options);
            INFO("beta " << beta << ", l1 " << l1);
            checkFalls(result.course, 1e-12);
            double expected = 0, sum = 0;
            const MatrixD R = slowModel(result.W, result.H);
            for (nmf::Index i = 0; i < V.size(); ++i)
                expected += nmf::betaDivergence(V.data()[i], R.data()[i], beta);
            for (const MatrixD& h : result.H)
                sum += h.sum();
            CHECK(result.course.trace.back() == Approx(expected + l1 * sum).epsilon(1e-6));
        }
    }
}

TEST_CASE("With one tap and no shift it is the plain factorization") {
    const MatrixD V = randomMatrix(9, 15, 1);
    const auto convolved = nmf::convolutiveNmf(V, convolutive(3, 1, 1, 15));
    MatrixD W = nmf::convolutiveNmf(V, convolutive(3, 1, 1, 0)).W[0];
    MatrixD H = nmf::convolutiveNmf(V, convolutive(3, 1, 1, 0)).H[0];
    for (int i = 0; i < 15; ++i)
        test::referenceIteration(V, W, H, test::ReferenceOptions());
    CHECK(convolved.W[0].isApprox(W, 1e-9));
    CHECK(convolved.H[0].isApprox(H, 1e-9));
}

TEST_CASE("Planted convolutive patterns are recovered") {
    const MatrixD time = slowModel(several(4, 12, 2, 1, 0.4), several(1, 2, 80, 9, 0.85));
    const auto inTime = nmf::convolutiveNmf(time, convolutive(2, 4, 1, 3000));
    CHECK((time - nmf::convolutiveModel(inTime.W, inTime.H)).norm() < 0.05 * time.norm());
    // Two dimensions: one atom at several pitches; a plain factorization of the same rank cannot.
    const MatrixD both = slowModel(several(3, 16, 1, 3, 0.7), several(5, 1, 60, 20, 0.9));
    auto options = convolutive(1, 3, 5, 3000);
    const auto inBoth = nmf::convolutiveNmf(both, options);
    CHECK((both - nmf::convolutiveModel(inBoth.W, inBoth.H)).norm() < 0.1 * both.norm());
    const auto plain = nmf::convolutiveNmf(both, convolutive(1, 1, 1, 500));
    CHECK((both - nmf::convolutiveModel(plain.W, plain.H)).norm() > 0.4 * both.norm());
}

TEST_CASE("A penalty makes convolutive activations sparser and atoms of norm 1") {
    const MatrixD V = slowModel(several(3, 10, 2, 1, 0.3), several(1, 2, 60, 9, 0.8)).array() + 0.02;
    auto options = convolutive(3, 3, 1, 300);
    const double dense = nmf::convolutiveNmf(V, options).H[0].array().pow(0.25).mean();
    options.l1H = 2;
    const auto sparse = nmf::convolutiveNmf(V, options);
    double squares = 0;
    for (const MatrixD& w : sparse.W)
        squares += w.col(0).squaredNorm();
    CHECK(squares == Approx(1));
    CHECK(sparse.H[0].array().pow(0.25).mean() < dense);
}

TEST_CASE("A stack factorizes the pooled activations of the layer below") {
    const MatrixD V = slowModel(several(2, 10, 4, 1, 0.3), several(1, 4, 61, 9, 0.6));
    const std::vector<nmf::StackLayer> layers{{convolutive(4, 2, 1, 200), 3}, {convolutive(2, 2, 1, 200), 1}};
    const auto stack = nmf::stackedConvolutiveNmf(V, layers);
    REQUIRE(stack.size() == 2);
    CHECK(stack[1].H[0].cols() == 21);
    CHECK(stack[1].W[0].rows() == 4);
    const MatrixD pooled = nmf::maxPool(stack[0].H[0], 3);
    CHECK(pooled(2, 0) == stack[0].H[0].block(2, 0, 1, 3).maxCoeff());
    CHECK(pooled(1, 20) == stack[0].H[0](1, 60));
    CHECK((pooled - nmf::convolutiveModel(stack[1].W, stack[1].H)).norm() < 0.8 * pooled.norm());
}

TEST_CASE("Convolutive options that make no sense are refused, odd data are not") {
    const MatrixD V = randomMatrix(4, 6, 1);
    const auto refused = [&](nmf::ConvolutiveOptions o, const char* words) {
        CHECK_THROWS_WITH(nmf::convolutiveNmf(V, o), Catch::Contains(words));
    };
    refused(convolutive(2, 0, 1, 3), "taps");
    refused(convolutive(2, 7, 1, 3), "taps");
    refused(convolutive(2, 1, 5, 3), "shifts");
    auto options = convolutive(2, 2, 1, 3);
    options.beta = 5;
    refused(options, "beta");
    options = convolutive(2, 2, 1, 3);
    options.l1H = -1;
    refused(options, "l1H");
    CHECK_THROWS_AS(nmf::stackedConvolutiveNmf(V, {}), nmf::InvalidInput);
    CHECK_THROWS_AS(nmf::stackedConvolutiveNmf(V, {{convolutive(2, 1, 2, 3), 1}}), nmf::InvalidInput);
    CHECK_THROWS_AS(nmf::maxPool(V, 0), nmf::InvalidInput);
    for (double beta : {0.0, 1.0, 2.0})
        for (double scale : {0.0, 1e-20, 1e20}) {
            MatrixD odd = V * scale;
            odd.col(2).setZero();
            options = convolutive(2, 2, 2, 20);
            options.beta = beta;
            const auto result = nmf::convolutiveNmf(odd, options);
            CHECK(result.W[0].allFinite());
            CHECK(result.H[1].allFinite());
        }
}
