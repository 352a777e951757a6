// SPDX-License-Identifier: GPL-3.0-or-later
/// The content of checkpoint files: length and text of a JSON header, the raw values of the dictionaries, and
/// those of the activations.
#include "separation/training/training_state.h"

#include "separation/training/checkpoint_file.h"
#include "separation/training/collective.h"
#include "separation/training/shared_activations.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace winnow::separation {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "winnow training checkpoint 2\n";
constexpr std::string_view kind = "a training checkpoint";
constexpr std::size_t largestHeader = 4096;
// Products of two fit 64 bits.
constexpr nmf::Index mostRows = nmf::Index{1} << 20, mostColumns = nmf::Index{1} << 40;

template <class T> void append(const T* values, std::size_t count, std::string& bytes) {
    bytes.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

/// All but the activations.
std::string contentOf(const TrainingState& state) {
    nlohmann::json header = {{"options", state.optionsHash}, {"corpus", state.corpusHash}};
    for (const ClassState& c : state.classes)
        header["classes"].push_back({{"iteration", c.iteration},
                                     {"learned", c.learned},
                                     {"objective", c.objective},
                                     {"W", {c.W.rows(), c.W.cols()}},
                                     {"frames", c.frames},
                                     {"numerator", {c.numerator.rows(), c.numerator.cols()}},
                                     {"denominator", {c.denominator.rows(), c.denominator.cols()}},
                                     {"pass_divergence", c.passDivergence}});
    const std::string text = header.dump();
    const std::uint64_t length = text.size();
    std::string bytes;
    append(&length, 1, bytes);
    bytes += text;
    for (const ClassState& c : state.classes)
        for (const auto* matrix : {&c.W, &c.numerator, &c.denominator})
            append(matrix->data(), static_cast<std::size_t>(matrix->size()), bytes);
    return bytes;
}

/// Content that another rank has checked, with CheckpointReader's functions.
class Received {
public:
    explicit Received(std::string_view bytes) : bytes_(bytes) {}
    std::uint64_t remaining() const noexcept { return bytes_.size(); }
    template <class T> void takeValues(T* values, std::uint64_t count) {
        if (count > 0) std::memcpy(values, bytes_.data(), count * sizeof(T));
        bytes_.remove_prefix(count * sizeof(T));
    }
    [[noreturn]] void damaged(const std::string& what) const { throw std::runtime_error(what); }

private:
    std::string_view bytes_;
};

template <class File> void takeMatrix(File& file, const nlohmann::json& size, nmf::Matrix<float>& matrix) {
    const auto rows = size.at(0).get<nmf::Index>(), columns = size.at(1).get<nmf::Index>();
    if (rows < 0 || columns < 0 || rows > mostRows || columns > mostRows) file.damaged("sizes");
    const auto count = static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns);
    if (count > file.remaining() / sizeof(float)) file.damaged("it ends too early");
    matrix.resize(rows, columns);
    file.takeValues(matrix.data(), count);
}

template <class File> TrainingState takeState(File& file) {
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
            c.learned = entry.at("learned");
            c.objective = entry.at("objective");
            c.frames = entry.at("frames");
            c.passDivergence = entry.at("pass_divergence");
            takeMatrix(file, entry.at("W"), c.W);
            takeMatrix(file, entry.at("numerator"), c.numerator);
            takeMatrix(file, entry.at("denominator"), c.denominator);
        }
        return state;
    } catch (const nlohmann::json::exception&) {
        file.damaged("its header");
    }
}

/// Values of the activations that follow.
std::uint64_t activationValues(const TrainingState& state, const CheckpointReader& file) {
    std::uint64_t values = 0;
    for (const ClassState& c : state.classes) {
        if (c.frames < 0 || c.frames > mostColumns) file.damaged("sizes");
        values += static_cast<std::uint64_t>(c.frames) * static_cast<std::uint64_t>(c.W.cols());
    }
    return values;
}

bool isFirst(const nmf::Communicator* ranks) {
    return ranks == nullptr || ranks->rank() == 0;
}

} // namespace

void saveCheckpoint(const fs::path& path, const TrainingState& state, const nmf::ColumnSource<float>* H,
                    nmf::Communicator* ranks) {
    std::optional<CheckpointWriter> file;
    collectively(ranks, [&] {
        if (!isFirst(ranks)) return;
        file.emplace(path, magic);
        file->add(contentOf(state));
    });
    if (H != nullptr)
        gatherActivations(ranks, *H,
                          [&](const float* values, std::size_t count) { file->addValues(values, count); });
    collectively(ranks, [&] {
        if (file) file->commit();
    });
}

TrainingState loadCheckpoint(const fs::path& path, nmf::Communicator* ranks) {
    TrainingState state;
    collectively(ranks, [&] {
        if (!isFirst(ranks)) return;
        CheckpointReader file(path, magic, kind);
        state = takeState(file);
        const std::uint64_t bytes = sizeof(float) * activationValues(state, file);
        if (file.remaining() < bytes) file.damaged("it ends too early");
        if (file.remaining() > bytes) file.damaged("it is too long");
    });
    if (ranks == nullptr || ranks->size() == 1) return state;
    const std::string content = nmf::gatherTexts(*ranks, isFirst(ranks) ? contentOf(state) : "").front();
    Received received(content);
    return takeState(received);
}

void loadActivations(const fs::path& path, nmf::ActivationStore<float>& H, nmf::Communicator* ranks) {
    std::optional<CheckpointReader> file;
    collectively(ranks, [&] {
        if (!isFirst(ranks)) return;
        file.emplace(path, magic, kind);
        takeState(*file);
    });
    spreadActivations(ranks, H, [&](float* values, std::size_t count) { file->takeValues(values, count); });
}

} // namespace winnow::separation
