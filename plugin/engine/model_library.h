// SPDX-License-Identifier: GPL-3.0-or-later
/// Where models come from: the program itself, folders of `.winnow` files, a session.
#pragma once

#include "plugin/engine/session_state.h"
#include "separation/model.h"

#include <filesystem>
#include <string>
#include <vector>

namespace winnow::plugin {

/// A model together with where it came from. A problem means: no model, audio passes.
struct ModelSetup {
    separation::ModelPtr model;      ///< null: pass through
    ModelReference reference;        ///< kept even if it could not be loaded, so that saving loses nothing
    std::vector<std::byte> embedded; ///< bytes of an embedded model
    std::vector<NoiseEntry> noises;  ///< names and mutes of the model's noise groups
    std::string problem;             ///< in words, naming the file; empty: none

    /// Noises with `noises` filled up from the model: one entry a noise group, in the model's order.
    std::vector<NoiseEntry> allNoises() const;
    /// Bit i: noise group i is muted, that is, stays in the sound whole.
    unsigned mutedMask() const;
    bool isLearned(const std::string& group) const; ///< taught by a user, by the model's data card
};

class ModelLibrary {
public:
    /// Folders of models, the user's first. @param userFolder  also where exports go
    explicit ModelLibrary(std::filesystem::path userFolder,
                          std::vector<std::filesystem::path> factoryFolders = {});
    /// $XDG_DATA_HOME/winnow/models (~/.local/share/winnow/models), and winnow/models of $XDG_DATA_DIRS.
    static ModelLibrary standard();

    const std::filesystem::path& userFolder() const noexcept { return userFolder_; }
    /// The `.winnow` files of all folders, sorted by name within a folder. Missing folders are empty. [any
    /// but audio]
    std::vector<std::filesystem::path> files() const;

    static ModelSetup factory();
    /// Never throws for what is wrong with the file: that is the setup's problem. [any but audio]
    ModelSetup fromFile(const std::filesystem::path& file) const;
    /// A model as part of the session.
    static ModelSetup embedded(separation::ModelPtr model);
    /// What a session refers to; a file that moved is looked for by name in the folders. [any but audio]
    ModelSetup resolve(const SessionState& state) const;

private:
    std::filesystem::path userFolder_;
    std::vector<std::filesystem::path> factoryFolders_;
};

} // namespace winnow::plugin
