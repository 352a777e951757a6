// SPDX-License-Identifier: GPL-3.0-or-later
/// The content of checkpoint files: length and text of a JSON header, the matrices' raw values.
#include "separation/training/training_state.h"

#include "separation/training/checkpoint_file.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace winnow::separation {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "winnow training checkpoint 1\n";
constexpr std::size_t largestHeader = 4096;
// Products of two fit 64 bits.
constexpr nmf::Index mostRows = nmf::Index{1} << 20, mostColumns = nmf::Index{1} << 40;

/// What a load reads in place of matrices: their sizes.
nlohmann::json headerOf(const TrainingState& state) {
    nlohmann::json header = {{"options", state.optionsHash}, {"corpus", state.corpusHash}};
    for (const ClassState& c : state.classes)
        header["classes"].push_back({{"iteration", c.iteration},
                                     {"objective", c.objective},
                                     {"W", {c.W.rows(), c.W.cols()}},
                                     {"H", {c.H.rows(), c.H.cols()}}});
    return header;
}

void takeMatrix(CheckpointReader& file, const nlohmann::json& size, nmf::Matrix<float>& matrix) {
    const auto rows = size.at(0).get<nmf::Index>(), columns = size.at(1).get<nmf::Index>();
    if (rows < 0 || columns < 0 || rows > mostRows || columns > mostColumns) file.damaged("sizes");
    const auto count = static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns);
    if (count > file.remaining() / sizeof(float)) file.damaged("it ends too early");
    matrix.resize(rows, columns);
    file.takeValues(matrix.data(), count);
}

} // namespace

void saveCheckpoint(const fs::path& path, const TrainingState& state) {
    CheckpointWriter file(path, magic);
    const std::string header = headerOf(state).dump();
    const std::uint64_t headerLength = header.size();
    file.addValues(&headerLength, 1);
    file.add(header);
    for (const ClassState& c : state.classes)
        for (const auto* matrix : {&c.W, &c.H})
            file.addValues(matrix->data(), static_cast<std::size_t>(matrix->size()));
    file.commit();
}

TrainingState loadCheckpoint(const fs::path& path) {
    CheckpointReader file(path, magic, "a training checkpoint");
    std::uint64_t headerLength = 0;
    file.takeValues(&headerLength, 1);
    if (headerLength > largestHeader) file.damaged("its header");
    std::string text(headerLength, '\0');
    file.takeValues(text.data(), text.size());
    try {
        const nlohmann::json header = nlohmann::json::parse(text);
        TrainingState state;
        state.optionsHash = header.at("options");
        state.corpusHash = header.at("corpus");
        for (std::size_t i = 0; i < state.classes.size(); ++i) {
            const nlohmann::json& entry = header.at("classes").at(i);
            ClassState& c = state.classes[i];
            c.iteration = entry.at("iteration");
            c.objective = entry.at("objective");
            takeMatrix(file, entry.at("W"), c.W);
            takeMatrix(file, entry.at("H"), c.H);
        }
        if (file.remaining() > 0) file.damaged("it is too long");
        return state;
    } catch (const nlohmann::json::exception&) {
        file.damaged("its header");
    }
}

} // namespace winnow::separation
