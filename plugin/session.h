// SPDX-License-Identifier: GPL-3.0-or-later
/// The model in use and its noises: loading, learning, names and mutes, with undo.
#pragma once

#include "plugin/engine/learn_worker.h"
#include "plugin/engine/model_library.h"

#include <juce_data_structures/juce_data_structures.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <future>
#include <mutex>
#include <string>

namespace winnow::plugin {

class Session {
public:
    /// @param onModelChange  called after another model is in use, on the thread that changed it
    Session(juce::UndoManager& undo, ModelLibrary library, LearnFunction learn,
            std::function<void()> onModelChange);

    ModelSetup setup() const;                                         ///< [any but audio]
    unsigned mutedMask() const noexcept { return mutedMask_.load(); } ///< [any]
    unsigned version() const noexcept { return version_.load(); }     ///< counts changes [any]
    const ModelLibrary& library() const noexcept { return library_; }

    /// Without undo: a session was opened. [any but audio]
    void restore(ModelSetup setup);

    // What people do; all can be undone. [main]
    void useFactoryModel();
    /// Loads on a thread of its own. @param embed  the model becomes part of the session, else the session
    /// refers to the file
    void useModelFile(const std::filesystem::path& file, bool embed);
    void renameNoise(std::size_t index, const std::string& name);
    void setMuted(std::size_t index, bool muted);

    /// Learns a noise and makes a model that knows it the session's. @returns false if a lesson is under way,
    /// or there is no model to teach; notice() then says so. [main]
    bool learn(std::function<Recording()> source, const std::string& name);
    void cancelLearning() noexcept { worker_.cancel(); }                                         ///< [any]
    bool isLearning() const noexcept { return worker_.stage() == LearnWorker::Stage::Learning; } ///< [any]
    double learningProgress() const noexcept { return worker_.progress(); }                      ///< [any]
    bool isLoading() const { return loading_.valid(); }                                          ///< [main]

    /// Writes the model with all it learned. @returns empty, or what was wrong. [main]
    std::string exportModel(const std::filesystem::path& file) const;

    /// Takes up what the workers have finished; to be called now and then. [main]
    void poll();
    /// The last thing worth saying, in words; empty: nothing. [any but audio]
    std::string notice() const;
    void say(std::string notice); ///< [any but audio]

private:
    void change(const juce::String& what, ModelSetup after);
    void finishLearning();

    juce::UndoManager& undo_;
    ModelLibrary library_;
    std::function<void()> onModelChange_;
    mutable std::mutex mutex_; // of setup_ and notice_
    ModelSetup setup_;
    std::atomic<unsigned> mutedMask_{0}, version_{0};
    LearnWorker worker_;
    std::future<ModelSetup> loading_;
    std::string notice_;
};

} // namespace winnow::plugin
