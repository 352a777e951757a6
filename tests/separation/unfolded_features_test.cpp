// SPDX-License-Identifier: GPL-3.0-or-later
/// What the trainer sees of a mixture is what the engine sees of the same sound.
#include "separation/layered/frame_views.h"
#include "separation/layered/layered_core.h"
#include "separation/layered/noise_tracker.h"
#include "separation/training/unfolded/batch_pass.h"
#include "separation/training/unfolded/features.h"
#include "separation/training/unfolded/mixture.h"
#include "separation/training/unfolded/model_conversion.h"
#include "separation/training/unfolded/parameters.h"
#include "tests/separation/unfolded_support.h"
#include "tests/support/catch.h"
#include "tests/support/metric_signals.h"

#include <algorithm>
#include <cmath>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::separation::unfolded;
using namespace winnow::test;

namespace {

std::vector<float> noisySpeech(std::size_t samples, double gain = 1) {
    return scaled(mix(speechLike(samples, 16000), uniformNoise(samples, 2), 0.02), gain);
}

Spectra<float> spectra(std::span<const float> samples) {
    Spectrograph spectrograph;
    return spectrograph(samples);
}

/// Largest distance of a vector from a column, relative to the column's largest value.
double distance(std::span<const float> actual, const Eigen::Ref<const Eigen::VectorXf>& expected) {
    const Eigen::Map<const Eigen::VectorXf> a(actual.data(), static_cast<Eigen::Index>(actual.size()));
    REQUIRE(a.size() == expected.size());
    return static_cast<double>((a - expected).cwiseAbs().maxCoeff() / expected.cwiseAbs().maxCoeff());
}

std::vector<float> powerOf(const Spectra<float>& X, Eigen::Index t) {
    std::vector<float> power(static_cast<std::size_t>(X.rows()));
    Eigen::Map<Eigen::VectorXf>(power.data(), X.rows()) = X.col(t).cwiseAbs2();
    return power;
}

SequenceData<float> featuresOf(const FeatureExtractor<float>& extractor, const Spectra<float>& X) {
    SequenceData<float> data;
    extractor.features(X, trackNoise<float>(X), data);
    return data;
}

} // namespace

TEST_CASE("features are the engine's views of every frame, for the factory's sizes and others") {
    const Shape shape = GENERATE(Shape{}, tinyShape());
    const auto X = spectra(noisySpeech(12000));
    const FeatureExtractor<float> extractor(shape);
    const auto data = featuresOf(extractor, X);
    const auto q = trackNoise<float>(X);

    const layered::Bands bands = [&] {
        const auto d = layered::makeBands(shape.dynamicAtoms, shape.lagBands);
        return layered::Bands{d.E.cast<float>(), d.M.cast<float>(), d.Mf.cast<float>(), d.Mb.cast<float>(),
                              d.LG.cast<float>()};
    }();
    layered::NoiseTracker tracker;
    tracker.prepare(Shape::bins);
    layered::FrameViews views(shape, bands);
    for (Eigen::Index t = 0; t < X.cols(); ++t) {
        INFO("frame " << t);
        const auto power = powerOf(X, t);
        tracker.update(power);
        views.update(power, tracker.noise());
        REQUIRE(distance(tracker.noise(), q.col(t)) < 1e-4);
        const Eigen::VectorXf v1 = data.v1.col(t).array() - static_cast<float>(shape.eps);
        REQUIRE(distance(views.input(), v1) < 2e-4);
        REQUIRE(distance(views.fineNoise(), data.n.col(t)) < 1e-4);
        REQUIRE(distance(views.amplitude(), data.A.col(t)) < 1e-4);
        REQUIRE(distance(views.noiseAmplitude(), data.An.col(t)) < 1e-4);
    }
}

TEST_CASE("a trained theta gives the same gains in the trainer and, converted, in the engine") {
    const Shape shape = tinyShape();
    const Layout layout(shape);
    const auto random = randomTheta(layout, 12);
    const std::vector<float> theta(random.begin(), random.end());
    AlignedFloats weights(layout.total());
    weightsFromTheta<float>(layout, theta, weights);
    const auto X = spectra(noisySpeech(12000));
    const FeatureExtractor<float> extractor(shape);
    const auto pass = makeSequencePass(shape, extractor.fixed());
    const auto data = featuresOf(extractor, X);
    const Eigen::Map<const Eigen::MatrixXf> gains(pass->forward(data.view(), weights.data()), Shape::bins,
                                                  X.cols());

    layered::LayeredCore core(
        std::make_shared<const layered::PackedWeights>(toLayeredWeights(layout, theta)));
    std::vector<float> gain(Shape::bins);
    float least = 1, most = 0;
    for (Eigen::Index t = 0; t < X.cols(); ++t) {
        INFO("frame " << t);
        core.process(powerOf(X, t), {}, gain);
        REQUIRE(distance(gain, gains.col(t)) < 1e-3);
        least = std::min(least, gains.col(t).minCoeff());
        most = std::max(most, gains.col(t).maxCoeff());
    }
    CHECK(least < 0.3F); // the masks say something
    CHECK(most > 0.7F);
}

TEST_CASE("features do not depend on the recording's level") {
    const FeatureExtractor<float> extractor(tinyShape());
    const auto loud = featuresOf(extractor, spectra(noisySpeech(8000)));
    const auto soft = featuresOf(extractor, spectra(noisySpeech(8000, 0.02)));
    CHECK((loud.v1 - soft.v1).cwiseAbs().maxCoeff() / loud.v1.maxCoeff() < 2e-3F);
}

TEST_CASE("frames of digital silence are left out, wherever they are, as the engine passes over them") {
    const auto sound = noisySpeech(8192);
    std::vector<float> withSilence(2560);
    withSilence.insert(withSilence.end(), sound.begin(), sound.end());
    withSilence.resize(withSilence.size() + 1024);
    const auto X = spectra(sound);
    auto Y = spectra(withSilence), S = Y;
    REQUIRE(Y.cols() == X.cols() + 14);
    dropSilence(Y, S);
    REQUIRE(Y.cols() == X.cols() + 1); // the last sound's end is in one more frame
    CHECK(Y.leftCols(X.cols()) == X);
    CHECK(S == Y);
    auto silent = spectra(std::vector<float>(2560)), other = silent;
    dropSilence(silent, other);
    CHECK(silent.cols() == 1);
    CHECK(featuresOf(FeatureExtractor<float>(tinyShape()), silent).v1.allFinite());
}

TEST_CASE("the loss of the perfect gain is near zero, that of gain one is not") {
    const auto clean = noisySpeech(16000); // no bins without energy, whose phase means nothing
    const auto X = spectra(clean), N = spectra(mix(clean, uniformNoise(16000, 7), 0.05));
    const Shape shape = tinyShape();
    const Layout layout(shape);
    const FeatureExtractor<float> extractor(shape);
    const auto lossFor = [&](const Spectra<float>& mixture, float offset) {
        std::vector<double> start(layout.total());
        setStart<double>(layout, start);
        std::vector<float> theta(start.begin(), start.end());
        std::fill_n(theta.begin() + static_cast<std::ptrdiff_t>(layout.offset(segOffset)), Shape::bins,
                    offset);
        auto data = featuresOf(extractor, mixture);
        FeatureExtractor<float>::targets(mixture, X, data);
        return BatchPass(extractor, 1).loss({data}, theta);
    };
    CHECK(lossFor(X, 50) < 1e-6); // everything passes, and everything is wanted
    CHECK(lossFor(N, 50) > 0.05);
}
