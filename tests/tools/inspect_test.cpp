// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow inspect`.
#include "separation/layered/layered_model.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/tools/denoise_fixture.h"
#include "tests/tools/png.h"
#include "tools/inspect/atom_spectra.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

std::filesystem::path modelWithCard(const TempDir& folder, const nlohmann::json& card,
                                    const std::string& name = "Kitchen") {
    auto model = std::make_shared<separation::NmfModel>(*syntheticModel());
    model->name = name;
    model->dataCard = card;
    separation::saveModel(folder / "my.winnow", *model, true);
    return folder / "my.winnow";
}

nlohmann::json sum(int files, double seconds) {
    return {{"files", files}, {"seconds", seconds}, {"frames_used", 100}, {"seconds_used", seconds / 2}};
}

} // namespace

TEST_CASE("inspect names engine, groups, settings, size, hash and what it was trained on") {
    TempDir folder;
    nlohmann::json totals = sum(12, 7200);
    totals["by_licence"] = {{"CC0-1.0", sum(10, 6000)}, {"CC-BY-4.0", sum(2, 1200)}};
    totals["by_category"] = {{"fan", sum(12, 7200)}};
    const auto path = modelWithCard(folder, {{"totals", {{"noise", totals}}}});
    const auto result = runWinnow({"inspect", path.string()});
    CAPTURE(result.err);
    CHECK(result.exitCode == 0);
    CHECK_THAT(result.out, Contains("Kitchen") && Contains("nmf") && Contains("speech") &&
                               Contains("24 atoms") && Contains("8 kHz") && Contains("mask_exponent"));
    CHECK_THAT(result.out, Contains(std::to_string(std::filesystem::file_size(path)) + " bytes") &&
                               Contains(separation::readModelFile(path).contentHash()));
    CHECK_THAT(result.out,
               Contains("CC0-1.0") && Contains("CC-BY-4.0") && Contains("fan") && Contains("2.00 h"));
}

TEST_CASE("inspect gives the same as JSON") {
    TempDir folder;
    const auto path = modelWithCard(folder, {{"note", "made for a test"}});
    const auto result = runWinnow({"inspect", path.string(), "--json"});
    REQUIRE(result.exitCode == 0);
    const auto json = result.json();
    CHECK(json["name"] == "Kitchen");
    CHECK(json["engine"] == "nmf");
    CHECK(json["atoms"] == 40);
    CHECK(json["bandwidth_hz"] == 8000.0);
    CHECK(json["sample_rate_bound"] == 16000.0);
    CHECK(json["bytes"] == std::filesystem::file_size(path));
    CHECK(json["sha256"] == separation::readModelFile(path).contentHash());
    REQUIRE(json["groups"].size() == 2);
    CHECK(json["groups"][0]["kind"] == "speech");
    CHECK(json["groups"][0]["atoms"] == 24);
    CHECK(json["settings"]["iterations"] == separation::NmfSettings().iterations);
    CHECK(json["data_card"]["note"] == "made for a test");
}

TEST_CASE("inspect knows the built-in model") {
    const auto result = runWinnow({"inspect", "factory", "--json"});
    REQUIRE(result.exitCode == 0);
    CHECK(result.json()["atoms"] > 0);
    CHECK(result.json()["sha256"].get<std::string>().size() == 64);
}

TEST_CASE("inspect draws the atoms, and overwrites no picture without --force") {
    TempDir folder;
    const std::string png = (folder / "atoms.png").string();
    REQUIRE(runWinnow({"inspect", smallModel().string(), "--plot", png}).exitCode == 0);
    const Png picture(png);
    CHECK(picture.width() == 1200);
    CHECK(picture.height() == 900);
    CHECK(picture.colors() > 1000);
    CHECK(runWinnow({"inspect", smallModel().string(), "--plot", png}).exitCode == 1);
    CHECK(runWinnow({"inspect", smallModel().string(), "--plot", png, "--force"}).exitCode == 0);
    CHECK(runWinnow({"inspect", png, "--plot", png, "--force"}).exitCode == 1);
}

