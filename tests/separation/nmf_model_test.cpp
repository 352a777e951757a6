// SPDX-License-Identifier: GPL-3.0-or-later
/// The plain engine's model: file and back, checks, the factory model.
#include "models/factory.h"
#include "separation/model.h"
#include "tests/support/catch.h"
#include "tests/support/raw_container.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/temp_dir.h"

#include <stdexcept>

using namespace winnow;
using namespace winnow::separation;
using Catch::Matchers::Contains;

namespace {

std::string loadRefusal(const ModelFile& file) {
    try {
        loadModel(serialiseModelFile(file), "test.winnow");
    } catch (const ModelFileError& error) {
        return error.what();
    }
    return "";
}

NmfSettings unusualSettings() {
    NmfSettings settings;
    settings.iterations = 7;
    settings.speechSparsity = 0.3F;
    settings.noiseSparsity = 0.01F;
    settings.maskExponent = 1.5F;
    settings.maskSmoothing = 0.2F;
    settings.warmStart = 0.1F;
    settings.decisionDirected = 0.9F;
    return settings;
}

} // namespace

TEST_CASE("A model saved and loaded is the same model in every part") {
    const test::TempDir dir;
    const auto model = test::syntheticModel(unusualSettings());
    saveModel(dir / "m.winnow", *model, false);
    const ModelPtr loaded = loadModel(dir / "m.winnow");
    const auto& plain = dynamic_cast<const NmfModel&>(*loaded);
    CHECK(plain.engine() == "nmf");
    CHECK(plain.name == "synthetic");
    CHECK(plain.dataCard == model->dataCard);
    CHECK(plain.settings() == unusualSettings());
    CHECK(plain.frontEnd().frameSeconds == 0.032);
    CHECK(plain.frontEnd().overlap == 2);
    CHECK(plain.dictionary().atoms() == model->dictionary().atoms());
    CHECK(plain.dictionary().frequenciesHz() == model->dictionary().frequenciesHz());
    REQUIRE(plain.groups().size() == 2);
    CHECK(plain.groups()[0].name == "speech");
    CHECK(plain.groups()[1].kind == GroupKind::Noise);
    CHECK(plain.groups()[1].first == 24);
    CHECK(loaded->toFile().contentHash() == model->toFile().contentHash());
}

TEST_CASE("A model without a name takes the file's") {
    const test::TempDir dir;
    const NmfModel model(test::syntheticDictionary(), {}, {});
    saveModel(dir / "kitchen.winnow", model, false);
    CHECK(loadModel(dir / "kitchen.winnow")->name == "kitchen");
    CHECK(loadModel(dir / "kitchen.winnow")->dataCard.is_null());
}

TEST_CASE("A model needs speech, noise, and settings and a front end within their ranges") {
    const Dictionary d = test::syntheticDictionary();
    CHECK_THROWS_AS(NmfModel(d.withGroups({true, false}), {}, {}), std::invalid_argument);
    CHECK_THROWS_AS(NmfModel(d.withGroups({false, true}), {}, {}), std::invalid_argument);
    CHECK_THROWS_AS(NmfModel(Dictionary(), {}, {}), std::invalid_argument);
    for (const FrontEnd frontEnd :
         {FrontEnd{0.001, 2}, FrontEnd{0.5, 2}, FrontEnd{0.032, 1}, FrontEnd{0.032, 3}, FrontEnd{0.032, 32},
          FrontEnd{0.032, -2}, FrontEnd{std::nan(""), 2}})
        CHECK_THROWS_AS(NmfModel(d, frontEnd, {}), std::invalid_argument);
    const auto refused = [&](auto change) {
        NmfSettings settings;
        change(settings);
        CHECK_THROWS_AS(NmfModel(d, {}, settings), std::invalid_argument);
    };
    refused([](NmfSettings& s) { s.iterations = 0; });
    refused([](NmfSettings& s) { s.iterations = 1000000; });
    refused([](NmfSettings& s) { s.speechSparsity = -0.1F; });
    refused([](NmfSettings& s) { s.maskExponent = 0.0F; });
    refused([](NmfSettings& s) { s.maskSmoothing = 1.0F; });
    refused([](NmfSettings& s) { s.warmStart = std::nanf(""); });
    refused([](NmfSettings& s) { s.decisionDirected = 2.0F; });
}

TEST_CASE("A file for another engine is refused with a sentence") {
    ModelFile file = test::syntheticModel()->toFile();
    file.metadata["engine"] = "layered-9";
    CHECK_THAT(loadRefusal(file), Contains("test.winnow") && Contains("layered-9") && Contains("newer"));
    file.metadata.erase("engine");
    CHECK_THAT(loadRefusal(file), Contains("engine"));
}

