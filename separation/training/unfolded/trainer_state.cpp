// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/trainer_state.h"

#include "separation/training/checkpoint_file.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace winnow::separation::unfolded {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "winnow unfolded training checkpoint 2\n";

static_assert(std::endian::native == std::endian::little, "checkpoints are written as they lie in memory");

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw std::runtime_error(path.string() + ": " + what);
}

class Writer {
public:
    template <class T> void value(const T& v) { bytes.append(reinterpret_cast<const char*>(&v), sizeof v); }
    template <class T> void values(const T& v) {
        value(static_cast<std::uint64_t>(v.size()));
        bytes.append(reinterpret_cast<const char*>(v.data()), v.size() * sizeof v[0]);
    }
    std::string bytes;
};

class Reader {
public:
    Reader(std::string_view bytes, const fs::path& path) : bytes_(bytes), path_(path) {}
    template <class T> void value(T& v) { take(&v, sizeof v); }
    template <class T> void values(T& v) {
        std::uint64_t size = 0;
        value(size);
        if (size > bytes_.size() / sizeof v[0]) fail(path_, "is damaged: it ends too early");
        v.resize(size);
        take(v.data(), size * sizeof v[0]);
    }
    bool atEnd() const { return bytes_.empty(); }

private:
    void take(void* to, std::size_t count) {
        if (count > bytes_.size()) fail(path_, "is damaged: it ends too early");
        if (count > 0) std::memcpy(to, bytes_.data(), count);
        bytes_.remove_prefix(count);
    }
    std::string_view bytes_;
    const fs::path& path_;
};

/// The fields in the order of the file, for both directions.
template <class File, class State> void transfer(File& file, State& state) {
    file.values(state.optionsHash);
    file.values(state.sourcesHash);
    file.value(state.steps);
    file.value(state.skipped);
    file.values(state.theta);
    file.values(state.average);
    file.values(state.adam.m);
    file.values(state.adam.v);
    file.value(state.adam.step);
    file.values(state.best);
    file.value(state.bestLoss);
    file.value(state.bestStep);
    file.value(state.seconds);
    file.value(state.lossSum);
    file.value(state.lossCount);
    file.values(state.log);
}

} // namespace

void writeCheckpoint(const fs::path& path, const TrainerState& state) {
    Writer file;
    transfer(file, state);
    writeCheckpointFile(path, magic, file.bytes);
}

TrainerState readCheckpoint(const fs::path& path) {
    const std::string content = readCheckpointFile(path, magic, "a checkpoint of an unfolded training");
    Reader reader(content, path);
    TrainerState state;
    transfer(reader, state);
    if (!reader.atEnd()) fail(path, "is damaged: it is too long");
    return state;
}

void writeLog(const fs::path& path, const std::vector<LogRow>& log) {
    std::string text = "step,seconds,training_loss,validation_loss\n";
    const auto number = [](double v) { return std::isnan(v) ? std::string() : std::to_string(v); };
    for (const LogRow& row : log)
        text += std::to_string(row.step) + ',' + number(row.seconds) + ',' + number(row.trainingLoss) + ',' +
                number(row.validationLoss) + '\n';
    replaceFile(path, text, "the log");
}

} // namespace winnow::separation::unfolded
