// SPDX-License-Identifier: GPL-3.0-or-later
/// The content of checkpoint files: length and text of a JSON header, the matrices' raw values.
#include "separation/training/training_state.h"

#include "separation/training/checkpoint_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace winnow::separation {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "winnow training checkpoint 1\n";
constexpr std::size_t largestHeader = 4096;
constexpr nmf::Index largestSide = nmf::Index{1} << 28; // so that products of two fit 64 bits

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw std::runtime_error(path.string() + ": " + what);
}

template <class T> std::string_view rawBytes(const T* values, std::size_t count) {
    return {reinterpret_cast<const char*>(values), count * sizeof(T)};
}

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

/// Takes bytes off the front of a file's content.
class Cursor {
public:
    Cursor(std::string_view bytes, const fs::path& path) : bytes_(bytes), path_(path) {}

    std::string_view take(std::size_t count) {
        if (count > bytes_.size()) fail(path_, "is damaged: it ends too early");
        const std::string_view taken = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return taken;
    }

    void takeMatrix(const nlohmann::json& size, nmf::Matrix<float>& matrix) {
        const auto rows = size.at(0).get<nmf::Index>(), columns = size.at(1).get<nmf::Index>();
        if (rows < 0 || columns < 0 || rows > largestSide || columns > largestSide)
            fail(path_, "is damaged: sizes");
        const std::string_view raw =
            take(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * sizeof(float));
        matrix.resize(rows, columns);
        std::memcpy(matrix.data(), raw.data(), raw.size());
    }

    bool atEnd() const noexcept { return bytes_.empty(); }

private:
    std::string_view bytes_;
    const fs::path& path_;
};

} // namespace

void saveCheckpoint(const fs::path& path, const TrainingState& state) {
    const std::string header = headerOf(state).dump();
    const std::uint64_t headerLength = header.size();
    std::string content(rawBytes(&headerLength, 1));
    content += header;
    for (const ClassState& c : state.classes)
        for (const auto* matrix : {&c.W, &c.H})
            content += rawBytes(matrix->data(), static_cast<std::size_t>(matrix->size()));
    writeCheckpointFile(path, magic, content);
}

TrainingState loadCheckpoint(const fs::path& path) {
    const std::string content = readCheckpointFile(path, magic, "a training checkpoint");
    Cursor cursor(content, path);
    std::uint64_t headerLength = 0;
    std::memcpy(&headerLength, cursor.take(sizeof(headerLength)).data(), sizeof(headerLength));
    if (headerLength > largestHeader) fail(path, "is damaged: its header");
    try {
        const nlohmann::json header = nlohmann::json::parse(cursor.take(headerLength));
        TrainingState state;
        state.optionsHash = header.at("options");
        state.corpusHash = header.at("corpus");
        for (std::size_t i = 0; i < state.classes.size(); ++i) {
            const nlohmann::json& entry = header.at("classes").at(i);
            ClassState& c = state.classes[i];
            c.iteration = entry.at("iteration");
            c.objective = entry.at("objective");
            cursor.takeMatrix(entry.at("W"), c.W);
            cursor.takeMatrix(entry.at("H"), c.H);
        }
        if (!cursor.atEnd()) fail(path, "is damaged: it is too long");
        return state;
    } catch (const nlohmann::json::exception&) {
        fail(path, "is damaged: its header");
    }
}

} // namespace winnow::separation
