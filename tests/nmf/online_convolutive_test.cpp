// SPDX-License-Identifier: GPL-3.0-or-later
/// Convolutive sparse coding of a stream.
#include "nmf/variants/convolutive.h"
#include "nmf/variants/online_convolutive.h"
#include "tests/nmf/variant_checks.h"

using namespace winnow;
using test::MatrixD;
using test::randomMatrix;

namespace {

nmf::OnlineConvolutiveOptions coding(nmf::Index rank, nmf::Index taps) {
    nmf::OnlineConvolutiveOptions options;
    options.rank = rank;
    options.taps = taps;
    return options;
}

MatrixD sparse(nmf::Index rows, nmf::Index columns, unsigned seed, double empty) {
    const MatrixD x = randomMatrix(rows, columns, seed);
    return (x.array() < empty).select(0.0, x);
}

std::vector<MatrixD> patterns(nmf::Index taps, nmf::Index rows, nmf::Index rank) {
    std::vector<MatrixD> W;
    for (nmf::Index t = 0; t < taps; ++t)
        W.push_back(sparse(rows, rank, static_cast<unsigned>(40 + t), 0.7));
    return W;
}

/// Cosine of an atom with the nearest planted one, over all taps, moved in time by at most one column (the
/// model cannot tell an atom from the same atom that begins earlier).
double nearest(const std::vector<MatrixD>& learned, nmf::Index a, const std::vector<MatrixD>& planted) {
    const auto T = static_cast<int>(learned.size());
    double best = 0;
    for (nmf::Index p = 0; p < planted[0].cols(); ++p)
        for (int lag = -1; lag <= 1; ++lag) {
            double dot = 0, x = 0, y = 0;
            for (int t = 0; t < T; ++t) {
                const auto i = static_cast<std::size_t>(t);
                x += learned[i].col(a).squaredNorm();
                y += planted[i].col(p).squaredNorm();
                if (t + lag >= 0 && t + lag < T)
                    dot += learned[i].col(a).dot(planted[static_cast<std::size_t>(t + lag)].col(p));
            }
            best = std::max(best, dot / std::sqrt(x * y));
        }
    return best;
}

} // namespace

TEST_CASE("Convolutive coding of a stream finds the planted patterns, also across the ends of batches") {
    const auto W = patterns(4, 16, 3);
    const MatrixD H = sparse(3, 6000, 9, 0.93), V = nmf::convolutiveModel(W, {H});
    auto options = coding(3, 4);
    options.l1H = 0.01;
    options.forgetting = 0.95;
    options.dictionarySteps = 3;
    nmf::OnlineConvolutiveNmf learner(options);
    for (nmf::Index first = 0; first < V.cols(); first += 60)
        learner.learn(V.middleCols(first, 60));
    CHECK(learner.columnsSeen() == 6000);
    const auto learned = learner.W();
    REQUIRE(learned.size() == 4);
    for (nmf::Index a = 0; a < 3; ++a)
        CHECK(nearest(learned, a, W) > 0.95);
}

TEST_CASE("Of one stream it explains as much as all of it at once, and batches continue one another") {
    const auto W = patterns(3, 12, 2);
    const MatrixD V = nmf::convolutiveModel(W, {sparse(2, 1200, 3, 0.9)});
    auto options = coding(2, 3);
    options.forgetting = 0.97;
    options.dictionarySteps = 2;
    options.activationSteps = 200;
    nmf::OnlineConvolutiveNmf learner(options);
    MatrixD H(2, V.cols());
    for (int pass = 0; pass < 3; ++pass)
        for (nmf::Index first = 0; first < V.cols(); first += 40)
            H.middleCols(first, 40) = learner.learn(V.middleCols(first, 40));
    // The activations of the last pass are one stream's: the model across the ends of batches is right.
    const double streamed = (V - nmf::convolutiveModel(learner.W(), {H})).norm() / V.norm();
    CHECK(streamed < 0.1);
    auto atOnce = test::variant<nmf::ConvolutiveOptions>(2, 500);
    atOnce.beta = 2;
    atOnce.taps = 3;
    const auto batch = nmf::convolutiveNmf(V, atOnce);
    const double offline = (V - nmf::convolutiveModel(batch.W, batch.H)).norm() / V.norm();
    const MatrixD coded = learner.transform(V);
    CHECK((V - nmf::convolutiveModel(learner.W(), {coded})).norm() / V.norm() < offline + 0.05);
}

