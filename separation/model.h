// SPDX-License-Identifier: GPL-3.0-or-later
/// A separation model: what a `.winnow` file holds and what makes separators.
#pragma once

#include "separation/dictionary.h"
#include "separation/model_file.h"
#include "separation/nmf_settings.h"
#include "separation/separator.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace winnow::separation {

/// Immutable once built; shared between threads. A model file says which engine it is for.
class Model {
public:
    virtual ~Model() = default;

    virtual std::string engine() const = 0; ///< "nmf"
    virtual FrontEnd frontEnd() const = 0;
    virtual const std::vector<AtomGroup>& groups() const = 0;     ///< of the atoms that activations() shows
    virtual std::unique_ptr<Separator> makeSeparator() const = 0; ///< [main]
    virtual ModelFile toFile() const = 0;                         ///< @throws ModelFileError

    std::string name; ///< shown to people
    nlohmann::json
        dataCard; ///< what it was trained on, how, by which version, how well it does; null: nothing is known
};

using ModelPtr = std::shared_ptr<const Model>;

/// The plain engine's model: supervised NMF with a fixed dictionary.
class NmfModel final : public Model {
public:
    /// @throws std::invalid_argument: no speech group, no noise group, settings or front end out of range
    NmfModel(Dictionary dictionary, FrontEnd frontEnd, NmfSettings settings);
    /// Interprets a file. @param fileName  for messages, and the model's name if it has none
    /// @throws ModelFileError
    explicit NmfModel(const ModelFile& file, const std::string& fileName);

    std::string engine() const override { return "nmf"; }
    FrontEnd frontEnd() const override { return frontEnd_; }
    const std::vector<AtomGroup>& groups() const override { return dictionary_.groups(); }
    std::unique_ptr<Separator> makeSeparator() const override;
    ModelFile toFile() const override;

    const Dictionary& dictionary() const noexcept { return dictionary_; }
    const NmfSettings& settings() const noexcept { return settings_; }

    /// What stands behind the atoms (training/learned_class.h), so that recordings can be added; null:
    /// nothing is known.
    nlohmann::json learned;

private:
    void validate() const;

    Dictionary dictionary_;
    FrontEnd frontEnd_;
    NmfSettings settings_;
};

/// @throws ModelFileError, naming the file and the reason. [main]
ModelPtr loadModel(const std::filesystem::path& path);
/// @param name  for messages, and the model's name if it has none
ModelPtr loadModel(std::span<const std::byte> bytes, const std::string& name);
/// @throws ModelFileError: see writeModelFile
void saveModel(const std::filesystem::path& path, const Model& model, bool overwrite);

/// The model embedded in the program, parsed once. [main]
/// @throws ModelFileError: only if the program was built with a damaged file
ModelPtr factoryModel();

} // namespace winnow::separation
