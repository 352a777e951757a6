// SPDX-License-Identifier: GPL-3.0-or-later
/// The plain engine, frame by frame.
#include "separation/supervised_separator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "tests/support/catch.h"
#include "tests/support/supervised_reference.h"
#include "tests/support/synthetic_model.h"

using namespace winnow;
using namespace winnow::separation;

namespace {

const FrameSpec native{16000, 512, 256}; // the dictionary's own bins

struct Frame {
    explicit Frame(std::size_t bins) : gain(bins), speech(bins), noise(bins) {}
    SeparatedFrame view() { return {gain, speech, noise}; }
    std::vector<float> gain, speech, noise;
};

Frame separate(Separator& separator, const std::vector<float>& power) {
    Frame frame(power.size());
    separator.process(power, frame.view());
    return frame;
}

Frame separateOnce(const Dictionary& dictionary, const NmfSettings& settings, const std::vector<float>& power,
                   const FrameSpec& spec = native) {
    SupervisedSeparator separator(dictionary, {}, settings);
    separator.prepare(spec);
    return separate(separator, power);
}

/// Power of a mixture of a dictionary's atoms, each given a random weight.
std::vector<float> mixture(const Dictionary& dictionary, int first, int count, float level, unsigned seed = 3) {
    std::mt19937 random(seed);
    Eigen::VectorXf v = Eigen::VectorXf::Zero(dictionary.atoms().rows());
    for (int a = first; a < first + count; ++a)
        v += level * static_cast<float>(random() / 4294967296.0) * dictionary.atoms().col(a);
    std::vector<float> power(static_cast<std::size_t>(v.size()));
    for (std::size_t k = 0; k < power.size(); ++k) power[k] = v(static_cast<Eigen::Index>(k)) * v(static_cast<Eigen::Index>(k));
    return power;
}

std::vector<float> randomPower(std::size_t bins, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<float> power(bins);
    for (float& p : power) p = static_cast<float>(random() / 4294967296.0);
    return power;
}

float mean(const std::vector<float>& values, std::size_t first = 0) {
    float sum = 0;
    for (std::size_t k = first; k < values.size(); ++k) sum += values[k];
    return sum / static_cast<float>(values.size() - first);
}

bool isMask(const std::vector<float>& gain) {
    return std::all_of(gain.begin(), gain.end(), [](float g) { return g >= 0.0F && g <= 1.0F; });
}

/// Feeds frames and returns the mean gain of the last one.
float meanGain(Separator& separator, const std::vector<float>& power, int frames = 1) {
    float result = 0;
    for (int i = 0; i < frames; ++i) result = mean(separate(separator, power).gain);
    return result;
}

} // namespace

TEST_CASE("The plain engine gives what the textbook's updates give") {
    const Dictionary d = test::syntheticDictionary();
    for (const float exponent : {1.0F, 2.0F}) {
        NmfSettings settings;
        settings.maskExponent = exponent;
        settings.speechSparsity = 0.2F;
        const std::vector<float> power = randomPower(257, 5);
        const auto reference = test::superviseByTheBook(d, settings, power);
        const Frame frame = separateOnce(d, settings, power);
        for (std::size_t k = 0; k < power.size(); ++k) {
            const auto i = static_cast<Eigen::Index>(k);
            REQUIRE(frame.speech[k] == Approx(reference.speech(i)).epsilon(2e-3).margin(1e-5));
            REQUIRE(frame.noise[k] == Approx(reference.noise(i)).epsilon(2e-3).margin(1e-5));
            REQUIRE(frame.gain[k] == Approx(reference.gain(i)).margin(2e-3));
        }
    }
}

TEST_CASE("A frame of speech atoms is kept and one of noise atoms is removed") {
    const Dictionary d = test::syntheticDictionary();
    NmfSettings settings;
    settings.iterations = 100;
    settings.speechSparsity = 0;
    CHECK(mean(separateOnce(d, settings, mixture(d, 0, 24, 100)).gain) > 0.8F);
    CHECK(mean(separateOnce(d, settings, mixture(d, 24, 16, 100)).gain) < 0.1F);
}

TEST_CASE("Without sparsity the parts' sum is the frame's, and sparsity takes from speech") {
    const Dictionary d = test::syntheticDictionary();
    const std::vector<float> power = randomPower(257, 9);
    double observed = 0;
    for (const float p : power) observed += std::sqrt(static_cast<double>(p));
    NmfSettings settings;
    settings.speechSparsity = 0;
    const Frame plain = separateOnce(d, settings, power);
    CHECK(257 * (mean(plain.speech) + mean(plain.noise)) == Approx(observed).epsilon(1e-3));
    settings.speechSparsity = 1;
    CHECK(mean(separateOnce(d, settings, power).speech) < 0.7F * mean(plain.speech));
}

