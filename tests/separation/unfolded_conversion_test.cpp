// SPDX-License-Identifier: GPL-3.0-or-later
/// Between theta and the weights of the engine.
#include "separation/layered/layered_model.h"
#include "separation/training/unfolded/model_conversion.h"
#include "separation/training/unfolded/parameters.h"
#include "tests/separation/unfolded_support.h"
#include "tests/support/catch.h"

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::separation::unfolded;
using namespace winnow::test;

namespace {

std::vector<float> someTheta(const Layout& layout) {
    const auto theta = randomTheta(layout, 21);
    return {theta.begin(), theta.end()};
}

/// All tensors of two models, relative to each one's largest value.
void checkEqual(const layered::LayeredWeights& a, const layered::LayeredWeights& b, double tolerance) {
    const auto left = layered::tensorsFromWeights(a), right = layered::tensorsFromWeights(b);
    REQUIRE(left.size() == right.size());
    for (const auto& [name, tensor] : left) {
        INFO(name);
        const auto& other = right.at(name);
        CHECK(relativeDistance(std::vector<double>(tensor.values.begin(), tensor.values.end()),
                               std::vector<double>(other.values.begin(), other.values.end())) < tolerance);
    }
}

} // namespace

TEST_CASE("the weights of a theta fulfil what the engine asks of a model") {
    const Layout layout(tinyShape());
    const auto weights = toLayeredWeights(layout, someTheta(layout));
    CHECK_NOTHROW(layered::checkWeights(weights));
    for (const auto* layer : {&weights.layer1, &weights.layer2}) {
        const Eigen::Map<const Eigen::VectorXf> u(layer->u.data(),
                                                  static_cast<Eigen::Index>(layer->u.size()));
        CHECK(u.sum() == Approx(1).epsilon(1e-5)); // the mean of exp(thu) is 1, divided by D
        CHECK(((u.transpose() * layer->W).array() - 1).abs().maxCoeff() < 1e-5F);
        float sum = 0;
        for (const float p : layer->prior)
            sum += p;
        CHECK(sum == Approx(1).epsilon(1e-5));
    }
}

TEST_CASE("a model's theta gives the model again") {
    Shape shape = tinyShape();
    shape.updates = 3;
    const Layout layout(shape);
    const auto weights = toLayeredWeights(layout, someTheta(layout));
    checkEqual(toLayeredWeights(layout, toTheta(weights)), weights, 2e-5);
}

TEST_CASE("a model with weights at their bounds gives a finite theta and nearly the model again") {
    const Layout layout(tinyShape());
    auto weights = toLayeredWeights(layout, someTheta(layout));
    weights.layer1.W.row(3).setZero();
    weights.layer2.kap[1] = 0;
    weights.layer2.den[2] = 1 / (1 + weights.layer2.kap[2]); // no penalty
    weights.R.col(2).setZero();
    weights.decay(0, 0) = 0;
    weights.dd[5] = 0;
    const auto theta = toTheta(weights);
    for (const float t : theta)
        REQUIRE(std::isfinite(t));
    const auto back = toLayeredWeights(layout, theta);
    CHECK_NOTHROW(layered::checkWeights(back));
    CHECK(back.R.col(2).maxCoeff() < 1e-9F);
    CHECK(back.layer2.kap[1] < 1e-9F);
    CHECK(back.dd[5] < 1e-6F);
}

TEST_CASE("the start of theta is the one the specification names") {
    const Layout layout(Shape{});
    std::vector<float> theta(layout.total()), weights(layout.total());
    setStart<float>(layout, theta);
    weightsFromTheta<float>(layout, theta, weights);
    const auto w = [&](int segment, std::size_t i = 0) { return weights[layout.offset(segment) + i]; };
    CHECK(w(segEta1) == 3);
    CHECK(w(segKap2) == Approx(std::log1p(std::exp(-3.0))));
    CHECK(w(segDen1) == Approx(1 / (1 + 2 * std::log1p(std::exp(-3.0)))));
    CHECK(w(segPrior2) == Approx(1.0 / 256));
    CHECK(w(segU2) == Approx(1.0 / 706));
    CHECK(w(segB0) == Approx(std::exp(-0.7)));
    CHECK(w(segDenB) == Approx(1 / (1.1 + std::log1p(std::exp(-3.0)))));
    CHECK(w(segDecay) == Approx(std::exp(-1 / 2.5)));
    CHECK(w(segDecay, 128) == Approx(std::exp(-1 / 10.0)));
    CHECK(w(segDecay, 256) == Approx(std::exp(-1 / 40.0)));
    CHECK(w(segTraceGain) == 128);
    CHECK(w(segOver) == 1);
    CHECK(w(segSag) == 0.5F);
    CHECK(w(segOffset) == 0);
    CHECK(w(segSmooth) == Approx(0.98 / (1 + std::exp(1.0))));
}
