// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/trainer_state.h"

#include "separation/training/checkpoint_file.h"
#include "separation/training/collective.h"
#include "system/replaced_file.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace winnow::separation::unfolded {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "winnow unfolded training checkpoint 2\n";

static_assert(std::endian::native == std::endian::little, "checkpoints are written as they lie in memory");

struct Writer {
    CheckpointWriter file;
    template <class T> void value(const T& v) { file.addValues(&v, 1); }
    template <class T> void values(const T& v) {
        value(static_cast<std::uint64_t>(v.size()));
        file.addValues(v.data(), v.size());
    }
};

struct Reader {
    CheckpointReader file;
    template <class T> void value(T& v) { file.takeValues(&v, 1); }
    template <class T> void values(T& v) {
        std::uint64_t size = 0;
        value(size);
        if (size > file.remaining() / sizeof v[0]) file.damaged("it ends too early");
        v.resize(size);
        file.takeValues(v.data(), size);
    }
};

/// The same to and from memory, for another rank.
struct Packer {
    std::string bytes;
    template <class T> void value(const T& v) { bytes.append(reinterpret_cast<const char*>(&v), sizeof v); }
    template <class T> void values(const T& v) {
        value(static_cast<std::uint64_t>(v.size()));
        bytes.append(reinterpret_cast<const char*>(v.data()), v.size() * sizeof v[0]);
    }
};

struct Unpacker {
    std::string_view bytes;
    template <class T> void value(T& v) { take(&v, sizeof v); }
    template <class T> void values(T& v) {
        std::uint64_t size = 0;
        value(size);
        v.resize(size);
        take(v.data(), size * sizeof v[0]);
    }

private:
    void take(void* to, std::size_t count) {
        if (count > 0) std::memcpy(to, bytes.data(), count);
        bytes.remove_prefix(count);
    }
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
    Writer writer{{path, magic}};
    transfer(writer, state);
    writer.file.commit();
}

TrainerState readCheckpoint(const fs::path& path) {
    Reader reader{{path, magic, "a checkpoint of an unfolded training"}};
    TrainerState state;
    transfer(reader, state);
    if (reader.file.remaining() > 0) reader.file.damaged("it is too long");
    return state;
}

TrainerState readCheckpoint(const fs::path& path, nmf::Communicator* ranks) {
    const bool first = ranks == nullptr || ranks->rank() == 0;
    TrainerState state;
    collectively(ranks, [&] {
        if (first) state = readCheckpoint(path);
    });
    if (ranks == nullptr || ranks->size() == 1) return state;
    Packer packer;
    if (first) transfer(packer, state);
    const std::string bytes = nmf::gatherTexts(*ranks, packer.bytes).front();
    Unpacker unpacker{bytes};
    transfer(unpacker, state);
    return state;
}

void writeLog(const fs::path& path, const std::vector<LogRow>& log) {
    std::string text = "step,seconds,training_loss,validation_loss\n";
    const auto number = [](double v) { return std::isnan(v) ? std::string() : std::to_string(v); };
    for (const LogRow& row : log)
        text += std::to_string(row.step) + ',' + number(row.seconds) + ',' + number(row.trainingLoss) + ',' +
                number(row.validationLoss) + '\n';
    system::replaceFile(path, text, {.asPart = true, .what = "the log"});
}

} // namespace winnow::separation::unfolded