TEST_CASE("The mask does not depend on the level, and the parts follow it") {
    const Dictionary d = test::syntheticDictionary();
    NmfSettings settings;
    settings.speechSparsity = 0.5F;
    const std::vector<float> power = randomPower(257, 11);
    const Frame one = separateOnce(d, settings, power);
    for (const float db : {-60.0F, -30.0F, 10.0F, 60.0F}) {
        const float gain = std::pow(10.0F, db / 20);
        std::vector<float> scaled = power;
        for (float& p : scaled) p *= gain * gain;
        const Frame other = separateOnce(d, settings, scaled);
        INFO(db << " dB");
        for (std::size_t k = 0; k < power.size(); ++k) {
            REQUIRE(other.gain[k] == Approx(one.gain[k]).margin(1e-4));
            REQUIRE(other.speech[k] == Approx(gain * one.speech[k]).epsilon(1e-3));
        }
    }
}

TEST_CASE("Digital silence keeps the last mask, shows no activations and leaves the state clean") {
    const Dictionary d = test::syntheticDictionary();
    NmfSettings settings;
    settings.warmStart = 0.5F;
    settings.maskSmoothing = 0.5F;
    settings.decisionDirected = 0.5F;
    SupervisedSeparator separator(d, {}, settings);
    separator.prepare(native);
    const std::vector<float> silence(257, 0.0F), quiet(257, 1e-9F), sound = randomPower(257, 1);
    CHECK(mean(separate(separator, silence).gain) == 1.0F); // nothing is known yet: it passes
    const Frame first = separate(separator, sound);
    for (const auto& frame : {silence, quiet, std::vector<float>(257, 1e-42F)}) {
        const Frame held = separate(separator, frame);
        CHECK(held.gain == first.gain);
        CHECK(mean(held.speech) + mean(held.noise) == 0.0F);
        for (const float a : separator.activations()) REQUIRE(a == 0.0F);
    }
    SupervisedSeparator other(d, {}, settings);
    other.prepare(native);
    separate(other, sound);
    CHECK(separate(separator, sound).gain == separate(other, sound).gain);
}

TEST_CASE("Power that is not finite counts as silence in its bin and poisons nothing") {
    const Dictionary d = test::syntheticDictionary();
    std::vector<float> bad = randomPower(257, 2);
    std::vector<float> zeroed = bad;
    for (const std::size_t k : {0U, 17U, 256U}) zeroed[k] = 0;
    bad[0] = std::numeric_limits<float>::quiet_NaN();
    bad[17] = std::numeric_limits<float>::infinity();
    bad[256] = -1;
    CHECK(separateOnce(d, {}, bad).gain == separateOnce(d, {}, zeroed).gain);

    SupervisedSeparator separator(d, {}, {});
    separator.prepare(native);
    for (const float p : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          std::numeric_limits<float>::max(), std::numeric_limits<float>::denorm_min()}) {
        const Frame frame = separate(separator, std::vector<float>(257, p));
        CHECK(isMask(frame.gain));
        CHECK(std::isfinite(mean(frame.speech)));
    }
    CHECK(separate(separator, zeroed).gain == separateOnce(d, {}, zeroed).gain);
}

TEST_CASE("Above the dictionary's bandwidth the mask is the mean of the upper quarter below, by magnitude") {
    const Dictionary d = test::syntheticDictionary();
    const FrameSpec wide{48000, 1536, 768};
    std::vector<float> power = randomPower(769, 4);
    const Frame frame = separateOnce(d, {}, power, wide);
    double weighted = 0, weights = 0;
    for (std::size_t k = 257 - 64; k < 257; ++k) {
        weighted += std::sqrt(static_cast<double>(power[k])) * static_cast<double>(frame.gain[k]);
        weights += std::sqrt(static_cast<double>(power[k]));
    }
    for (std::size_t k = 257; k < 769; ++k) {
        REQUIRE(frame.gain[k] == Approx(weighted / weights).epsilon(1e-4));
        REQUIRE(frame.speech[k] + frame.noise[k] == Approx(std::sqrt(power[k])));
    }
    // The known band is not changed by what lies above it.
    const std::vector<float> narrow(power.begin(), power.begin() + 257);
    const Frame known = separateOnce(d, {}, narrow);
    CHECK(std::equal(known.gain.begin(), known.gain.end(), frame.gain.begin()));
    // Sound only above the band: defined, and passed until there is a mask.
    std::fill_n(power.begin(), 257, 0.0F);
    CHECK(mean(separateOnce(d, {}, power, wide).gain) == 1.0F);
}

TEST_CASE("Sensitivity moves the mask towards speech or towards noise, within its range") {
    const std::vector<float> power = randomPower(257, 8);
    const auto at = [&](float db) {
        SupervisedSeparator separator(test::syntheticDictionary(), {}, {});
        separator.prepare(native);
        separator.setControls({db});
        return meanGain(separator, power);
    };
    CHECK(at(-12) < at(-6));
    CHECK(at(-6) < at(0));
    CHECK(at(0) < at(6));
    CHECK(at(6) < at(12));
    CHECK(at(500) == at(20));
    CHECK(at(std::numeric_limits<float>::quiet_NaN()) == at(0));
}

