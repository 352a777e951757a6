// SPDX-License-Identifier: GPL-3.0-or-later
/// Checkpoint files: magic, length and text of a JSON header, the matrices' raw values, SHA-256 of all before
/// it.
#include "separation/training/training_state.h"

#include "separation/sha256.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <vector>

namespace winnow::separation {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "winnow training checkpoint 1\n";
constexpr std::size_t hashLength = 64; // hexadecimal digits
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
    const fs::path temporary = path.string() + ".part";
    errno = 0;
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    Sha256 hash;
    const auto write = [&](std::string_view part) {
        file.write(part.data(), static_cast<std::streamsize>(part.size()));
        hash.add(std::as_bytes(std::span(part)));
    };
    write(magic);
    write(rawBytes(&headerLength, 1));
    write(header);
    for (const ClassState& c : state.classes)
        for (const auto* matrix : {&c.W, &c.H})
            write(rawBytes(matrix->data(), static_cast<std::size_t>(matrix->size())));
    file << hash.hexadecimal();
    file.close();

    std::error_code error;
    const std::string reason = std::strerror(errno);
    if (!file) {
        fs::remove(temporary, error);
        fail(path, "the checkpoint cannot be written: " + reason);
    }
    fs::rename(temporary, path, error);
    if (error) fail(path, "the checkpoint cannot be written: " + error.message());
}

TrainingState loadCheckpoint(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error))
        fail(path, "there is no such checkpoint to resume from; start without resuming");
    if (!fs::is_regular_file(path, error)) fail(path, "is not a file");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) fail(path, std::string("cannot be opened: ") + std::strerror(errno));
    std::string bytes(magic.size(), '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file || bytes != magic) fail(path, "is not a training checkpoint of this version");
    bytes.append(std::istreambuf_iterator<char>(file), {});
    if (bytes.size() < magic.size() + hashLength) fail(path, "is damaged: it ends too early");

    const std::string_view content = std::string_view(bytes).substr(0, bytes.size() - hashLength);
    if (sha256(std::as_bytes(std::span(content))) != std::string_view(bytes).substr(content.size()))
        fail(path, "is damaged: its content does not match its hash");

    Cursor cursor(content, path);
    cursor.take(magic.size());
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
