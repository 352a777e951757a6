// SPDX-License-Identifier: GPL-3.0-or-later
/// The plain engine, frame by frame.
#include "separation/supervised_separator.h"
#include "tests/support/catch.h"
#include "tests/support/separator_frames.h"
#include "tests/support/supervised_reference.h"
#include "tests/support/synthetic_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::test;

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
    settings.maskExponent = 2;
    CHECK(mean(separateOnce(d, settings, mixture(d, 0, 24, 100)).gain) > 0.8F);
    CHECK(mean(separateOnce(d, settings, mixture(d, 24, 16, 100)).gain) < 0.1F);
}

TEST_CASE("Without sparsity the parts' sum is the frame's, and sparsity takes from speech") {
    const Dictionary d = test::syntheticDictionary();
    const std::vector<float> power = randomPower(257, 9);
    double observed = 0;
    for (const float p : power)
        observed += std::sqrt(static_cast<double>(p));
    NmfSettings settings;
    settings.speechSparsity = 0;
    const Frame plain = separateOnce(d, settings, power);
    CHECK(257 * (mean(plain.speech) + mean(plain.noise)) == Approx(observed).epsilon(1e-3));
    settings.speechSparsity = 1;
    CHECK(mean(separateOnce(d, settings, power).speech) < 0.7F * mean(plain.speech));
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
    for (const float p : power)
        observed += std::sqrt(p);
    CHECK(sum == Approx(observed).epsilon(0.1));
}
