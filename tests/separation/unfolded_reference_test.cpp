// SPDX-License-Identifier: GPL-3.0-or-later
/// A whole training step against the prototype's, in double precision, and every SIMD level against it.
#include "separation/training/unfolded/batch_pass.h"
#include "separation/training/unfolded/parameters.h"
#include "separation/training/unfolded/sequence_pass_impl.h"
#include "tests/nmf/simd_levels.h"
#include "tests/separation/unfolded_support.h"
#include "tests/support/catch.h"

using namespace winnow;
using namespace winnow::separation::unfolded;
using namespace winnow::test;

namespace {

constexpr double tolerance = 1e-5; // of each vector's largest element; the reference was rounded to 6e-8

template <class T> std::vector<SequenceData<T>> referenceBatch(const FeatureExtractor<T>& extractor) {
    const UnfoldedReference& r = unfoldedReference();
    std::vector<SequenceData<T>> batch(r.X.size());
    for (std::size_t b = 0; b < batch.size(); ++b) {
        const Spectra<T> X = r.X[b].template cast<std::complex<T>>(),
                         S = r.S[b].template cast<std::complex<T>>();
        extractor.features(X, r.q[b].template cast<T>(), batch[b]);
        FeatureExtractor<T>::targets(X, S, batch[b]);
    }
    return batch;
}

std::vector<double> segmentOf(const Layout& layout, std::span<const double> values, int s) {
    const auto part = values.subspan(layout.offset(s), layout.size(s));
    return {part.begin(), part.end()};
}

std::span<const double> all(const nmf::Matrix<double>& m) {
    return {m.data(), static_cast<std::size_t>(m.size())};
}

/// Every gainStep-th frame.
template <class T> nmf::Matrix<double> someGains(const T* gain, Eigen::Index frames) {
    const Eigen::Map<const nmf::Matrix<T>, 0, Eigen::OuterStride<>> some(
        gain, Shape::bins, (frames - 1) / UnfoldedReference::gainStep + 1,
        Eigen::OuterStride<>(Shape::bins * UnfoldedReference::gainStep));
    return some.template cast<double>();
}

} // namespace

TEST_CASE("the noise tracker gives the prototype's noise") {
    const UnfoldedReference& r = unfoldedReference();
    for (std::size_t b = 0; b < r.X.size(); ++b)
        CHECK(relativeDistance(all(trackNoise<double>(r.X[b])), all(r.q[b])) < tolerance);
}

TEST_CASE("gain, loss and the gradient of every parameter are the prototype's") {
    const UnfoldedReference& r = unfoldedReference();
    const Layout layout(r.shape);
    const FeatureExtractor<double> extractor(r.shape);
    const auto batch = referenceBatch(extractor);
    std::vector<double> weights(layout.total()), weightGradient(layout.total()), gradient(layout.total());
    weightsFromTheta<double>(layout, r.theta, weights);
    portable::SequencePassImpl<double> pass(r.shape, extractor.fixed());
    double loss = 0;
    for (std::size_t b = 0; b < batch.size(); ++b) {
        const double* gain = pass.forward(batch[b].view(), weights.data());
        CHECK(relativeDistance(all(someGains(gain, batch[b].frames())), all(r.gain[b])) < tolerance);
        const double terms = 2.0 * Shape::bins * batch[b].frames();
        loss += pass.lossAndGradient(1 / terms, weightGradient.data());
    }
    CHECK(loss == Approx(r.loss).epsilon(tolerance));
    thetaGradient<double>(layout, r.theta, weights, weightGradient, gradient);
    for (int s = 0; s < segmentCount; ++s) {
        INFO("segment " << s);
        CHECK(relativeDistance(segmentOf(layout, gradient, s), segmentOf(layout, r.gradient, s)) < tolerance);
    }
}

TEST_CASE("every SIMD level gives the prototype's loss and gradient to single precision") {
    const auto level = GENERATE(from_range(simdLevels()));
    const WithSimdLevel scope(level);
    const UnfoldedReference& r = unfoldedReference();
    const Layout layout(r.shape);
    const FeatureExtractor<float> extractor(r.shape);
    const auto batch = referenceBatch(extractor);
    const std::vector<float> theta(r.theta.begin(), r.theta.end());
    std::vector<float> gradient(layout.total());
    BatchPass passes(extractor, 1);
    INFO("level " << nmf::name(level));
    CHECK(passes.lossAndGradient(batch, theta, gradient) == Approx(r.loss).epsilon(1e-5));
    CHECK(passes.loss(batch, theta) == Approx(r.loss).epsilon(1e-5));
    const std::vector<double> actual(gradient.begin(), gradient.end());
    for (int s = 0; s < segmentCount; ++s) {
        INFO("segment " << s);
        CHECK(relativeDistance(segmentOf(layout, actual, s), segmentOf(layout, r.gradient, s)) < 2e-3);
    }
}

TEST_CASE("loss and gradient are the same bits on any number of threads and wherever memory lies") {
    const UnfoldedReference& r = unfoldedReference();
    const FeatureExtractor<float> extractor(r.shape);
    auto batch = referenceBatch(extractor);
    batch.push_back(batch[0]);
    const std::vector<float> theta(r.theta.begin(), r.theta.end());
    std::vector<float> expected(theta.size()), gradient(theta.size());
    const double loss = BatchPass(extractor, 1).lossAndGradient(batch, theta, expected);
    std::vector<std::vector<float>> moved; // shifts what is allocated later
    for (const int threads : {1, 2, 3}) {
        moved.emplace_back(static_cast<std::size_t>(101 * threads));
        const auto copy = batch;
        CHECK(BatchPass(extractor, threads).lossAndGradient(copy, theta, gradient) == loss);
        CHECK(gradient == expected);
    }
}

TEST_CASE("the whole step's gradient is that of central differences for a model of other sizes") {
    const UnfoldedReference& r = unfoldedReference();
    Shape shape = tinyShape();
    shape.updates = 3;
    const Layout layout(shape);
    const FeatureExtractor<double> extractor(shape);
    SequenceData<double> data;
    const Spectra<double> X = r.X[0].leftCols(12), S = r.S[0].leftCols(12);
    extractor.features(X, trackNoise<double>(X), data);
    FeatureExtractor<double>::targets(X, S, data);
    auto theta = randomTheta(layout, 6);
    std::vector<double> weights(layout.total()), weightGradient(layout.total()), gradient(layout.total());
    portable::SequencePassImpl<double> pass(shape, extractor.fixed());
    const auto f = [&] {
        weightsFromTheta<double>(layout, theta, weights);
        pass.forward(data.view(), weights.data());
        return pass.loss(1);
    };
    f();
    pass.lossAndGradient(1, weightGradient.data());
    thetaGradient<double>(layout, theta, weights, weightGradient, gradient);
    Random random(1);
    for (int s = 0; s < segmentCount; ++s) {
        std::vector<double> direction(layout.total());
        double expected = 0, scale = 0;
        for (std::size_t i = layout.offset(s); i < layout.offset(s) + layout.size(s); ++i) {
            direction[i] = random.uniform(-1, 1);
            expected += direction[i] * gradient[i];
            scale += std::abs(direction[i] * gradient[i]);
        }
        INFO("segment " << s);
        CHECK(std::abs(numericalSlope(f, theta, direction) - expected) < 1e-5 * scale);
    }
}
