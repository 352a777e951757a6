// SPDX-License-Identifier: GPL-3.0-or-later
/// Teaching a model a user's own noise.
#include "separation/learn_noise.h"
#include "separation/offline_denoiser.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_signals.h"

#include <cmath>
#include <limits>
#include <stdexcept>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

/// A whine that the synthetic noise atoms do not know: three steady tones and a little hiss.
std::vector<float> whine(int samples, double rate, unsigned seed = 1) {
    std::vector<float> out = whiteNoise(samples, 0.01F, seed);
    for (const double f : {700.0, 1710.0, 2930.0}) {
        const std::vector<float> tone = sine(samples, f, rate, 0.1F);
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] += tone[i];
    }
    return out;
}

const NmfModel& plain(const ModelPtr& model) {
    return dynamic_cast<const NmfModel&>(*model);
}

double lossOf(const ModelPtr& model, const std::vector<float>& input, double rate) {
    OfflineOptions options;
    options.controls.amountDb = 100;
    return 20 * std::log10(rms(input) / rms(denoise(model, rate, input, options)));
}

/// A model of some other engine.
class OtherModel final : public Model {
public:
    std::string engine() const override { return "other"; }
    FrontEnd frontEnd() const override { return {}; }
    const std::vector<AtomGroup>& groups() const override { return none_; }
    std::unique_ptr<Separator> makeSeparator() const override { return nullptr; }
    ModelFile toFile() const override { return {}; }

private:
    std::vector<AtomGroup> none_;
};

} // namespace

TEST_CASE("A learned noise is removed better than an unknown one") {
    const auto base = syntheticModel();
    const ModelPtr taught = learnNoise(*base, whine(32000, 16000, 1), 16000);
    REQUIRE(taught);
    const std::vector<float> noise = whine(16000, 16000, 2);
    CHECK(lossOf(taught, noise, 16000) > lossOf(base, noise, 16000) + 6);
}

TEST_CASE("A learned noise serves other sample rates") {
    const auto base = syntheticModel();
    const ModelPtr taught = learnNoise(*base, whine(96000, 48000, 1), 48000);
    for (const double rate : {16000.0, 44100.0}) {
        const std::vector<float> noise = whine(static_cast<int>(rate), rate, 2);
        CHECK(lossOf(taught, noise, rate) > lossOf(base, noise, rate) + 3);
    }
}

TEST_CASE("Learning adds a group and keeps all else, or takes the place of the model's noise") {
    const auto base = syntheticModel();
    LearnOptions options;
    options.name = "fan";
    options.atoms = 5;
    options.keepFactoryNoise = true;
    const ModelPtr added = learnNoise(*base, whine(16000, 16000), 16000, options);
    REQUIRE(added->groups().size() == 3);
    CHECK(added->groups()[2].name == "fan");
    CHECK(added->groups()[2].kind == GroupKind::Noise);
    CHECK(added->groups()[2].count == 5);
    CHECK(plain(added).dictionary().atoms().leftCols(40) == base->dictionary().atoms());
    CHECK(plain(added).settings() == base->settings());
    CHECK_THAT(added->name, Contains("synthetic") && Contains("fan"));
    CHECK(added->dataCard["seed"] == 1);
    CHECK(added->dataCard["learned"][0]["group"] == "fan");
    CHECK(added->dataCard["learned"][0]["seconds"] == 1.0);

    options.keepFactoryNoise = false;
    const ModelPtr alone = learnNoise(*base, whine(16000, 16000), 16000, options);
    REQUIRE(alone->groups().size() == 2);
    CHECK(alone->groups()[0].name == "speech");
    CHECK(alone->groups()[1].name == "fan");

    LearnOptions second;
    second.name = "hum";
    const ModelPtr both = learnNoise(*added, whiteNoise(16000, 0.1F), 16000, second);
    REQUIRE(both->groups().size() == 3); // what was learned stays, the factory's noise goes
    CHECK(both->groups()[1].name == "fan");
    CHECK(both->groups()[2].name == "hum");
    CHECK(both->dataCard["learned"].size() == 2);
}

