// SPDX-License-Identifier: GPL-3.0-or-later
/// The plain engine's model: its checks, and its form in a file.
#include "separation/bounded_json.h"
#include "separation/constants.h"
#include "separation/model.h"
#include "separation/supervised_separator.h"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <utility>

namespace winnow::separation {

namespace {

constexpr const char* axisTensor = "frequencies_hz";
constexpr const char* atomsTensor = "atoms";

using nlohmann::json;

const std::string& text(const ModelFile& file, const char* key) {
    const auto found = file.metadata.find(key);
    if (found == file.metadata.end())
        throw std::invalid_argument("its metadata has no '" + std::string(key) + "'");
    return found->second;
}

/// A name that people will be shown.
std::string shortName(const std::string& name) {
    if (name.size() > constants::longestName) throw std::invalid_argument("a name in it is too long");
    return name;
}

json document(const ModelFile& file, const char* key) {
    try {
        return parseBoundedJson(text(file, key));
    } catch (const JsonError& error) {
        throw std::invalid_argument("its metadata '" + std::string(key) +
                                    "' cannot be read: " + error.what());
    }
}

const Tensor& tensor(const ModelFile& file, const char* name, std::size_t rank) {
    const auto found = file.tensors.find(name);
    if (found == file.tensors.end() || found->second.shape.size() != rank)
        throw std::invalid_argument("the tensor '" + std::string(name) +
                                    "' is missing or has the wrong shape");
    return found->second;
}

json toJson(const FrontEnd& frontEnd) {
    return {{"frame_seconds", frontEnd.frameSeconds}, {"overlap", frontEnd.overlap}};
}

FrontEnd frontEndFrom(const json& j) {
    const bool isComplete =
        j.is_object() && j.size() == 2 && j.contains("frame_seconds") && j.contains("overlap");
    if (!isComplete || !j["frame_seconds"].is_number() || !j["overlap"].is_number_unsigned())
        throw std::invalid_argument("its front end needs frame_seconds and overlap");
    const auto overlap = j["overlap"].get<std::uint64_t>();
    if (overlap > static_cast<std::uint64_t>(constants::largestOverlap))
        throw std::invalid_argument("its front end's overlap is out of range");
    return {j["frame_seconds"].get<double>(), static_cast<int>(overlap)};
}

json toJson(const std::vector<AtomGroup>& groups) {
    json list = json::array();
    for (const AtomGroup& group : groups)
        list.push_back({{"name", group.name},
                        {"kind", group.kind == GroupKind::Speech ? "speech" : "noise"},
                        {"count", group.count}});
    return list;
}

std::vector<AtomGroup> groupsFrom(const json& list, int atoms) {
    if (!list.is_array()) throw std::invalid_argument("its groups are not a list");
    std::vector<AtomGroup> groups;
    int next = 0;
    for (const json& j : list) {
        const bool isComplete = j.is_object() && j.size() == 3 && j.contains("name") && j.contains("kind") &&
                                j.contains("count") && j["name"].is_string() &&
                                j["count"].is_number_unsigned();
        if (!isComplete || (j["kind"] != "speech" && j["kind"] != "noise"))
            throw std::invalid_argument("a group needs a name, a kind (speech or noise) and a count");
        const auto count = j["count"].get<std::uint64_t>();
        if (count > static_cast<std::uint64_t>(atoms - next))
            throw std::invalid_argument("its groups have more atoms than there are");
        const GroupKind kind = j["kind"] == "speech" ? GroupKind::Speech : GroupKind::Noise;
        groups.push_back({shortName(j["name"].get<std::string>()), kind, next, static_cast<int>(count)});
        next += static_cast<int>(count);
    }
    return groups;
}

Dictionary dictionaryFrom(const ModelFile& file) {
    const Tensor& axis = tensor(file, axisTensor, 1);
    const Tensor& atoms = tensor(file, atomsTensor, 2);
    if (file.tensors.size() != 2)
        throw std::invalid_argument("it has tensors that this version of Winnow does not know");
    if (atoms.shape[0] > static_cast<std::size_t>(constants::mostAtoms))
        throw std::invalid_argument("it has more than " + std::to_string(constants::mostAtoms) + " atoms");
    if (atoms.shape[1] != axis.values.size())
        throw std::invalid_argument("its atoms and its frequency axis differ in length");
    // Row-major with an atom a row is, byte for byte, Eigen's column-major with an atom a column.
    const auto K = static_cast<Eigen::Index>(atoms.shape[0]);
    const auto F = static_cast<Eigen::Index>(atoms.shape[1]);
    return Dictionary(axis.values, Eigen::Map<const nmf::Matrix<float>>(atoms.values.data(), F, K),
                      groupsFrom(document(file, "groups"), static_cast<int>(K)));
}

} // namespace

NmfModel::NmfModel(Dictionary dictionary, FrontEnd frontEnd, NmfSettings settings)
    : dictionary_(std::move(dictionary)), frontEnd_(frontEnd), settings_(settings) {
    validate();
}

NmfModel::NmfModel(const ModelFile& file, const std::string& fileName) {
    try {
        dictionary_ = dictionaryFrom(file);
        frontEnd_ = frontEndFrom(document(file, "front_end"));
        settings_ = NmfSettings::fromJson(document(file, "settings"));
        validate();
        if (file.metadata.contains("name")) name = shortName(text(file, "name"));
        if (file.metadata.contains("data_card")) dataCard = document(file, "data_card");
        if (file.metadata.contains("learned")) learned = document(file, "learned");
    } catch (const std::invalid_argument& error) {
        throw ModelFileError(fileName + ": cannot be loaded: " + error.what() + ".");
    }
}

void NmfModel::validate() const {
    if (dictionary_.count(GroupKind::Speech) < 1 || dictionary_.count(GroupKind::Noise) < 1)
        throw std::invalid_argument("a model needs at least one group of speech and one of noise");
    if (dictionary_.atomCount() > constants::mostAtoms)
        throw std::invalid_argument("a model may have " + std::to_string(constants::mostAtoms) +
                                    " atoms at most");
    if (dictionary_.frequenciesHz().size() > static_cast<std::size_t>(constants::longestAxis) ||
        dictionary_.bandwidthHz() > static_cast<double>(constants::largestBandwidth))
        throw std::invalid_argument("the frequency axis is out of range");
    if (!(frontEnd_.frameSeconds >= constants::shortestFrame &&
          frontEnd_.frameSeconds <= constants::longestFrame))
        throw std::invalid_argument("the front end's frame length is out of range");
    // Powers of two divide every frame size: each is a multiple of 64.
    if (frontEnd_.overlap < 2 || frontEnd_.overlap > constants::largestOverlap ||
        !std::has_single_bit(static_cast<unsigned>(frontEnd_.overlap)))
        throw std::invalid_argument("the front end's overlap must be 2, 4, 8 or 16");
    settings_.validate();
}

std::unique_ptr<Separator> NmfModel::makeSeparator() const {
    return std::make_unique<SupervisedSeparator>(dictionary_, frontEnd_, settings_);
}

ModelFile NmfModel::toFile() const {
    ModelFile file;
    try {
        shortName(name);
        for (const AtomGroup& group : dictionary_.groups())
            shortName(group.name);
        file.metadata["engine"] = engine();
        if (!name.empty()) file.metadata["name"] = name;
        file.metadata["front_end"] = toJson(frontEnd_).dump();
        file.metadata["settings"] = settings_.toJson().dump();
        file.metadata["groups"] = toJson(dictionary_.groups()).dump();
        if (!learned.is_null()) file.metadata["learned"] = learned.dump();
        if (!dataCard.is_null()) {
            file.metadata["data_card"] = dataCard.dump();
            parseBoundedJson(
                file.metadata["data_card"]); // what could not be read back is refused now, not then
        }
    } catch (const json::exception&) {
        throw ModelFileError(
            "the model cannot be written: a name in it or in its data card is not valid UTF-8.");
    } catch (const std::invalid_argument& error) {
        throw ModelFileError(std::string("the model cannot be written: ") + error.what() + ".");
    } catch (const JsonError& error) {
        throw ModelFileError(std::string("the model cannot be written: its data card: ") + error.what() +
                             ".");
    }
    const nmf::Matrix<float>& atoms = dictionary_.atoms();
    file.tensors[axisTensor] = {{dictionary_.frequenciesHz().size()}, dictionary_.frequenciesHz()};
    file.tensors[atomsTensor] = {
        {static_cast<std::size_t>(atoms.cols()), static_cast<std::size_t>(atoms.rows())},
        {atoms.data(), atoms.data() + atoms.size()}};
    return file;
}

} // namespace winnow::separation
