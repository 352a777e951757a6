// SPDX-License-Identifier: GPL-3.0-or-later
/// Copies of an engine that take turns.
#include "separation/layered/interleaved_separator.h"
#include "separation/layered/layered_model.h"
#include "separation/layered/layered_separator.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <stdexcept>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::separation::layered;

namespace {

/// Writes down what it was told; its mask is the number of frames it has seen.
struct Recorder final : Separator {
    struct Log {
        std::vector<FrameSpec> specs;
        std::vector<float> sensitivities;
        int resets = 0;
    };
    explicit Recorder(Log& l, float number) : log(l), activation{number} {}
    void prepare(const FrameSpec& spec) override { log.specs.push_back(spec); }
    void reset() noexcept override {
        ++log.resets;
        seen = 0;
    }
    void setControls(const SeparationControls& c) noexcept override {
        log.sensitivities.push_back(c.sensitivityDb);
    }
    int steps() const noexcept override { return 2; }
    double stepCost(int) const noexcept override { return 1; }
    void processStep(int step, std::span<const float>, SeparatedFrame out) noexcept override {
        seen += 0.5F;
        if (step == 0) return;
        std::fill(out.gain.begin(), out.gain.end(), seen);
    }
    std::span<const float> activations() const noexcept override { return activation; }
    Log& log;
    float seen = 0;
    std::vector<float> activation;
};

struct Fixture {
    Recorder::Log log;
    float made = 0;
    InterleavedSeparator separator{[this] { return std::make_unique<Recorder>(log, made++); }, 2};
    float gainOfNextFrame() {
        std::vector<float> power(257), gain(257), speech(257), noise(257);
        separator.process(power, {gain, speech, noise});
        return gain[0];
    }
};

} // namespace

TEST_CASE("at the engine's own overlap there is one copy") {
    Fixture f;
    f.separator.prepare({16000, 512, 256});
    CHECK(f.separator.copies() == 1);
    CHECK(f.gainOfNextFrame() == 1);
    CHECK(f.gainOfNextFrame() == 2);
}

TEST_CASE("at twice the overlap two copies take turns, each at its own hop") {
    Fixture f;
    f.separator.prepare({16000, 512, 128});
    CHECK(f.separator.copies() == 2);
    REQUIRE(f.log.specs.size() == 2);
    CHECK(f.log.specs[0].hop == 256);
    CHECK(f.log.specs[1].hop == 256);
    for (const float expected : {1.0F, 1.0F, 2.0F, 2.0F, 3.0F})
        CHECK(f.gainOfNextFrame() == expected);
    CHECK(f.separator.activations()[0] == 0); // the fifth frame was the first copy's
}

TEST_CASE("controls and reset reach every copy, also those made later") {
    Fixture f;
    f.separator.setControls({4.0F});
    f.separator.prepare({16000, 512, 128});
    CHECK(f.log.sensitivities == std::vector<float>{4, 4});
    f.separator.setControls({-3.0F});
    CHECK(f.log.sensitivities == std::vector<float>{4, 4, -3, -3});
    f.gainOfNextFrame();
    f.separator.reset();
    CHECK(f.log.resets == 2);
    CHECK(f.gainOfNextFrame() == 1);
    CHECK(f.separator.activations()[0] == 0); // the first copy has the first frame again
}

TEST_CASE("an overlap that is no multiple of the engine's is refused") {
    Fixture f;
    CHECK_THROWS_AS(f.separator.prepare({16000, 512, 512}), std::invalid_argument);
    CHECK_THROWS_AS(f.separator.prepare({16000, 512, 0}), std::invalid_argument);
    CHECK_THROWS_AS(f.separator.prepare({16000, 512, 200}), std::invalid_argument);
}

TEST_CASE("two interleaved copies of the engine are two engines on every other frame") {
    const std::vector<float>& x = test::referenceClip().at("x").values;
    const LayeredModel model(test::referenceWeights());
    const auto separator = model.makeSeparator();
    const test::SeparatedSignal both = test::separate(*separator, x, 16000, 4);
    // Odd frames end at whole hops of the single engine; the first sees one hop, as the single engine's first
    // does.
    LayeredSeparator single(test::referenceModel());
    const test::SeparatedSignal one = test::separate(single, x, 16000, 2);
    for (std::size_t t = 0; t < 150; ++t) {
        CAPTURE(t);
        CHECK(test::relativeError(both.gains[2 * t + 1], one.gains[t]) < 1e-6);
    }
    CHECK(test::relativeError(both.output, one.output) < 0.5); // another estimate, of the same sound
    CHECK(test::relativeError(both.output, one.output) > 1e-3);
}
