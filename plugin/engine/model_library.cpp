// SPDX-License-Identifier: GPL-3.0-or-later
/// Where models come from.
#include "plugin/engine/model_library.h"

#include "separation/model_file.h"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <sstream>
#include <utility>

namespace winnow::plugin {

namespace fs = std::filesystem;

namespace {

constexpr const char* extension = ".winnow";
constexpr const char* subfolder = "winnow/models";

std::string environment(const char* name, const std::string& otherwise) {
    const char* const value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : otherwise;
}

std::vector<fs::path> modelFiles(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code problem; // a folder that is not there or not ours is empty
    for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end;
         entry.increment(problem))
        if (entry->path().extension() == extension) files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    return files;
}

ModelSetup failed(ModelReference reference, std::string problem) {
    ModelSetup setup;
    setup.reference = std::move(reference);
    setup.problem = std::move(problem);
    return setup;
}

} // namespace

std::vector<NoiseEntry> ModelSetup::allNoises() const {
    if (!model) return noises;
    std::vector<NoiseEntry> all;
    for (const separation::AtomGroup& group : model->groups()) {
        if (group.kind != separation::GroupKind::Noise) continue;
        const auto known = std::find_if(noises.begin(), noises.end(),
                                        [&](const NoiseEntry& noise) { return noise.group == group.name; });
        all.push_back(known != noises.end() ? *known : NoiseEntry{group.name, group.name, false});
    }
    return all;
}

unsigned ModelSetup::mutedMask() const {
    const auto all = allNoises();
    unsigned mask = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 32); ++i)
        mask |= all[i].muted ? 1U << i : 0U;
    return mask;
}

bool ModelSetup::isLearned(const std::string& group) const {
    if (!model || !model->dataCard.is_object()) return false;
    const auto lessons = model->dataCard.find("learned");
    if (lessons == model->dataCard.end() || !lessons->is_array()) return false;
    return std::any_of(lessons->begin(), lessons->end(), [&](const nlohmann::json& lesson) {
        return lesson.is_object() && lesson.contains("group") && lesson["group"] == group;
    });
}

ModelLibrary::ModelLibrary(fs::path userFolder, std::vector<fs::path> factoryFolders)
    : userFolder_(std::move(userFolder)), factoryFolders_(std::move(factoryFolders)) {}

ModelLibrary ModelLibrary::standard() {
    const std::string home = environment("HOME", ".");
    const fs::path user = fs::path(environment("XDG_DATA_HOME", home + "/.local/share")) / subfolder;
    std::vector<fs::path> factory;
    std::istringstream list(environment("XDG_DATA_DIRS", "/usr/local/share:/usr/share"));
    for (std::string folder; std::getline(list, folder, ':');)
        if (!folder.empty()) factory.push_back(fs::path(folder) / subfolder);
    return ModelLibrary(user, factory);
}

std::vector<fs::path> ModelLibrary::files() const {
    std::vector<fs::path> all = modelFiles(userFolder_);
    for (const fs::path& folder : factoryFolders_) {
        const auto more = modelFiles(folder);
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

ModelSetup ModelLibrary::factory() {
    ModelReference reference;
    try {
        ModelSetup setup;
        setup.model = separation::factoryModel();
        reference.name = setup.model->name;
        setup.reference = reference;
        return setup;
    } catch (const std::exception& error) {
        return failed(reference, error.what());
    }
}

ModelSetup ModelLibrary::fromFile(const fs::path& file) const {
    ModelReference reference{ModelReference::Kind::File, file.filename().string(), file.string(), ""};
    try {
        const separation::ModelFile content = separation::readModelFile(file);
        ModelSetup setup;
        setup.model = separation::loadModel(file);
        reference.name = setup.model->name;
        reference.hash = content.contentHash();
        setup.reference = reference;
        return setup;
    } catch (const std::exception& error) {
        return failed(reference, error.what());
    }
}

ModelSetup ModelLibrary::embedded(separation::ModelPtr model) {
    ModelReference reference{ModelReference::Kind::Embedded, model->name, "", ""};
    try {
        ModelSetup setup;
        const separation::ModelFile content = model->toFile();
        setup.embedded = separation::serialiseModelFile(content);
        reference.hash = content.contentHash();
        setup.reference = reference;
        setup.model = std::move(model);
        return setup;
    } catch (const std::exception& error) {
        return failed(reference, error.what());
    }
}

ModelSetup ModelLibrary::resolve(const SessionState& state) const {
    const ModelReference& wanted = state.model;
    ModelSetup setup;
    if (wanted.kind == ModelReference::Kind::Factory) {
        setup = factory();
    } else if (wanted.kind == ModelReference::Kind::Embedded) {
        try {
            setup.model = separation::loadModel(state.embeddedModel, wanted.name);
            setup.reference = wanted;
        } catch (const std::exception& error) {
            setup = failed(wanted, error.what());
        }
        setup.embedded = state.embeddedModel;
    } else {
        fs::path place = wanted.file;
        std::error_code ignored;
        if (!fs::exists(place, ignored)) {
            const auto all = files();
            const auto moved = std::find_if(all.begin(), all.end(), [&](const fs::path& file) {
                return file.filename() == place.filename();
            });
            if (moved != all.end()) place = *moved;
        }
        if (fs::exists(place, ignored))
            setup = fromFile(place);
        else
            setup = failed(wanted, "the model file " + wanted.file + " is missing");
        if (!setup.model) setup.reference = wanted;
    }
    setup.noises = state.noises;
    return setup;
}

} // namespace winnow::plugin