TEST_CASE("The same noise, options and seed give the same model, and it survives a file") {
    const auto base = syntheticModel();
    const auto noise = whine(16000, 16000);
    const ModelPtr one = learnNoise(*base, noise, 16000);
    const ModelPtr two = learnNoise(*base, noise, 16000);
    CHECK(one->toFile().contentHash() == two->toFile().contentHash());
    LearnOptions options;
    options.seed = 1;
    CHECK(learnNoise(*base, noise, 16000, options)->toFile().contentHash() != one->toFile().contentHash());
    const TempDir dir;
    saveModel(dir / "m.winnow", *one, false);
    CHECK(loadModel(dir / "m.winnow")->toFile().contentHash() == one->toFile().contentHash());
}

TEST_CASE("A recording of a lower rate is continued above what it can say") {
    const auto base = syntheticModel();
    const ModelPtr taught = learnNoise(*base, whiteNoise(16000, 0.1F), 8000);
    const auto& atoms = plain(taught).dictionary().atoms();
    for (Eigen::Index a = 40; a < atoms.cols(); ++a) {
        const float below =
            atoms.col(a).segment(90, 30).mean(); // 2.8 to 3.75 kHz, within the upper quarter known
        CHECK(atoms.col(a).tail(120).minCoeff() == Approx(atoms.col(a).tail(120).maxCoeff()));
        CHECK(atoms(200, a) == Approx(below).epsilon(0.5));
    }
}

TEST_CASE("No more atoms are learned than there are frames, and a long noise is thinned out") {
    const auto base = syntheticModel();
    CHECK(learnNoise(*base, whiteNoise(512 + 256 * 2, 0.1F), 16000)->groups().back().count == 3);
    LearnOptions quick;
    quick.iterations = 1;
    quick.atoms = 2;
    CHECK(learnNoise(*base, whiteNoise(16000 * 80, 0.1F), 16000, quick)->groups().back().count == 2);
}

TEST_CASE("Learning reports its progress and can be cancelled") {
    const auto base = syntheticModel();
    std::vector<double> seen;
    CHECK(learnNoise(*base, whine(8000, 16000), 16000, {}, [&](double done) {
        seen.push_back(done);
        return true;
    }));
    REQUIRE(seen.size() > 2);
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    CHECK(seen.back() <= 1.0);
    CHECK_FALSE(learnNoise(*base, whine(8000, 16000), 16000, {}, [](double) { return false; }));
}

TEST_CASE("A noise that cannot be learned from is refused with the reason") {
    const auto base = syntheticModel();
    const auto refusal = [&](const std::vector<float>& noise, const LearnOptions& options = {},
                             double rate = 16000) {
        try {
            learnNoise(*base, noise, rate, options);
        } catch (const std::invalid_argument& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK_THAT(refusal({}), Contains("too short"));
    CHECK_THAT(refusal(whiteNoise(700, 1)), Contains("too short"));
    CHECK_THAT(refusal(std::vector<float>(16000, 0.0F)), Contains("silent"));
    CHECK_THAT(refusal(std::vector<float>(16000, 1e-12F)), Contains("silent"));
    CHECK_THAT(refusal(std::vector<float>(16000, std::nanf(""))), Contains("NaN"));
    CHECK_THAT(refusal(whiteNoise(16000, 1), {}, 10), Contains("sample rate"));
    LearnOptions taken;
    taken.name = "noise";
    taken.keepFactoryNoise = true;
    CHECK_THAT(refusal(whiteNoise(16000, 1), taken), Contains("noise"));
    LearnOptions none;
    none.atoms = 0;
    CHECK_THAT(refusal(whiteNoise(16000, 1), none), Contains("atoms"));
    CHECK_THROWS_WITH(learnNoise(OtherModel(), whiteNoise(16000, 1), 16000), Contains("cannot be taught"));
}
