// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/layered/layered_model.h"

#include "separation/bounded_json.h"
#include "separation/layered/interleaved_separator.h"

#include <stdexcept>
#include <utility>

namespace winnow::separation::layered {

namespace {

using nlohmann::json;

// The sizes under their names in the file.
constexpr std::pair<const char*, int LayeredConfig::*> sizes[] = {
    {"atoms1", &LayeredConfig::atoms1},          {"speech_atoms", &LayeredConfig::speechAtoms},
    {"noise_atoms", &LayeredConfig::noiseAtoms}, {"context", &LayeredConfig::context},
    {"lag_bands", &LayeredConfig::lagBands},     {"dynamic_atoms", &LayeredConfig::dynamicAtoms},
    {"traces", &LayeredConfig::traces},          {"updates", &LayeredConfig::updates}};
constexpr std::pair<const char*, double LayeredConfig::*> reals[] = {{"p", &LayeredConfig::p},
                                                                     {"eps", &LayeredConfig::eps}};

json toJson(const LayeredConfig& config) {
    json j;
    for (const auto& [key, member] : sizes)
        j[key] = config.*member;
    for (const auto& [key, member] : reals)
        j[key] = config.*member;
    return j;
}

/// Every key must be there and no other: an unknown one would change the sound.
LayeredConfig configFrom(const json& j) {
    constexpr std::int64_t largest = 1 << 20; // so that it fits an int; checkWeights knows the real bounds
    LayeredConfig config;
    if (!j.is_object() || j.size() != std::size(sizes) + std::size(reals))
        throw std::invalid_argument("its settings are not those of a two-layer model");
    const auto at = [&](const char* key) -> const json& {
        const auto found = j.find(key);
        if (found == j.end() || !found->is_number())
            throw std::invalid_argument("its settings have no number '" + std::string(key) + "'");
        return *found;
    };
    for (const auto& [key, member] : sizes) {
        const json& value = at(key);
        if (!value.is_number_unsigned() || value.get<std::uint64_t>() > static_cast<std::uint64_t>(largest))
            throw std::invalid_argument("its setting '" + std::string(key) + "' is out of range");
        config.*member = value.get<int>();
    }
    for (const auto& [key, member] : reals)
        config.*member = at(key).get<double>();
    return config;
}

json document(const ModelFile& file, const char* key) {
    const auto found = file.metadata.find(key);
    if (found == file.metadata.end())
        throw std::invalid_argument("its metadata has no '" + std::string(key) + "'");
    try {
        return parseBoundedJson(found->second);
    } catch (const JsonError& error) {
        throw std::invalid_argument("its metadata '" + std::string(key) +
                                    "' cannot be read: " + error.what());
    }
}

constexpr const char* learnedKey = "learned_noise"; // of the tensor and of its names

Tensor toTensor(const std::vector<LearnedNoise>& learned) {
    Tensor tensor{{learned.size(), static_cast<std::size_t>(bins)}, {}};
    for (const LearnedNoise& noise : learned)
        tensor.values.insert(tensor.values.end(), noise.power.begin(), noise.power.end());
    return tensor;
}

std::vector<LearnedNoise> learnedFrom(const Tensor& tensor, const json& names) {
    if (tensor.shape.size() != 2 || tensor.shape[1] != static_cast<std::size_t>(bins))
        throw std::invalid_argument("its learned noises have the wrong shape");
    if (!names.is_array() || names.size() != tensor.shape[0])
        throw std::invalid_argument("its learned noises and their names do not agree");
    std::vector<LearnedNoise> learned;
    for (const json& name : names) {
        if (!name.is_string()) throw std::invalid_argument("the name of a learned noise is no text");
        const float* row = tensor.values.data() + learned.size() * bins;
        learned.push_back({name.get<std::string>(), {row, row + bins}});
    }
    return learned;
}

void requireUsable(const LearnedNoise& noise, const std::vector<AtomGroup>& groups) {
    if (noise.name.empty() || noise.name.size() > constants::longestName)
        throw std::invalid_argument("the name of a learned noise must have from 1 to 256 bytes");
    for (const AtomGroup& group : groups)
        if (group.name == noise.name) throw std::invalid_argument("the name '" + noise.name + "' is taken");
    if (noise.power.size() != static_cast<std::size_t>(bins))
        throw std::invalid_argument("a learned noise needs 257 powers");
    for (const float p : noise.power)
        if (!(p <= 1e30F)) throw std::invalid_argument("a learned noise is not finite");
}

} // namespace

LayeredModel::LayeredModel(LayeredWeights weights, std::vector<LearnedNoise> learned)
    : weights_(std::move(weights)) {
    pack(std::move(learned));
}

LayeredModel::LayeredModel(const ModelFile& file, const std::string& fileName) {
    try {
        std::map<std::string, Tensor> tensors = file.tensors;
        std::vector<LearnedNoise> learned;
        if (auto powers = tensors.extract(learnedKey))
            learned = learnedFrom(powers.mapped(), document(file, learnedKey));
        weights_ = weightsFromTensors(tensors, configFrom(document(file, "settings")));
        pack(std::move(learned));
        if (const auto found = file.metadata.find("name"); found != file.metadata.end()) name = found->second;
        if (file.metadata.contains("data_card")) dataCard = document(file, "data_card");
    } catch (const std::invalid_argument& error) {
        throw ModelFileError(fileName + ": cannot be loaded: " + error.what() + ".");
    }
}

void LayeredModel::pack(std::vector<LearnedNoise> learned) {
    const LayeredConfig& size = weights_.config;
    groups_ = {{"speech", GroupKind::Speech, 0, size.speechAtoms},
               {"noise", GroupKind::Noise, size.speechAtoms, size.noiseAtoms},
               {"tracked noise", GroupKind::Noise, size.atoms2(), size.dynamicAtoms}};
    int first = size.atoms2() + size.dynamicAtoms;
    for (const LearnedNoise& noise : learned) {
        requireUsable(noise, groups_);
        groups_.push_back({noise.name, GroupKind::Noise, first++, 1});
    }
    shared_ = std::make_shared<const SharedModel>(
        SharedModel{std::make_shared<const PackedWeights>(weights_), std::move(learned)});
}

std::unique_ptr<Separator> LayeredModel::makeSeparator() const {
    return std::make_unique<InterleavedSeparator>(
        [shared = shared_] { return std::make_unique<LayeredSeparator>(shared); }, frontEnd().overlap);
}

ModelFile LayeredModel::toFile() const {
    ModelFile file;
    try {
        file.metadata["engine"] = engine();
        if (!name.empty()) file.metadata["name"] = name;
        file.metadata["settings"] = toJson(weights_.config).dump();
        if (!dataCard.is_null()) {
            file.metadata["data_card"] = dataCard.dump();
            parseBoundedJson(
                file.metadata["data_card"]); // what could not be read back is refused now, not then
        }
    } catch (const json::exception&) {
        throw ModelFileError("the model cannot be written: its name or its data card is not valid UTF-8.");
    } catch (const JsonError& error) {
        throw ModelFileError(std::string("the model cannot be written: its data card: ") + error.what() +
                             ".");
    }
    file.tensors = tensorsFromWeights(weights_);
    if (!learned().empty()) {
        file.tensors.emplace(learnedKey, toTensor(learned()));
        json names = json::array();
        for (const LearnedNoise& noise : learned())
            names.push_back(noise.name);
        file.metadata[learnedKey] = names.dump();
    }
    return file;
}

} // namespace winnow::separation::layered
