// SPDX-License-Identifier: GPL-3.0-or-later
/// The model in use and its noises.
#include "plugin/session.h"

#include "plugin/undo.h"

#include <chrono>
#include <exception>
#include <utility>

namespace winnow::plugin {

Session::Session(juce::UndoManager& undo, ModelLibrary library, LearnFunction learn,
                 std::function<void()> onModelChange)
    : undo_(undo), library_(std::move(library)), onModelChange_(std::move(onModelChange)),
      setup_(ModelLibrary::factory()), worker_(std::move(learn)) {
    mutedMask_ = setup_.mutedMask();
}

ModelSetup Session::setup() const {
    const std::scoped_lock lock(mutex_);
    return setup_;
}

void Session::restore(ModelSetup setup) {
    bool isOther = false;
    {
        const std::scoped_lock lock(mutex_);
        isOther = setup.model != setup_.model;
        setup_ = std::move(setup);
        mutedMask_ = setup_.mutedMask();
    }
    ++version_;
    if (isOther) onModelChange_();
}

void Session::change(const juce::String& what, ModelSetup after) {
    undo_.beginNewTransaction(what);
    undo_.perform(new SetupChange(setup(), std::move(after), [this](const ModelSetup& s) { restore(s); }));
}

std::string Session::notice() const {
    const std::scoped_lock lock(mutex_);
    return notice_;
}

void Session::say(std::string notice) {
    {
        const std::scoped_lock lock(mutex_);
        notice_ = std::move(notice);
    }
    ++version_;
}

void Session::useFactoryModel() {
    change("factory model", ModelLibrary::factory());
}

void Session::useModelFile(const std::filesystem::path& file, bool embed) {
    if (loading_.valid()) return; // one at a time; the window shows that one is on its way
    loading_ = std::async(std::launch::async, [library = library_, file, embed] {
        ModelSetup loaded = library.fromFile(file);
        return embed && loaded.model ? ModelLibrary::embedded(loaded.model) : loaded;
    });
    say("Loading " + file.filename().string());
}

void Session::renameNoise(std::size_t index, const std::string& name) {
    ModelSetup after = setup();
    after.noises = after.allNoises();
    if (index >= after.noises.size() || name.empty()) return;
    after.noises[index].name = name.substr(0, 64);
    change("noise name", std::move(after));
}

void Session::setMuted(std::size_t index, bool muted) {
    ModelSetup after = setup();
    after.noises = after.allNoises();
    if (index >= after.noises.size()) return;
    after.noises[index].muted = muted;
    change(muted ? "noise muted" : "noise unmuted", std::move(after));
}

bool Session::learn(std::function<Recording()> source, const std::string& name) {
    poll(); // an outcome nobody has taken yet would be in the way
    const separation::ModelPtr base = setup().model;
    if (!base) {
        say("There is no model to teach.");
        return false;
    }
    if (!worker_.start({base, std::move(source), freeGroupName(*base, name)})) {
        say("One noise is being learned already.");
        return false;
    }
    say("");
    return true;
}

void Session::finishLearning() {
    const LearnWorker::Outcome outcome = worker_.take();
    switch (outcome.stage) {
    case LearnWorker::Stage::Learned: {
        if (outcome.base != setup().model) {
            say("The model was changed meanwhile; the noise was not kept.");
            break;
        }
        ModelSetup after = ModelLibrary::embedded(outcome.model);
        after.noises = setup().noises;
        change("learned " + juce::String(outcome.name), std::move(after));
        say("Learned \"" + outcome.name + "\".");
        break;
    }
    case LearnWorker::Stage::Failed:
        say("Cannot learn this: " + outcome.problem);
        break;
    case LearnWorker::Stage::Cancelled:
        say("Learning was cancelled.");
        break;
    case LearnWorker::Stage::Idle:
    case LearnWorker::Stage::Learning:
        break;
    }
}

std::string Session::exportModel(const std::filesystem::path& file) const {
    const separation::ModelPtr model = setup().model;
    if (!model) return "there is no model to export";
    try {
        if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
        separation::saveModel(file, *model, true);
        return {};
    } catch (const std::exception& error) {
        return error.what();
    }
}

void Session::poll() {
    if (loading_.valid() && loading_.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
        ModelSetup loaded = loading_.get();
        say(loaded.problem);
        change("model " + juce::String(loaded.reference.name), std::move(loaded));
    }
    const auto stage = worker_.stage();
    if (stage != LearnWorker::Stage::Idle && stage != LearnWorker::Stage::Learning) finishLearning();
}

} // namespace winnow::plugin