TEST_CASE("A file with metadata missing, of the wrong kind or out of range is refused") {
    const auto with = [](const char* key, const char* text) {
        ModelFile file = test::syntheticModel()->toFile();
        if (text)
            file.metadata[key] = text;
        else
            file.metadata.erase(key);
        return loadRefusal(file);
    };
    for (const char* key : {"settings", "groups", "front_end"}) {
        CHECK_THAT(with(key, nullptr), Contains(key));
        CHECK_THAT(with(key, "{"), Contains(key) && Contains("JSON"));
        CHECK_FALSE(with(key, "null").empty());
        CHECK_FALSE(with(key, "{}").empty());
        CHECK_FALSE(with(key, "[[]]").empty());
    }
    CHECK_THAT(with("data_card", "[[["), Contains("data_card"));
    CHECK_THAT(with("groups", R"([{"name":"s","kind":"speech","count":99999999999}])"),
               Contains("more atoms"));
    CHECK_THAT(with("groups", R"([{"name":"s","kind":"speech","count":-1}])"), Contains("group"));
    CHECK_THAT(with("groups", R"([{"name":"s","kind":"music","count":40}])"), Contains("kind"));
    CHECK_THAT(with("groups", R"([{"name":"s","kind":"speech","count":40}])"), Contains("noise"));
    CHECK_THAT(with("groups", R"([{"name":"s","kind":"speech","count":24}])"), Contains("cover"));
    CHECK_THAT(with("front_end", R"({"frame_seconds":1e300,"overlap":2})"), Contains("frame length"));
    CHECK_THAT(with("front_end", R"({"frame_seconds":0.032,"overlap":18446744073709551615})"),
               Contains("overlap"));
    CHECK_THAT(with("name", std::string(1000, 'n').c_str()), Contains("too long"));
}

TEST_CASE("Settings in a file must be complete, known and within their ranges") {
    const auto with = [](auto change) {
        ModelFile file = test::syntheticModel()->toFile();
        nlohmann::json settings = nlohmann::json::parse(file.metadata["settings"]);
        change(settings);
        file.metadata["settings"] = settings.dump();
        return loadRefusal(file);
    };
    CHECK(with([](auto&) {}).empty());
    CHECK_THAT(with([](auto& s) { s["surprise"] = 1; }), Contains("settings"));
    CHECK_THAT(with([](auto& s) { s.erase("warm_start"); }), Contains("settings"));
    CHECK_THAT(with([](auto& s) { s["mask_exponent"] = "2"; }), Contains("mask_exponent"));
    CHECK_THAT(with([](auto& s) { s["mask_exponent"] = 1e300; }), Contains("mask_exponent"));
    CHECK_THAT(with([](auto& s) { s["iterations"] = 1e300; }), Contains("iterations"));
    CHECK_THAT(with([](auto& s) { s["iterations"] = 2.5; }), Contains("iterations"));
}

TEST_CASE("A file's tensors must be those of a dictionary") {
    const auto with = [](auto change) {
        ModelFile file = test::syntheticModel()->toFile();
        change(file.tensors);
        return loadRefusal(file);
    };
    CHECK_THAT(with([](auto& t) { t.erase("atoms"); }), Contains("atoms"));
    CHECK_THAT(with([](auto& t) { t.erase("frequencies_hz"); }), Contains("frequencies_hz"));
    CHECK_THAT(with([](auto& t) { t["more"] = t["atoms"]; }), Contains("does not know"));
    CHECK_THAT(with([](auto& t) { t["atoms"].shape = {40 * 257}; }), Contains("wrong shape"));
    CHECK_THAT(with([](auto& t) { t["atoms"].shape = {257, 40}; }), Contains("differ in length"));
    CHECK_THAT(with([](auto& t) { t["atoms"].values[5] = -1; }), Contains("negative"));
    CHECK_THAT(with([](auto& t) { t["frequencies_hz"].values[5] = 0; }), Contains("increase"));
    CHECK_THAT(with([](auto& t) { t["frequencies_hz"].values.back() = 1e30F; }), Contains("out of range"));
    CHECK_THAT(with([](auto& t) {
                   t["atoms"] = {{2049, 2}, std::vector<float>(4098, 1.0F)};
                   t["frequencies_hz"] = {{2}, {0, 8000}};
               }),
               Contains("2048"));
}

TEST_CASE("A data card that could not be read back is not written") {
    NmfModel model(test::syntheticDictionary(), {}, {});
    model.dataCard = {{"file", "\xff"}};
    CHECK_THROWS_AS(model.toFile(), ModelFileError);
    nlohmann::json deep = 1;
    for (int i = 0; i < 40; ++i)
        deep = nlohmann::json::array({deep});
    model.dataCard = deep;
    CHECK_THROWS_WITH(model.toFile(), Contains("too deeply"));
    model.dataCard = nullptr;
    model.name = std::string(1000, 'n');
    CHECK_THROWS_WITH(model.toFile(), Contains("too long"));
}

TEST_CASE("The factory model is embedded, valid, parsed once and says what it was made of") {
    const auto bytes = models::factoryModelBytes();
    CHECK(bytes.size() > 1000);
    CHECK(bytes.size() <= 4 << 20);
    CHECK(test::refusal(bytes).empty());
    const ModelPtr model = factoryModel();
    REQUIRE(model);
    CHECK(model == factoryModel());
    CHECK_FALSE(model->name.empty());
    CHECK(model->dataCard.is_object());
    CHECK(model->makeSeparator() != nullptr);
}
