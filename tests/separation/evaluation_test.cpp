// SPDX-License-Identifier: GPL-3.0-or-later
/// Pairs of files, their scores, and what becomes of bad ones.
#include "separation/evaluation.h"
#include "separation/metrics.h"
#include "separation/offline_denoiser.h"
#include "tests/support/catch.h"
#include "tests/support/evaluation_set.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <string>
#include <vector>

using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

std::vector<std::string> idsOf(const std::vector<EvaluationPair>& pairs) {
    std::vector<std::string> ids;
    for (const auto& pair : pairs)
        ids.push_back(pair.id);
    return ids;
}

EvaluationOptions withModel() {
    EvaluationOptions options;
    options.model = smallModel();
    return options;
}

} // namespace

TEST_CASE("pairs are found by name whatever their extension, also in folders") {
    const TempDir folder;
    for (const char* name : {"clean/x.wav", "clean/sub/y.flac", "noisy/x.flac", "noisy/sub/y.flac"})
        writeFile(folder / name, "");
    const auto set = findPairs({folder / "clean", folder / "noisy", {}, {}});
    CHECK(idsOf(set.pairs) == std::vector<std::string>{"sub/y", "x"});
    CHECK(set.pairs[1].noisy == folder / "noisy/x.flac");
    CHECK(set.unusable.empty());
}

TEST_CASE("files without a partner or with one too many are named") {
    const TempDir folder;
    for (const char* name :
         {"clean/x.wav", "clean/y.wav", "clean/y.flac", "noisy/y.wav", "noisy/z.wav", "est/other.wav"})
        writeFile(folder / name, "");
    const auto set = findPairs({folder / "clean", folder / "noisy", {}, {}});
    CHECK(idsOf(set.pairs) == std::vector<std::string>{"y"});
    REQUIRE(set.unusable.size() == 3);
    CHECK_THAT(set.unusable[0].reason, Contains("same name"));
    CHECK_THAT(set.unusable[1].file, Contains("clean/x.wav"));
    CHECK_THAT(set.unusable[1].reason, Contains("no noisy partner"));
    CHECK_THAT(set.unusable[2].file, Contains("noisy/z.wav"));
    const auto withEstimates = findPairs({folder / "clean", folder / "noisy", {}, folder / "est"});
    CHECK(withEstimates.pairs.empty());
    CHECK_THROWS_WITH(findPairs({folder / "clean", folder / "none", {}, {}}), Contains("none"));
}

TEST_CASE("with a profile folder only pairs that have one are evaluated") {
    const EvaluationFiles files;
    const auto set = findPairs({files / "clean", files / "noisy", files / "profile", {}});
    CHECK(idsOf(set.pairs) == std::vector<std::string>{"a", "c"});
    CHECK(set.leftOut == std::vector<std::string>{"b"});
    CHECK(set.unusable.empty());
}

TEST_CASE("an evaluation scores the noisy and the denoised signal as the metrics do by themselves") {
    const EvaluationFiles files;
    const auto set = findPairs({files / "clean", files / "noisy", {}, {}});
    const auto results = evaluate(set.pairs, withModel());
    REQUIRE(results.size() == 3);
    const auto clean = EvaluationFiles::clean();
    const auto noisy = mix(clean, uniformNoise(12000, 31), 0.1);
    OfflineOptions offline;
    offline.controls.amountDb = 100;
    const auto denoised = denoise(smallModel(), EvaluationFiles::rate, noisy, offline);

    const auto& b = results[1];
    CHECK(b.id == "b");
    CHECK(b.error.empty());
    CHECK(b.seconds == Approx(1.5));
    CHECK(b.sampleRate == 8000);
    CHECK(b.noisy.siSdr == Approx(siSdr(clean, noisy)));
    CHECK(b.estimate.siSdr == Approx(siSdr(clean, denoised)));
    CHECK(b.estimate.sdr == Approx(bssEval(clean, mix(noisy, clean, -1), denoised).sdr));
    CHECK(b.estimate.stoi == Approx(stoi(clean, denoised, 8000)));
    CHECK(b.estimate.estoi == Approx(estoi(clean, denoised, 8000)));
    CHECK(b.estimate.segmentalSnr == Approx(segmentalSnr(clean, denoised, 8000)));
    CHECK(b.improvement() > 1); // a white hiss under formants is easy
    CHECK(results[0].noisy.siSdr > b.noisy.siSdr);
}

TEST_CASE("an evaluation is the same on any number of threads") {
    const EvaluationFiles files;
    const auto set = findPairs({files / "clean", files / "noisy", {}, {}});
    auto options = withModel();
    const auto one = evaluate(set.pairs, options);
    options.threads = 3;
    const auto three = evaluate(set.pairs, options);
    REQUIRE(three.size() == one.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(three[i].id == one[i].id);
        for (const Metric& metric : metrics)
            CHECK(three[i].estimate.*metric.value == one[i].estimate.*metric.value);
    }
}

TEST_CASE("a profile is learned before its recording is denoised") {
    const EvaluationFiles files;
    // A hum of 1050 Hz right between the formants, which no atom of the model explains.
    std::vector<float> hum(12000);
    for (std::size_t n = 0; n < hum.size(); ++n)
        hum[n] = static_cast<float>(0.3 * std::sin(0.8247 * static_cast<double>(n)));
    writeWav(files / "noisy/a.wav", mix(EvaluationFiles::clean(), hum, 1), 8000);
    writeWav(files / "profile/a.wav", hum, 8000);
    const auto with = findPairs({files / "clean", files / "noisy", files / "profile", {}});
    auto without = with.pairs;
    without[0].profile.clear();
    const auto learned = evaluate(with.pairs, withModel()), plain = evaluate(without, withModel());
    REQUIRE(learned[0].error.empty());
    CHECK(learned[0].improvement() > plain[0].improvement() + 1);
}