TEST_CASE("A larger penalty leaves fewer activations, and atoms stay in the unit ball") {
    const auto W = patterns(3, 12, 2);
    const MatrixD V = nmf::convolutiveModel(W, {sparse(2, 800, 3, 0.9)});
    double before = std::numeric_limits<double>::infinity();
    for (double l1 : {0.0, 0.05, 0.5}) {
        auto options = coding(4, 3);
        options.l1H = l1;
        nmf::OnlineConvolutiveNmf learner(options);
        for (nmf::Index first = 0; first < V.cols(); first += 50)
            learner.learn(V.middleCols(first, 50));
        for (nmf::Index a = 0; a < 4; ++a) {
            double squares = 0;
            for (const MatrixD& w : learner.W())
                squares += w.col(a).squaredNorm();
            CHECK(squares < 1 + 1e-9);
        }
        const double sum = learner.transform(V).sum();
        CHECK(sum < before);
        before = sum;
    }
}

TEST_CASE("The same batches and seed give the same bits, and bad batches change nothing") {
    const MatrixD V = sparse(8, 100, 4, 0.5);
    nmf::OnlineConvolutiveNmf one(coding(3, 2)), other(coding(3, 2));
    one.learn(V);
    other.learn(V);
    MatrixD bad = V;
    bad(3, 7) = -1;
    CHECK_THROWS_AS(one.learn(bad), nmf::InvalidInput);
    CHECK_THROWS_AS(one.learn(V.topRows(5)), nmf::InvalidInput);
    CHECK(one.learn(V) == other.learn(V));
    CHECK(one.W()[1] == other.W()[1]);
    CHECK(one.transform(MatrixD::Zero(8, 5)).maxCoeff() < 1e-90);
    CHECK_THROWS_AS(nmf::OnlineConvolutiveNmf(coding(3, 2)).transform(V), nmf::InvalidInput);
    for (auto change : {+[](nmf::OnlineConvolutiveOptions& o) { o.rank = 0; },
                        +[](nmf::OnlineConvolutiveOptions& o) { o.taps = 0; },
                        +[](nmf::OnlineConvolutiveOptions& o) { o.forgetting = 0; },
                        +[](nmf::OnlineConvolutiveOptions& o) { o.l1H = -1; },
                        +[](nmf::OnlineConvolutiveOptions& o) { o.activationSteps = 0; }}) {
        auto options = coding(3, 2);
        change(options);
        CHECK_THROWS_AS(nmf::OnlineConvolutiveNmf(options), nmf::InvalidInput);
    }
}

TEST_CASE("With one tap it is non-negative sparse coding without memory of the columns before") {
    const MatrixD W = sparse(12, 2, 5, 0.5), V = W * sparse(2, 300, 6, 0.5);
    nmf::OnlineConvolutiveNmf learner(coding(2, 1));
    for (int pass = 0; pass < 20; ++pass)
        learner.learn(V);
    REQUIRE(learner.W().size() == 1);
    CHECK((V - learner.W()[0] * learner.transform(V)).norm() < 0.05 * V.norm());
    CHECK(learner.transform(V.rightCols(1)).isApprox(learner.transform(V).rightCols(1), 1e-3));
}

TEST_CASE("A batch shorter than the atoms is taken as well") {
    const MatrixD V = sparse(6, 40, 8, 0.4);
    nmf::OnlineConvolutiveNmf learner(coding(2, 5));
    for (nmf::Index first = 0; first < 40; first += 2)
        CHECK(learner.learn(V.middleCols(first, 2)).allFinite());
    CHECK(learner.W()[4].allFinite());
}
