// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/session.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_signals.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

using namespace winnow;
using namespace winnow::plugin;

namespace {

struct Fixture {
    test::TempDir folder;
    juce::UndoManager undo;
    int changes = 0;
    Session session{undo, ModelLibrary(folder.path()), standardLearning(), [this] { ++changes; }};

    Fixture() {
        session.restore(ModelLibrary::embedded(test::syntheticModel()));
        changes = 0;
    }
    bool waitFor(const std::function<bool()>& isDone) {
        for (int i = 0; i < 5000 && !isDone(); ++i) {
            session.poll();
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return isDone();
    }
    bool learn(const std::string& name, std::uint32_t seed = 1) {
        const auto before = session.setup().model;
        return session.learn(
                   [seed] {
                       return Recording{test::whiteNoise(16000, 0.1F, seed), 16000};
                   },
                   name) &&
               waitFor([&] { return session.setup().model != before; });
    }
    std::vector<std::string> noiseNames() const {
        std::vector<std::string> names;
        for (const NoiseEntry& noise : session.setup().allNoises())
            names.push_back(noise.name);
        return names;
    }
};

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

TEST_CASE("A learned noise becomes part of the session; several can be learned") {
    Fixture f;
    REQUIRE(f.learn("Fan"));
    CHECK(f.changes == 1);
    CHECK(f.session.notice() == "Learned \"Fan\".");
    REQUIRE(f.learn("Keys", 2));
    CHECK(contains(f.noiseNames(), "Fan"));
    CHECK(contains(f.noiseNames(), "Keys"));
    const ModelSetup setup = f.session.setup();
    CHECK(setup.reference.kind == ModelReference::Kind::Embedded);
    CHECK(!setup.embedded.empty());
    CHECK(setup.isLearned("Fan"));
    CHECK(setup.isLearned("Keys"));
}

TEST_CASE("Learning, names and mutes can be undone and done again") {
    Fixture f;
    const auto before = f.session.setup().model;
    REQUIRE(f.learn("Fan"));
    const auto after = f.session.setup().model;
    const auto index = f.noiseNames().size() - 1;
    f.session.renameNoise(index, "Ventilator");
    f.session.setMuted(index, true);
    CHECK(f.session.mutedMask() == 1U << index);
    CHECK(f.noiseNames().back() == "Ventilator");
    REQUIRE(f.undo.undo());
    CHECK(f.session.mutedMask() == 0);
    REQUIRE(f.undo.undo());
    CHECK(f.noiseNames().back() == "Fan");
    REQUIRE(f.undo.undo());
    CHECK(f.session.setup().model == before);
    CHECK_FALSE(contains(f.noiseNames(), "Fan"));
    for (int i = 0; i < 3; ++i)
        REQUIRE(f.undo.redo());
    CHECK(f.session.setup().model == after);
    CHECK(f.noiseNames().back() == "Ventilator");
    CHECK(f.session.mutedMask() == 1U << index);
}

TEST_CASE("What was learned is exported and imported whole") {
    Fixture f;
    REQUIRE(f.learn("Fan"));
    const std::string hash = f.session.setup().reference.hash;
    const auto file = f.folder / "deep/er/mine.winnow";
    CHECK(f.session.exportModel(file).empty());
    Fixture other;
    other.session.useModelFile(file, true);
    CHECK(other.session.isLoading());
    REQUIRE(other.waitFor([&] { return !other.session.isLoading(); }));
    CHECK(other.session.setup().reference.kind == ModelReference::Kind::Embedded);
    CHECK(other.session.setup().reference.hash == hash);
    CHECK(contains(other.noiseNames(), "Fan"));
    REQUIRE(other.undo.undo());
    CHECK_FALSE(contains(other.noiseNames(), "Fan"));
    CHECK(!f.session.exportModel("/proc/nowhere/x.winnow").empty());
}

TEST_CASE("A file that is no model is named, and the session passes audio until another is chosen") {
    Fixture f;
    std::ofstream(f.folder / "bad.winnow") << "nothing";
    f.session.useModelFile(f.folder / "bad.winnow", false);
    REQUIRE(f.waitFor([&] { return !f.session.isLoading(); }));
    CHECK(f.session.setup().model == nullptr);
    CHECK(f.session.notice().find("bad.winnow") != std::string::npos);
    CHECK_FALSE(f.session.learn([] { return Recording{}; }, "x"));
    CHECK(f.session.notice() == "There is no model to teach.");
    f.session.useFactoryModel();
    CHECK(f.session.setup().model != nullptr);
}

TEST_CASE("A noise that teaches nothing leaves the model as it is, and says why") {
    Fixture f;
    const auto before = f.session.setup().model;
    REQUIRE(f.session.learn([] { return Recording{std::vector<float>(16000, 0.0F), 16000}; }, "x"));
    REQUIRE(f.waitFor([&] { return !f.session.notice().empty(); }));
    CHECK(f.session.notice().find("silent") != std::string::npos);
    CHECK(f.session.setup().model == before);
    CHECK_FALSE(f.undo.canUndo());
}

TEST_CASE("Learning can be cancelled; a lesson for a model no longer used is dropped") {
    juce::UndoManager undo;
    std::atomic<bool> isFree{false};
    Session session(
        undo, ModelLibrary("/nonexistent"),
        [&](const separation::Model&, auto, double, const std::string&,
            const auto& progress) -> separation::ModelPtr {
            while (!isFree)
                if (!progress(0.5)) return nullptr;
            return test::syntheticModel({}, {}, 9);
        },
        [] {});
    const auto source = [] { return Recording{std::vector<float>(100), 16000}; };
    const auto wait = [&] {
        for (int i = 0; i < 5000 && session.notice().empty(); ++i) {
            session.poll();
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    };
    session.restore(ModelLibrary::embedded(test::syntheticModel()));
    REQUIRE(session.learn(source, "x"));
    CHECK(session.isLearning());
    CHECK_FALSE(session.learn(source, "y"));
    session.say("");
    session.cancelLearning();
    wait();
    CHECK(session.notice() == "Learning was cancelled.");
    CHECK_FALSE(undo.canUndo());

    REQUIRE(session.learn(source, "x"));
    const auto other = test::syntheticModel({}, {}, 4);
    session.restore(ModelLibrary::embedded(other));
    isFree = true;
    wait();
    CHECK(session.notice().find("changed meanwhile") != std::string::npos);
    CHECK(session.setup().model == other);
}
