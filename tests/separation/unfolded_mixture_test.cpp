// SPDX-License-Identifier: GPL-3.0-or-later
/// Mixtures: the same for a seed, with the statistics that were asked for.
#include "separation/training/unfolded/mixture.h"
#include "separation/training/unfolded/mixture_queue.h"
#include "separation/training/unfolded/room.h"
#include "separation/training/unfolded/synthetic_noise.h"
#include "tests/separation/unfolded_support.h"
#include "tests/support/catch.h"
#include "tests/support/metric_signals.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace winnow::separation::unfolded;
using namespace winnow::test;

namespace {

/// Speech and noise as they are, one second each.
MixingOptions plainMixing() {
    MixingOptions o;
    o.seconds = 1;
    o.roomChance = o.syntheticNoiseChance = o.secondNoiseChance = o.levelChangeChance = 0;
    o.speechEqualiserDb = o.noiseEqualiserDb = 0;
    o.nearlyCleanChance = o.noiseAloneChance = 0;
    return o;
}

double meanPower(std::span<const float> x) {
    return energy(x) / static_cast<double>(x.size());
}

/// Powers of speech and of noise over the blocks in which speech is within 35 dB of its loudest.
std::pair<double, double> activePowers(const Mixture& m) {
    constexpr std::size_t block = 256;
    std::vector<double> speech, noise;
    for (std::size_t at = 0; at + block <= m.speech.size(); at += block) {
        const auto part = [&](const std::vector<float>& x) { return std::span(x).subspan(at, block); };
        speech.push_back(meanPower(part(m.speech)));
        noise.push_back(meanPower(mix(part(m.noisy), part(m.speech), -1)));
    }
    const double threshold = *std::max_element(speech.begin(), speech.end()) * std::pow(10.0, -3.5);
    double s = 0, n = 0, count = 0;
    for (std::size_t i = 0; i < speech.size(); ++i) {
        if (speech[i] < threshold) continue;
        s += speech[i];
        n += noise[i];
        ++count;
    }
    return {s / count, n / count};
}

bool isSilent(const std::vector<float>& x) {
    return std::all_of(x.begin(), x.end(), [](float v) { return v == 0; });
}

} // namespace

TEST_CASE("a seed gives the same mixture whatever was made before, and another seed another one") {
    const auto sources = tinySources();
    MixtureMaker one(sources.speech, sources.noise, {}), other(sources.speech, sources.noise, {});
    for (std::uint64_t seed = 0; seed < 8; ++seed)
        one.make(seed);
    for (std::uint64_t seed = 8; seed > 0; --seed) {
        const Mixture a = one.make(seed), b = other.make(seed);
        CHECK(a.noisy == b.noisy);
        CHECK(a.speech == b.speech);
        CHECK(a.noisy != one.make(seed + 1).noisy);
        CHECK(a.noisy.size() == 48000);
    }
}

TEST_CASE("the queue gives the same mixtures on any number of threads and from any start") {
    const auto sources = tinySources();
    const auto options = tinyTraining();
    const FeatureExtractor<float> extractor(options.shape);
    MixtureQueue single(sources.speech, sources.noise, options.mixing, extractor, 7, 0, 4, 1);
    const auto expected = single.take(12);
    MixtureQueue several(sources.speech, sources.noise, options.mixing, extractor, 7, 0, 6, 3);
    MixtureQueue late(sources.speech, sources.noise, options.mixing, extractor, 7, 5, 4, 2);
    std::vector<SequenceData<float>> taken;
    for (const int count : {1, 6, 5})
        for (auto& data : several.take(count))
            taken.push_back(std::move(data));
    const auto rest = late.take(7);
    REQUIRE(taken.size() == expected.size());
    for (std::size_t i = 0; i < taken.size(); ++i) {
        CHECK(taken[i].v1 == expected[i].v1);
        CHECK(taken[i].target == expected[i].target);
        if (i >= 5) CHECK(rest[i - 5].v1 == expected[i].v1);
    }
}

TEST_CASE("the ratio of speech to noise over active speech is the one asked for") {
    const auto sources = tinySources();
    MixingOptions options = plainMixing();
    const double snr = GENERATE(-7.0, 5.0, 20.0);
    options.lowestSnrDb = options.highestSnrDb = snr;
    MixtureMaker maker(sources.speech, sources.noise, options);
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const auto [speech, noise] = activePowers(maker.make(seed));
        CHECK(10 * std::log10(speech / noise) == Approx(snr).margin(0.1));
    }
}

