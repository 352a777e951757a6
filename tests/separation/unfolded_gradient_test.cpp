// SPDX-License-Identifier: GPL-3.0-or-later
/// The backward pass of each block against central differences, in double precision.
#include "separation/training/unfolded/mask_stage.h"
#include "separation/training/unfolded/nmf_block.h"
#include "separation/training/unfolded/parameters.h"
#include "separation/training/unfolded/random.h"
#include "separation/training/unfolded/traces.h"
#include "tests/separation/unfolded_support.h"
#include "tests/support/catch.h"

#include <numeric>

using namespace winnow::separation::unfolded;
using namespace winnow::separation::unfolded::portable;
using namespace winnow::test;

namespace {

using Mat = Matrix<double>;
constexpr double tolerance = 1e-6; // of a gradient's largest element

std::span<double> all(Mat& m) {
    return {m.data(), static_cast<std::size_t>(m.size())};
}
std::span<const double> all(const Mat& m) {
    return {m.data(), static_cast<std::size_t>(m.size())};
}
ConstMap<double> view(const Mat& m) {
    return {m.data(), m.rows(), m.cols()};
}
double dot(const Mat& a, const Mat& b) {
    return a.cwiseProduct(b).sum();
}

Mat uniform(Random& random, Eigen::Index rows, Eigen::Index columns, double low, double high) {
    return Mat::NullaryExpr(rows, columns, [&] { return random.uniform(low, high); });
}

/// Inputs of an NMF block and the gradient's place for each.
struct Block {
    static constexpr int D = 12, K = 5, fine = 6, rows = 7, N = 4;
    int updates, dynamic;
    Random random{17};
    Mat v = uniform(random, D, N, 0.2, 2), n = uniform(random, fine, N, 0.1, 1), Mb;
    std::vector<Mat> parameters; // W, u, prior, kap, den, eta, b0, denb

    Block(int updateCount, int dynamicAtoms)
        : updates(updateCount), dynamic(dynamicAtoms), Mb(uniform(random, fine, dynamicAtoms, 0, 1)) {
        const auto add = [&](int r, int c, double low, double high) {
            parameters.push_back(uniform(random, r, c, low, high));
        };
        add(D, K, 0.1, 1);
        add(D, 1, 0.05, 0.1);
        add(K, 1, 0.1, 0.3);
        add(K, 1, 0.02, 0.2);
        add(K, 1, 0.6, 1);
        add(updates, 1, 0.7, 3);
        add(dynamic, 1, 0.2, 0.6);
        add(dynamic, 1, 0.5, 0.9);
    }

    template <class Scalar> static BlockPointers<Scalar> pointers(std::vector<Mat>& m) {
        return {m[0].data(), m[1].data(), m[2].data(), m[3].data(),
                m[4].data(), m[5].data(), m[6].data(), m[7].data()};
    }

    NmfBlock<double> forward() {
        NmfBlock<double> block(D, K, updates, dynamic, fine, rows);
        block.setWeights(pointers<const double>(parameters), Mb.data());
        block.forward(v, view(n));
        return block;
    }
};

} // namespace

TEST_CASE("the NMF block's gradient is that of central differences, for every parameter and its input") {
    const int updates = GENERATE(1, 2, 3), dynamic = GENERATE(0, 3);
    Block block(updates, dynamic);
    const Mat wantedH = uniform(block.random, Block::K, Block::N, -1, 1);
    const Mat wantedBeta = uniform(block.random, dynamic, Block::N, -1, 1);
    const auto f = [&] {
        const auto done = block.forward();
        return dot(done.h(), wantedH) + (dynamic > 0 ? dot(done.beta(), wantedBeta) : 0.0);
    };

    std::vector<Mat> gradients;
    for (const Mat& p : block.parameters)
        gradients.push_back(Mat::Zero(p.rows(), p.cols()));
    auto done = block.forward();
    Mat dh = wantedH, dbeta = wantedBeta, dv;
    done.backward(block.v, view(block.n), dh, dbeta, dv, Block::pointers<double>(gradients));

    for (std::size_t i = 0; i < (dynamic > 0 ? 8U : 6U); ++i) {
        INFO("parameter " << i << ", " << updates << " updates, " << dynamic << " dynamic atoms");
        CHECK(relativeDistance(all(std::as_const(gradients[i])),
                               numericalGradient(f, all(block.parameters[i]))) < tolerance);
    }
    const auto numerical = numericalGradient(f, all(block.v));
    const Eigen::Map<const Mat> ofV(numerical.data(), Block::D, Block::N);
    CHECK(relativeDistance(all(std::as_const(dv)), all(Mat(ofV.bottomRows(Block::rows)))) < tolerance);
}

TEST_CASE("where the ratio of an update is at its lower bound, no gradient passes through it") {
    Block block(2, 0);
    block.parameters[4](1, 0) = 1e-9; // den of one atom
    const auto f = [&] { return block.forward().h().sum(); };
    std::vector<Mat> gradients;
    for (const Mat& p : block.parameters)
        gradients.push_back(Mat::Zero(p.rows(), p.cols()));
    auto done = block.forward();
    Mat dh = Mat::Ones(Block::K, Block::N), dbeta, dv;
    done.backward(block.v, view(block.n), dh, dbeta, dv, Block::pointers<double>(gradients));
    CHECK(gradients[4](1, 0) == 0);
    CHECK(gradients[4](0, 0) != 0);
    CHECK(relativeDistance(all(std::as_const(gradients[0])), numericalGradient(f, all(block.parameters[0]))) <
          tolerance);
}