TEST_CASE("given estimates are scored instead of a model's") {
    const EvaluationFiles files;
    writeWav(files / "estimate/a.wav", EvaluationFiles::clean(), 8000);
    writeWav(files / "estimate/b.wav", scaled(EvaluationFiles::clean(), 0.5), 8000);
    const auto set = findPairs({files / "clean", files / "noisy", {}, files / "estimate"});
    CHECK(set.unusable.size() == 1); // c
    const auto results = evaluate(set.pairs, {});
    REQUIRE(results.size() == 2);
    CHECK(results[1].estimate.siSdr == std::numeric_limits<double>::infinity());
    CHECK(results[1].estimate.estoi == Approx(1).margin(1e-3));
}

TEST_CASE("the attenuation limit reaches the model, and what it makes can be kept") {
    const EvaluationFiles files;
    const auto set = findPairs({files / "clean", files / "noisy", {}, {}});
    auto options = withModel();
    options.amountDb = 0;
    options.threads = 2;
    std::mutex mutex;
    std::vector<std::string> kept;
    options.keepEstimate = [&](const EvaluationPair& pair, std::span<const float> samples, int rate) {
        const std::lock_guard lock(mutex);
        CHECK(rate == 8000);
        CHECK(samples.size() == 12000);
        kept.push_back(pair.id);
    };
    for (const auto& result : evaluate(set.pairs, options))
        CHECK(result.improvement() == Approx(0).margin(1e-6));
    std::sort(kept.begin(), kept.end());
    CHECK(kept == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("a bad pair says what is wrong with which file, and the others go on") {
    const EvaluationFiles files;
    std::string expected;
    SECTION("other length") {
        writeWav(files / "noisy/b.wav", uniformNoise(11999, 1), 8000);
        expected = "11999 samples";
    }
    SECTION("other rate") {
        writeWav(files / "noisy/b.wav", uniformNoise(12000, 1), 16000);
        expected = "16000 Hz";
    }
    SECTION("not audio") {
        writeFile(files / "noisy/b.wav", "text");
        expected = "b.wav";
    }
    SECTION("silent reference") {
        writeWav(files / "clean/b.wav", std::vector<float>(12000), 8000);
        expected = "silent";
    }
    SECTION("not finite") {
        auto broken = uniformNoise(12000, 1);
        broken[5] = std::numeric_limits<float>::infinity();
        writeWav(files / "noisy/b.wav", broken, 8000);
        expected = "finite";
    }
    const auto results = evaluate(findPairs({files / "clean", files / "noisy", {}, {}}).pairs, withModel());
    REQUIRE(results.size() == 3);
    CHECK_THAT(results[1].error, Contains(expected));
    CHECK(results[0].error.empty());
    CHECK(results[2].error.empty());

    const std::vector<const PairResult*> all{&results[0], &results[1], &results[2]};
    const auto mean = meanOf(all);
    CHECK(mean.pairs == 2);
    CHECK(mean.noisy.siSdr == Approx((results[0].noisy.siSdr + results[2].noisy.siSdr) / 2));
    CHECK(mean.improvement == Approx((results[0].improvement() + results[2].improvement()) / 2));
}

TEST_CASE("recordings too short for STOI still get the other scores") {
    const TempDir folder;
    const auto s = speechLike(2400, 8000);
    writeWav(folder / "clean/x.wav", s, 8000);
    writeWav(folder / "noisy/x.wav", mix(s, uniformNoise(2400, 1), 0.05), 8000);
    const auto results = evaluate(findPairs({folder / "clean", folder / "noisy", {}, {}}).pairs, withModel());
    REQUIRE(results.size() == 1);
    CHECK(results[0].error.empty());
    CHECK(std::isnan(results[0].noisy.stoi));
    CHECK(std::isfinite(results[0].noisy.siSdr));
    const std::vector<const PairResult*> all{&results[0]};
    CHECK(std::isnan(meanOf(all).noisy.stoi));
    CHECK(meanOf(all).pairs == 1);
}

TEST_CASE("recordings of two channels count as their mean") {
    const TempDir folder;
    const auto s = speechLike(8000, 8000), z = uniformNoise(8000, 1);
    std::vector<float> stereo;
    for (std::size_t n = 0; n < s.size(); ++n) {
        stereo.push_back(s[n] + 0.1F * z[n]);
        stereo.push_back(s[n] - 0.1F * z[n]);
    }
    writeWav(folder / "clean/x.wav", s, 8000);
    writeWav(folder / "noisy/x.wav", stereo, 8000, 2);
    const auto results = evaluate(findPairs({folder / "clean", folder / "noisy", {}, {}}).pairs, withModel());
    REQUIRE(results.size() == 1);
    CHECK(results[0].error.empty());
    CHECK(results[0].noisy.siSdr > 100);
}

TEST_CASE("an evaluation that is stopped gives nothing") {
    const EvaluationFiles files;
    const auto set = findPairs({files / "clean", files / "noisy", {}, {}});
    CHECK(evaluate(set.pairs, withModel(), [](std::size_t) { return false; }).empty());
}