TEST_CASE("ratios and levels fill their ranges evenly, and the chances of clean and of noise alone hold") {
    const auto sources = tinySources();
    MixingOptions options = plainMixing();
    options.nearlyCleanChance = 0.1;
    options.noiseAloneChance = 0.2;
    MixtureMaker maker(sources.speech, sources.noise, options);
    constexpr int count = 400;
    int alone = 0, clean = 0;
    std::vector<double> snrs, levels;
    for (int i = 0; i < count; ++i) {
        const Mixture m = maker.make(static_cast<std::uint64_t>(i));
        if (isSilent(m.speech)) {
            ++alone;
            CHECK_FALSE(isSilent(m.noisy));
            continue;
        }
        const auto [speech, noise] = activePowers(m);
        const double snr = 10 * std::log10(speech / noise);
        snr > 25 ? ++clean : (snrs.push_back(snr), 0);
        levels.push_back(10 * std::log10(speech / static_cast<double>(activeRms * activeRms)));
    }
    CHECK(alone == Approx(0.2 * count).margin(4 * std::sqrt(count * 0.2 * 0.8)));
    CHECK(clean == Approx(0.1 * 0.8 * count).margin(4 * std::sqrt(count * 0.08 * 0.92)));
    const auto mean = [](const std::vector<double>& v) {
        return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
    };
    const double deviation =
        27 / std::sqrt(12.0 * static_cast<double>(snrs.size())); // of the mean of -7 .. 20 dB
    CHECK(mean(snrs) == Approx(6.5).margin(4 * deviation));
    CHECK(*std::min_element(snrs.begin(), snrs.end()) == Approx(-7).margin(1));
    CHECK(*std::max_element(snrs.begin(), snrs.end()) == Approx(20).margin(1));
    CHECK(mean(levels) == Approx(0).margin(3)); // clips of different activity lie a little beside their level
    CHECK(*std::max_element(levels.begin(), levels.end()) - *std::min_element(levels.begin(), levels.end()) >
          20);
}

TEST_CASE("a lead of noise alone, rooms and nearly clean mixtures do what they say") {
    const auto sources = tinySources();
    SECTION("a lead") {
        MixingOptions options = plainMixing();
        options.leadChance = 1;
        options.longestLead = 0.5;
        MixtureMaker maker(sources.speech, sources.noise, options);
        double longest = 0;
        for (std::uint64_t seed = 0; seed < 30; ++seed) {
            const auto speech = maker.make(seed).speech;
            const auto first =
                std::find_if(speech.begin(), speech.end(), [](float v) { return std::abs(v) > 1e-5F; });
            longest = std::max(longest, static_cast<double>(first - speech.begin()) / sourceRate);
        }
        CHECK(longest > 0.3);
    }
    SECTION("a room leaves direct sound and the first 50 ms in the target") {
        MixingOptions options = plainMixing();
        options.roomChance = 1;
        options.lowestSnrDb = options.highestSnrDb = 60;
        MixtureMaker maker(sources.speech, sources.noise, options);
        const Mixture m = maker.make(3);
        const auto reverberation = mix(m.noisy, m.speech, -1);
        CHECK(energy(reverberation) > 1e-3 * energy(m.speech));
        CHECK(energy(reverberation) < 2 * energy(m.speech));
    }
    SECTION("nearly clean") {
        MixingOptions options = plainMixing();
        options.nearlyCleanChance = 1;
        MixtureMaker maker(sources.speech, sources.noise, options);
        const auto [speech, noise] = activePowers(maker.make(4));
        CHECK(speech > 900 * noise);
    }
}

TEST_CASE("a room begins with its direct sound and decays by 60 dB") {
    Random random(11);
    for (int i = 0; i < 5; ++i) {
        const Room room = makeRoom(random);
        REQUIRE(room.whole.size() >= 2400);
        CHECK(room.whole.front() == 1);
        CHECK(room.early.size() == 800);
        CHECK(std::equal(room.early.begin(), room.early.end(), room.whole.begin()));
        const std::size_t tenth = room.whole.size() / 10;
        const double start = energy(std::span(room.whole).subspan(tenth, tenth));
        const double end = energy(std::span(room.whole).last(tenth));
        CHECK(end < 1e-3 * start);
    }
}

TEST_CASE("synthetic noises are finite, not silent and different from seed to seed") {
    SpectralShaper shaper(16000, 0);
    std::vector<float> last;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Random random(seed);
        std::vector<float> noise(16000);
        makeSyntheticNoise(noise, random, shaper);
        CHECK(std::all_of(noise.begin(), noise.end(), [](float v) { return std::isfinite(v); }));
        CHECK(energy(noise) > 1);
        CHECK(noise != last);
        last = noise;
    }
}

TEST_CASE("equalisation stays within its range and convolution with an impulse gives the signal back") {
    SpectralShaper shaper(4000, 100);
    const auto signal = uniformNoise(4000, 5);
    auto equalised = signal;
    Random random(2);
    shaper.equalise(equalised, 6, random);
    const double changeDb = 10 * std::log10(energy(equalised) / energy(signal));
    CHECK(std::abs(changeDb) < 7); // the spline may overshoot its points a little
    CHECK(equalised != signal);

    std::vector<float> a(4000), b(4000);
    shaper.convolve(signal, std::vector<float>{1}, std::vector<float>{0, 0, 0.5F}, a, b);
    double error = 0;
    for (std::size_t i = 2; i < signal.size(); ++i)
        error = std::max({error, std::abs(static_cast<double>(a[i] - signal[i])),
                          std::abs(static_cast<double>(b[i] - 0.5F * signal[i - 2]))});
    CHECK(error < 1e-5);
}
