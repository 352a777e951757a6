// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/engine/model_library.h"
#include "separation/learn_noise.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_signals.h"

#include <fstream>

using namespace winnow;
using namespace winnow::plugin;

namespace {

separation::ModelPtr taught() {
    const auto noise = test::whiteNoise(16000, 0.1F);
    separation::LearnOptions options;
    options.name = "Fan";
    options.iterations = 5;
    return separation::learnNoise(*test::syntheticModel(), noise, 16000, options);
}

} // namespace

TEST_CASE("The library lists the models of its folders, the user's first") {
    const test::TempDir user, system;
    separation::saveModel(user / "b.winnow", *test::syntheticModel(), false);
    separation::saveModel(user / "a.winnow", *test::syntheticModel(), false);
    separation::saveModel(system / "0.winnow", *test::syntheticModel(), false);
    std::ofstream(user / "notes.txt") << "no model";
    const ModelLibrary library(user.path(), {system.path(), "/nonexistent-folder"});
    CHECK(library.files() ==
          std::vector<std::filesystem::path>{user / "a.winnow", user / "b.winnow", system / "0.winnow"});
}

TEST_CASE("The standard folders follow the desktop's conventions") {
    CHECK(ModelLibrary::standard().userFolder().filename() == "models");
    CHECK(ModelLibrary::standard().userFolder().parent_path().filename() == "winnow");
}

TEST_CASE("A file that moved into a folder of the library is found by its name") {
    const test::TempDir user, elsewhere;
    separation::saveModel(user / "fan.winnow", *test::syntheticModel(), false);
    SessionState state;
    state.model = {ModelReference::Kind::File, "fan", (elsewhere / "fan.winnow").string(), ""};
    state.noises = {{"noise", "Hum", true}};
    const ModelSetup setup = ModelLibrary(user.path()).resolve(state);
    REQUIRE(setup.model);
    CHECK(setup.problem.empty());
    CHECK(setup.reference.file == (user / "fan.winnow").string());
    CHECK(setup.reference.hash.size() == 64);
    CHECK(setup.noises == state.noises);
}

TEST_CASE("A missing or damaged file is named, and the session still refers to it") {
    const test::TempDir folder;
    std::ofstream(folder / "bad.winnow") << "this is no model";
    const ModelLibrary library(folder.path());
    for (const char* name : {"missing.winnow", "bad.winnow"}) {
        SessionState state;
        state.model = {ModelReference::Kind::File, "x", (folder / name).string(), "abc"};
        const ModelSetup setup = library.resolve(state);
        CHECK(setup.model == nullptr);
        CHECK(setup.problem.find(name) != std::string::npos);
        CHECK(setup.reference.file == state.model.file);
        CHECK(setup.reference.hash == "abc");
    }
}

TEST_CASE("An embedded model comes back from its bytes") {
    const auto model = taught();
    const ModelSetup setup = ModelLibrary::embedded(model);
    SessionState state;
    state.model = setup.reference;
    state.embeddedModel = setup.embedded;
    const ModelSetup back = ModelLibrary("/nonexistent").resolve(state);
    REQUIRE(back.model);
    CHECK(back.model->toFile().contentHash() == model->toFile().contentHash());
    CHECK(back.isLearned("Fan"));
    CHECK_FALSE(back.isLearned("speech"));
    state.embeddedModel.resize(state.embeddedModel.size() / 2);
    const ModelSetup damaged = ModelLibrary("/nonexistent").resolve(state);
    CHECK(damaged.model == nullptr);
    CHECK(!damaged.problem.empty());
    CHECK(damaged.embedded == state.embeddedModel);
}

TEST_CASE("Noises are the model's, with the session's names and mutes") {
    ModelSetup setup = ModelLibrary::embedded(test::syntheticModel());
    CHECK(setup.allNoises() == std::vector<NoiseEntry>{{"noise", "noise", false}});
    CHECK(setup.mutedMask() == 0);
    setup.noises = {{"gone", "Gone", true}, {"noise", "Hum", true}};
    CHECK(setup.allNoises() == std::vector<NoiseEntry>{{"noise", "Hum", true}});
    CHECK(setup.mutedMask() == 1);
    setup.model = nullptr;
    CHECK(setup.allNoises() == setup.noises);
}

TEST_CASE("The factory model is in the program") {
    const ModelSetup setup = ModelLibrary::factory();
    REQUIRE(setup.model);
    CHECK(setup.reference.kind == ModelReference::Kind::Factory);
    CHECK(!setup.allNoises().empty());
}