TEST_CASE("inspect draws what a model makes of a recording, with either engine and a learned noise") {
    TempDir folder;
    writeWav(folder / "talk.wav", noisySpeech(24000, 16000), 16000);
    separation::layered::LearnedNoise fan{"fan", std::vector<float>(separation::layered::bins, 1.0F)};
    separation::saveModel(folder / "two.winnow", separation::layered::LayeredModel(referenceWeights(), {fan}),
                          true);
    const std::string talk = (folder / "talk.wav").string(), png = (folder / "parts.png").string();
    for (const std::string& model : {smallModel().string(), (folder / "two.winnow").string()}) {
        const auto result = runWinnow({"inspect", model, "--explain", talk, "--plot", png, "--force"});
        CAPTURE(result.err);
        REQUIRE(result.exitCode == 0);
        const Png picture(png);
        CHECK(picture.width() == 1200);
        CHECK(picture.colors() > 1000);
    }
    CHECK(runWinnow({"inspect", "factory", "--explain", talk}).exitCode == 2); // where to?
    const auto missing = runWinnow(
        {"inspect", "factory", "--explain", (folder / "no.wav").string(), "--plot", png, "--force"});
    CHECK(missing.exitCode == 1);
    CHECK_THAT(missing.err, Contains("no.wav"));
    CHECK(runWinnow({"inspect", "factory", "--explain", talk, "--plot", talk, "--force"}).exitCode == 1);
}

TEST_CASE("tables of the data card show what has the most files, and count the rest") {
    TempDir folder;
    nlohmann::json totals = sum(100, 7200);
    for (int i = 0; i < 20; ++i)
        totals["by_category"]["speaker" + std::to_string(i)] = sum(i, 60);
    const auto result =
        runWinnow({"inspect", modelWithCard(folder, {{"totals", {{"speech", totals}}}}).string()});
    CHECK_THAT(result.out, Contains("speaker19") && Contains("speaker8 ") && Contains("and 8 more"));
    CHECK_THAT(result.out, !Contains("speaker7 "));
    CHECK(result.out.find("speaker19") < result.out.find("speaker8 "));
}

TEST_CASE("a model's texts do not steer the terminal, and a card of any shape is survived") {
    TempDir folder;
    const auto card =
        GENERATE(nlohmann::json("only words"), nlohmann::json{{"totals", 7}},
                 nlohmann::json{{"totals", {{"noise", "many"}}}},
                 nlohmann::json{{"totals", {{"noise", {{"files", "x"}, {"by_licence", {1, 2}}}}}}});
    const auto result = runWinnow({"inspect", modelWithCard(folder, card, "\x1b[31mred\x07").string()});
    CHECK(result.exitCode == 0);
    CHECK_THAT(result.out, Contains("?[31mred?"));
}

TEST_CASE("what is no model is refused by name") {
    TempDir folder;
    writeFile(folder / "talk.winnow", "no model");
    const std::string name = GENERATE("talk.winnow", "missing.winnow", ".");
    const auto result = runWinnow({"inspect", (folder / name).string()});
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Catch::Matchers::StartsWith("winnow: " + (folder / name).string() + ": "));
}

TEST_CASE("atoms are sorted by their spectral centroid") {
    nmf::Matrix<float> atoms(3, 3);
    atoms << 0, 1, 0, // 0 Hz
        1, 0, 0,      // 100 Hz
        0, 0, 2;      // 200 Hz
    const auto sorted = tools::sortedByCentroid(atoms, {0, 100, 200});
    CHECK(sorted.col(0) == atoms.col(1));
    CHECK(sorted.col(1) == atoms.col(0));
    CHECK(sorted.col(2) == atoms.col(2));
}

TEST_CASE("the atoms of a two-layer model are the spectra of its second layer, on its own bins") {
    const separation::layered::LayeredModel model(referenceWeights());
    const auto spectra = tools::atomSpectra(model);
    CHECK(spectra.bandwidthHz() == Approx(8000));
    REQUIRE(spectra.groups.size() == 2); // the tracked noise has no atoms of its own
    CHECK(spectra.groups[0].kind == separation::GroupKind::Speech);
    CHECK(spectra.groups[0].atoms.cols() == referenceWeights().config.speechAtoms);
    CHECK(spectra.groups[1].atoms.cols() == referenceWeights().config.noiseAtoms);
    CHECK(spectra.groups[0].atoms.rows() == std::ssize(spectra.frequenciesHz));
}
