// SPDX-License-Identifier: GPL-3.0-or-later
/// Models from files, and the factory model.
#include "separation/model.h"

#include "models/factory.h"
#include "separation/layered/layered_model.h"
#include "separation/safetensors.h"

namespace winnow::separation {

namespace {

ModelPtr interpret(const ModelFile& file, const std::string& messageName, const std::string& modelName) {
    const auto engine = file.metadata.find("engine");
    if (engine == file.metadata.end())
        throw ModelFileError(messageName + ": cannot be loaded: it does not say which engine it is for.");
    std::shared_ptr<Model> model;
    if (engine->second == "nmf")
        model = std::make_shared<NmfModel>(file, messageName);
    else if (engine->second == layered::LayeredModel::engineName)
        model = std::make_shared<layered::LayeredModel>(file, messageName);
    else
        throw ModelFileError(messageName + ": cannot be loaded: it is for the engine '" +
                             safetensors::printable(engine->second) +
                             "', which this version of Winnow does not have; use a newer one.");
    if (model->name.empty()) model->name = modelName;
    return model;
}

} // namespace

ModelPtr loadModel(const std::filesystem::path& path) {
    return interpret(readModelFile(path), path.string(), path.stem().string());
}

ModelPtr loadModel(std::span<const std::byte> bytes, const std::string& name) {
    return interpret(parseModelFile(bytes, name), name, name);
}

void saveModel(const std::filesystem::path& path, const Model& model, bool overwrite) {
    writeModelFile(path, model.toFile(), overwrite);
}

ModelPtr factoryModel() {
    static const ModelPtr model = loadModel(models::factoryModelBytes(), "factory");
    return model;
}

} // namespace winnow::separation
