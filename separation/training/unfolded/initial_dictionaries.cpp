// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/initial_dictionaries.h"

#include "nmf/factorize.h"
#include "separation/training/unfolded/nmf_block.h"
#include "separation/training/unfolded/parameters.h"
#include "separation/training/unfolded/traces.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace winnow::separation::unfolded {
namespace {

using Mat = nmf::Matrix<float>;

constexpr float loudShare = 0.7F; // frames above the 30 % quantile of level are used
constexpr int nmfUpdates = 30;
constexpr float valueFloor = 1e-4F;    // added to frames of mean 1
constexpr float logOffset = 0.01F;     // thW = log(W/mean + offset): nothing starts out of reach
constexpr float spectrumFloor = 1e-3F; // of R
constexpr float smallestSum = 1e-20F;  // of an atom, so that one that died divides nothing by zero

/// Frames of one class: sequences of v1 and the level of each frame.
struct ClassFrames {
    std::vector<Mat> v;
    std::vector<std::vector<float>> level;
};

ClassFrames collect(const FeatureExtractor<float>& extractor, MixtureMaker& maker, bool speech, int wanted,
                    std::uint64_t seed) {
    Spectrograph spectrograph;
    ClassFrames out;
    int frames = 0;
    for (std::uint64_t i = 0; static_cast<float>(frames) * loudShare < static_cast<float>(wanted); ++i) {
        const std::vector<float> signal =
            speech ? maker.makeSpeech(mixSeed(seed, i)) : maker.makeNoise(mixSeed(seed, i));
        Spectra<float> X = spectrograph(signal), unused = X;
        dropSilence(X, unused);
        SequenceData<float> data;
        extractor.features(X, trackNoise<float>(X), data);
        std::vector<float> level(static_cast<std::size_t>(X.cols()));
        for (Eigen::Index t = 0; t < X.cols(); ++t)
            level[static_cast<std::size_t>(t)] = X.col(t).cwiseAbs().mean();
        frames += static_cast<int>(X.cols());
        out.v.push_back(std::move(data.v1));
        out.level.push_back(std::move(level));
    }
    return out;
}

/// Up to `wanted` loud frames, each divided by its mean.
Mat loudFrames(const ClassFrames& frames, int wanted) {
    std::vector<float> sorted;
    for (const auto& level : frames.level)
        sorted.insert(sorted.end(), level.begin(), level.end());
    const auto at =
        sorted.begin() + static_cast<std::ptrdiff_t>((1 - loudShare) * static_cast<float>(sorted.size()));
    std::nth_element(sorted.begin(), at, sorted.end());
    const float threshold = *at;
    Mat V(frames.v.front().rows(), wanted);
    Eigen::Index used = 0;
    for (std::size_t s = 0; s < frames.v.size(); ++s) {
        for (Eigen::Index t = 0; t < frames.v[s].cols() && used < V.cols(); ++t) {
            if (frames.level[s][static_cast<std::size_t>(t)] <= threshold) continue;
            V.col(used++) = (frames.v[s].col(t) / frames.v[s].col(t).mean()).array() + valueFloor;
        }
    }
    V.conservativeResize(Eigen::NoChange, used);
    return V;
}

/// Atoms of sum 1. @param number  of the factorization, for its seed
Mat learn(const ClassFrames& frames, int atoms, const InitialOptions& initial, std::uint64_t number) {
    const Mat V = loudFrames(frames, initial.frames);
    nmf::Options options;
    options.rank = atoms;
    options.maxIterations = nmfUpdates;
    options.tolerance = 0;
    options.checkEvery = nmfUpdates;
    options.seed = mixSeed(initial.seed, number);
    options.threads = initial.threads;
    Mat W = nmf::factorize<float>(V, options).W;
    for (Eigen::Index k = 0; k < W.cols(); ++k)
        W.col(k) /= std::max(W.col(k).sum(), smallestSum);
    return W;
}

void setDictionary(const Layout& layout, int segment, const Mat& speech, const Mat& noise,
                   std::vector<float>& theta) {
    Eigen::Map<Mat> out(theta.data() + layout.offset(segment), speech.rows(), speech.cols() + noise.cols());
    out << speech, noise;
    const float mean = out.mean();
    out = (out.array() / mean + logOffset).log();
}

/// v2 of all frames, from layer 1 with the weights given.
void toSecondLayer(const Layout& layout, std::span<const float> weights, ClassFrames& frames) {
    const Shape& shape = layout.shape();
    const int fine = Shape::fineBands;
    portable::NmfBlock<float> block(shape.viewSize1(), shape.atoms1, shape.updates, 0, 0, 0);
    portable::Traces<float> traces(shape.atoms1, shape.traces);
    const auto at = [&](int segment) { return weights.data() + layout.offset(segment); };
    block.setWeights(
        {at(segW1), at(segU1), at(segPrior1), at(segKap1), at(segDen1), at(segEta1), nullptr, nullptr},
        nullptr);
    traces.setWeights(at(segDecay), at(segTraceGain));
    for (Mat& v : frames.v) {
        block.forward(v, portable::ConstMap<float>(nullptr, 0, 0));
        Mat v2(shape.viewSize2(), v.cols());
        v2.topRows(fine) = v.topRows(fine);
        v2.middleRows(fine, fine) = v.middleRows(viewRow(shape), fine);
        traces.forward(block.h(), v2.bottomRows(shape.viewSize2() - 2 * fine));
        v = std::move(v2);
    }
}

} // namespace

std::vector<float> initialTheta(const Layout& layout, const FeatureExtractor<float>& extractor,
                                MixtureMaker& maker, const InitialOptions& options,
                                const std::function<bool(double)>& progress) {
    const Shape& shape = layout.shape();
    const auto goesOn = [&](double share) { return !progress || progress(share); };
    std::vector<float> theta(layout.total()), weights(layout.total());
    setStart<float>(layout, theta);
    ClassFrames speech = collect(extractor, maker, true, options.frames, mixSeed(options.seed, 1));
    ClassFrames noise = collect(extractor, maker, false, options.frames, mixSeed(options.seed, 2));
    if (!goesOn(0.1)) return {};

    const int speechAtoms1 = shape.atoms1 * 5 / 8;
    const Mat speech1 = learn(speech, speechAtoms1, options, 3);
    if (!goesOn(0.3)) return {};
    setDictionary(layout, segW1, speech1, learn(noise, shape.atoms1 - speechAtoms1, options, 4), theta);
    if (!goesOn(0.4)) return {};

    weightsFromTheta<float>(layout, theta, weights);
    toSecondLayer(layout, weights, speech);
    toSecondLayer(layout, weights, noise);
    const Mat speech2 = learn(speech, shape.speechAtoms, options, 5);
    if (!goesOn(0.8)) return {};
    setDictionary(layout, segW2, speech2, learn(noise, shape.noiseAtoms, options, 6), theta);

    weightsFromTheta<float>(layout, theta, weights);
    const Eigen::Map<const Mat> W2(weights.data() + layout.offset(segW2), shape.viewSize2(), shape.atoms2());
    const Mat& M = extractor.bands().M;
    Mat R = M.transpose() * W2.topRows(Shape::fineBands);
    R.array().colwise() /= M.colwise().sum().transpose().array() + 1e-6F;
    Eigen::Map<Mat>(theta.data() + layout.offset(segR), Shape::bins, shape.atoms2()) =
        (R.array() + spectrumFloor).log();
    return goesOn(1) ? theta : std::vector<float>{};
}

} // namespace winnow::separation::unfolded
