// SPDX-License-Identifier: GPL-3.0-or-later
/// The two-layer model and its file.
#include "separation/layered/layered_model.h"
#include "separation/layered/layered_separator.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/catch.h"

#include <functional>
#include <numeric>
#include <stdexcept>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::separation::layered;

namespace {

/// Weights of any sizes with plausible values.
LayeredWeights smallWeights() {
    LayeredWeights w;
    w.config.atoms1 = 5;
    w.config.speechAtoms = 3;
    w.config.noiseAtoms = 2;
    w.config.context = 1;
    w.config.lagBands = 7;
    w.config.dynamicAtoms = 3;
    w.config.traces = 1;
    w.config.updates = 3;
    w.config.p = 1;
    const auto count = [](int n) { return static_cast<std::size_t>(n); };
    const auto fill = [&](LayerWeights& layer, int rows, int atoms) {
        layer.W = nmf::Matrix<float>::Constant(rows, atoms, 1);
        for (int a = 0; a < atoms; ++a)
            for (int i = a; i < rows; i += atoms)
                layer.W(i, a) = 3;
        layer.u.assign(count(rows), 1 / layer.W.col(0).sum());
        layer.prior.assign(count(atoms), 1 / static_cast<float>(atoms));
        layer.kap.assign(count(atoms), 0.05F);
        layer.den.assign(count(atoms), 0.9F);
        layer.eta.assign(count(w.config.updates), 1.5F);
    };
    fill(w.layer1, w.config.viewSize1(), 5);
    fill(w.layer2, w.config.viewSize2(), 5);
    w.b0.assign(3, 0.5F);
    w.denb.assign(3, 0.9F);
    w.R = nmf::Matrix<float>::Constant(bins, 5, 0.5F);
    w.over.assign(bins, 1);
    w.e.assign(bins, 1.5F);
    w.c.assign(bins, 0.5F);
    w.off.assign(bins, -0.1F);
    w.dd.assign(bins, 0.3F);
    w.decay = nmf::Matrix<float>::Constant(1, 5, 0.8F);
    w.tgain.assign(2, 5);
    return w;
}

std::string messageOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("a two-layer model written and read again is the same, and writes the same bytes") {
    LayeredModel model(test::referenceWeights());
    model.name = "reference";
    model.dataCard = {{"trained on", "CC0"}};
    const auto bytes = serialiseModelFile(model.toFile());
    const LayeredModel again(parseModelFile(bytes, "m.winnow"), "m.winnow");
    CHECK(again.name == "reference");
    CHECK(again.dataCard == model.dataCard);
    CHECK(again.engine() == "layered");
    CHECK(again.weights().config == model.weights().config);
    CHECK(again.weights().layer2.W == model.weights().layer2.W);
    CHECK(again.weights().decay == model.weights().decay);
    CHECK(serialiseModelFile(again.toFile()) == bytes);
    CHECK(bytes.size() < (std::size_t{4} << 20));
}

TEST_CASE("the groups cover all activations: speech, noise and tracked noise") {
    const LayeredModel model(test::referenceWeights());
    const auto separator = model.makeSeparator();
    separator->prepare({16000, 512, 256});
    const std::vector<AtomGroup>& groups = model.groups();
    REQUIRE(groups.size() == 3);
    CHECK(groups[0].kind == GroupKind::Speech);
    CHECK(groups[0].count == 160);
    int next = 0;
    for (const AtomGroup& group : groups) {
        CHECK(group.first == next);
        next += group.count;
    }
    CHECK(static_cast<std::size_t>(next) == separator->activations().size());
    CHECK(model.frontEnd().overlap == 2);
}

TEST_CASE("a separator outlives its model and works with any sizes") {
    std::unique_ptr<Separator> separator;
    {
        const LayeredModel model(smallWeights());
        separator = model.makeSeparator();
    }
    const test::SeparatedSignal result =
        test::separate(*separator, test::referenceClip().at("x").values, 16000);
    for (const auto& gain : result.gains)
        for (const float g : gain)
            REQUIRE((g >= 0 && g <= 1));
    CHECK(separator->activations().size() == 8);
    CHECK(std::accumulate(separator->activations().begin(), separator->activations().end(), 0.0F) > 0);
}

TEST_CASE("weights of the wrong shape or out of range are refused by name") {
    const auto refusal = [](const std::function<void(LayeredWeights&)>& spoil) {
        LayeredWeights w = smallWeights();
        spoil(w);
        return messageOf([&] { LayeredModel model(std::move(w)); });
    };
    CHECK(refusal([](LayeredWeights&) {}).empty());
    CHECK_THAT(refusal([](auto& w) { w.layer1.u.pop_back(); }),
               Catch::Contains("'u1'") && Catch::Contains("shape"));
    CHECK_THAT(refusal([](auto& w) { w.layer2.W.conservativeResize(3, 5); }), Catch::Contains("'W2'"));
    CHECK_THAT(refusal([](auto& w) { w.R(3, 2) = -1; }),
               Catch::Contains("'R'") && Catch::Contains("outside"));
    CHECK_THAT(refusal([](auto& w) { w.layer2.u[5] = 1e5F; }), Catch::Contains("'u2'"));
    CHECK_THAT(refusal([](auto& w) { w.b0[1] = 1e9F; }), Catch::Contains("'b0'"));
    CHECK_THAT(refusal([](auto& w) { w.config.eps = 1e-30F; }), Catch::Contains("eps"));
    CHECK_THAT(refusal([](auto& w) { w.e[0] = std::numeric_limits<float>::quiet_NaN(); }),
               Catch::Contains("'e'"));
    CHECK_THAT(refusal([](auto& w) { w.decay(0, 0) = 1.5F; }), Catch::Contains("'decay'"));
    CHECK_THAT(refusal([](auto& w) { w.config.context = 2; }), Catch::Contains("'W1'"));
    CHECK_THAT(refusal([](auto& w) { w.config.atoms1 = 1 << 30; }), Catch::Contains("4096"));
    CHECK_THAT(refusal([](auto& w) { w.config.p = 0; }), Catch::Contains("exponent"));
}

TEST_CASE("damaged two-layer files are refused with the file's name") {
    const auto refusal = [](const std::function<void(ModelFile&)>& spoil) {
        ModelFile file = LayeredModel(smallWeights()).toFile();
        spoil(file);
        return messageOf([&] { LayeredModel model(file, "bad.winnow"); });
    };
    CHECK(refusal([](ModelFile&) {}).empty());
    CHECK_THAT(refusal([](ModelFile& f) { f.tensors.erase("dd"); }),
               Catch::Contains("bad.winnow") && Catch::Contains("'dd'"));
    CHECK_THAT(refusal([](ModelFile& f) {
                   f.tensors["extra"] = {{1}, {0}};
               }),
               Catch::Contains("does not have"));
    CHECK_THAT(refusal([](ModelFile& f) { f.tensors["W1"].shape = {f.tensors["W1"].values.size()}; }),
               Catch::Contains("'W1'"));
    CHECK_THAT(refusal([](ModelFile& f) { f.tensors["b0"].shape = {3, 1}; }), Catch::Contains("'b0'"));
    CHECK_THAT(refusal([](ModelFile& f) { f.metadata.erase("settings"); }), Catch::Contains("settings"));
    CHECK_THAT(refusal([](ModelFile& f) { f.metadata["settings"] = std::string("[]"); }),
               Catch::Contains("settings"));
    CHECK_THAT(refusal([](ModelFile& f) { f.metadata["settings"] = std::string("{"); }),
               Catch::Contains("settings"));
    const auto setting = [&](const char* key, const nlohmann::json& value) {
        return refusal([&](ModelFile& f) {
            auto settings = nlohmann::json::parse(f.metadata["settings"]);
            settings[key] = value;
            f.metadata["settings"] = settings.dump();
        });
    };
    CHECK_THAT(setting("context", -1), Catch::Contains("context"));
    CHECK_THAT(setting("context", 1e300), Catch::Contains("context"));
    CHECK_THAT(setting("traces", "many"), Catch::Contains("traces"));
    CHECK_THAT(setting("unknown", 1), Catch::Contains("settings"));
    CHECK_THAT(setting("atoms1", 6), Catch::Contains("shape"));
}