TEST_CASE("Smoothing keeps a share of the last mask, the same share a second at every hop") {
    const Dictionary d = test::syntheticDictionary();
    NmfSettings settings;
    settings.maskSmoothing = 0.64F;
    const auto settled = [&](int hop, int frames) {
        SupervisedSeparator separator(d, {}, settings);
        separator.prepare({16000, 512, hop});
        meanGain(separator, mixture(d, 0, 24, 100), 200);
        return meanGain(separator, mixture(d, 24, 16, 100), frames);
    };
    CHECK(settled(256, 1) > settled(256, 2));
    CHECK(settled(256, 1) == Approx(settled(128, 2)).epsilon(1e-3));
    CHECK(settled(256, 100) < 0.2F);
}

TEST_CASE("A warm start carries the last frame's activations on, and a reset forgets them") {
    const Dictionary d = test::syntheticDictionary();
    NmfSettings settings;
    settings.iterations = 2;
    settings.warmStart = 0.9F;
    const std::vector<float> speech = mixture(d, 0, 24, 100);
    SupervisedSeparator separator(d, {}, settings);
    separator.prepare(native);
    const float cold = meanGain(separator, speech);
    CHECK(meanGain(separator, speech, 30) > cold + 0.05F); // as many more updates
    separator.reset();
    CHECK(meanGain(separator, speech) == cold);
}

TEST_CASE("Decision-directed smoothing lets a steady mask stand and holds a change back") {
    const Dictionary d = test::syntheticDictionary();
    NmfSettings plain, directed;
    directed.decisionDirected = 0.9F;
    const auto afterNoise = [&](const NmfSettings& settings) {
        SupervisedSeparator separator(d, {}, settings);
        separator.prepare(native);
        meanGain(separator, mixture(d, 24, 16, 100), 20);
        return meanGain(separator, mixture(d, 0, 24, 100));
    };
    CHECK(afterNoise(directed) < afterNoise(plain));
}

TEST_CASE("Activations are given in the dictionary's order and the input's units") {
    const Dictionary d = test::syntheticDictionary();
    // The same dictionary with its groups the other way round.
    nmf::Matrix<float> swapped(257, 40);
    swapped.leftCols(16) = d.atoms().rightCols(16);
    swapped.rightCols(24) = d.atoms().leftCols(24);
    const Dictionary reversed(d.frequenciesHz(), swapped,
                              {{"noise", GroupKind::Noise, 0, 16}, {"speech", GroupKind::Speech, 16, 24}});
    const std::vector<float> power = randomPower(257, 6);
    SupervisedSeparator a(d, {}, {}), b(reversed, {}, {});
    a.prepare(native);
    b.prepare(native);
    CHECK(separate(a, power).gain == separate(b, power).gain);
    REQUIRE(a.activations().size() == 40);
    float sum = 0;
    for (std::size_t i = 0; i < 40; ++i) {
        CHECK(a.activations()[i] == b.activations()[(i + 16) % 40]);
        sum += a.activations()[i];
    }
    float observed = 0;
    for (const float p : power) observed += std::sqrt(p);
    CHECK(sum == Approx(observed).epsilon(0.1));
}

TEST_CASE("A dictionary that says nothing about the band lets everything pass") {
    nmf::Matrix<float> high = nmf::Matrix<float>::Constant(257, 2, 1e-9F);
    high.bottomRows(10).setOnes();
    const Dictionary d(test::syntheticDictionary().frequenciesHz(), high,
                       {{"speech", GroupKind::Speech, 0, 1}, {"noise", GroupKind::Noise, 1, 1}});
    const Frame frame = separateOnce(d, {}, randomPower(33, 1), {2000, 64, 32});
    CHECK(mean(frame.gain) == 1.0F);
}

TEST_CASE("Masks stay masks at every rate and for every kind of frame") {
    const Dictionary d = test::syntheticDictionary();
    for (const double rate : {1000.0, 7350.0, 11025.0, 44100.0, 192000.0}) {
        SupervisedSeparator separator(d, {}, {});
        const int size = frameSize({}, rate);
        separator.prepare({rate, size, size / 2});
        const auto bins = static_cast<std::size_t>(size / 2 + 1);
        std::vector<float> line(bins, 0.0F);
        line[bins / 3] = 1e4F;
        for (const auto& power : {std::vector<float>(bins, 1.0F), randomPower(bins, 3), line}) {
            const Frame frame = separate(separator, power);
            INFO(rate << " Hz");
            CHECK(isMask(frame.gain));
        }
    }
}

TEST_CASE("A frame is 32 ms, or the nearest multiple of 64 samples") {
    CHECK(frameSize({}, 16000) == 512);
    CHECK(frameSize({}, 48000) == 1536);
    CHECK(frameSize({}, 44100) == 1408);
    CHECK(frameSize({}, 7350) == 256);
    CHECK(frameSize({}, 192000) == 6144);
    CHECK(frameSize({}, 1000) == 64);
    CHECK(frameSize({0.016, 2}, 16000) == 256);
}