TEST_CASE("the traces' gradient is that of central differences") {
    constexpr int K = 4, count = 3, N = 9;
    Random random(3);
    Mat h = uniform(random, K, N, 0, 1), decay = uniform(random, K, count, 0.3, 0.95),
        gain = uniform(random, count + 1, 1, 1, 5);
    const Mat wanted = uniform(random, (count + 1) * K, N, -1, 1);
    Traces<double> traces(K, count);
    traces.setWeights(decay.data(), gain.data());
    const auto f = [&] {
        Mat a((count + 1) * K, N);
        traces.forward(h, a);
        return dot(a, wanted);
    };
    f();
    Mat dh, ddecay = Mat::Zero(K, count), dgain = Mat::Zero(count + 1, 1);
    traces.backward(h, wanted, dh, ddecay.data(), dgain.data());
    CHECK(relativeDistance(all(std::as_const(dh)), numericalGradient(f, all(h))) < tolerance);
    CHECK(relativeDistance(all(std::as_const(ddecay)), numericalGradient(f, all(decay))) < tolerance);
    CHECK(relativeDistance(all(std::as_const(dgain)), numericalGradient(f, all(gain))) < tolerance);
}

TEST_CASE("the mask's gradient, from its activations to the loss, is that of central differences") {
    constexpr int F = 6, Ks = 3, Kn = 2, dynamic = 2, N = 7;
    Random random(8);
    Mat h = uniform(random, Ks + Kn, N, 0, 1), beta = uniform(random, dynamic, N, 0.2, 1);
    Mat A = uniform(random, F, N, 0.1, 2);
    const Mat An = uniform(random, F, N, 0.1, 1), Mf = uniform(random, F, dynamic, 0, 1);
    const Mat magnitude = uniform(random, F, N, 0, 3), target = uniform(random, F, N, 0, 1.5),
              phase = uniform(random, F, N, 0, 2);
    A.row(2) *= 200;    // beyond the bound of the ratio
    std::vector<Mat> p; // R, over, slope, sag, offset, smooth
    p.push_back(uniform(random, F, Ks + Kn, 0.1, 1));
    for (const auto& [low, high] : {std::pair{0.5, 2.0}, {0.8, 2.0}, {0.2, 0.8}, {-0.5, 0.5}, {0.2, 0.9}})
        p.push_back(uniform(random, F, 1, low, high));
    p[4](4, 0) = 15; // beyond the bounds of the log ratio
    p[4](5, 0) = -20;
    const auto forward = [&] {
        MaskStage<double> stage(F, Ks, Kn, dynamic);
        stage.setWeights({p[0].data(), p[1].data(), p[2].data(), p[3].data(), p[4].data(), p[5].data()},
                         Mf.data());
        stage.forward(h, beta, view(A), view(An));
        return stage;
    };
    Mat dgain;
    const auto f = [&] {
        return CompressedLoss<double>::evaluate(forward().gain(), view(magnitude), view(target), view(phase),
                                                1.0, dgain);
    };

    auto stage = forward();
    f();
    std::vector<Mat> g;
    for (const Mat& m : p)
        g.push_back(Mat::Zero(m.rows(), m.cols()));
    Mat dh, dbeta;
    stage.backward(h, view(An), dgain, dh, dbeta,
                   {g[0].data(), g[1].data(), g[2].data(), g[3].data(), g[4].data(), g[5].data()});
    for (std::size_t i = 0; i < p.size(); ++i) {
        INFO("parameter " << i);
        CHECK(relativeDistance(all(std::as_const(g[i])), numericalGradient(f, all(p[i]))) < tolerance);
    }
    CHECK(relativeDistance(all(std::as_const(dh)), numericalGradient(f, all(h))) < tolerance);
    CHECK(relativeDistance(all(std::as_const(dbeta)), numericalGradient(f, all(beta))) < tolerance);
    CHECK(g[4](4, 0) == 0);
    CHECK(g[4](5, 0) == 0);
}

TEST_CASE("the gradient of theta through the transforms is that of central differences, in every segment") {
    const Layout layout(tinyShape());
    auto theta = randomTheta(layout, 2);
    Random random(9);
    std::vector<double> wanted(layout.total()), weights(layout.total()), gradient(layout.total());
    for (double& w : wanted)
        w = random.uniform(-1, 1);
    const auto f = [&] {
        weightsFromTheta<double>(layout, theta, weights);
        return std::inner_product(weights.begin(), weights.end(), wanted.begin(), 0.0);
    };
    f();
    auto ofWeights = wanted;
    thetaGradient<double>(layout, theta, weights, ofWeights, gradient);
    for (int s = 0; s < segmentCount; ++s) {
        std::vector<double> direction(layout.total());
        double expected = 0, scale = 0;
        for (std::size_t i = layout.offset(s); i < layout.offset(s) + layout.size(s); ++i) {
            direction[i] = random.uniform(-1, 1);
            expected += direction[i] * gradient[i];
            scale += std::abs(direction[i] * gradient[i]);
        }
        INFO("segment " << s);
        CHECK(scale > 0);
        CHECK(std::abs(numericalSlope(f, theta, direction) - expected) < 1e-6 * scale);
    }
}
