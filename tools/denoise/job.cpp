// SPDX-License-Identifier: GPL-3.0-or-later
/// One file from input to output.
#include "tools/denoise/job.h"

#include "tools/denoise/learned_model.h"
#include "tools/denoise/output_plan.h"
#include "tools/denoise/outputs.h"
#include "tools/denoise/picture.h"
#include "tools/denoise/sound_input.h"
#include "tools/interrupt.h"

#include <fmt/format.h>

#include <chrono>
#include <limits>
#include <optional>

namespace winnow::tools {
namespace {

separation::ModelPtr learn(const separation::Model& base, SoundInput& sound, const TimeRange& range,
                           double learnSeconds, Console& console, const std::string& label) {
    const std::vector<float> noise = readMonoPart(sound, range, longestNoise);
    const auto onProgress = [&](double done) {
        console.progress(label, done);
        return !interrupted();
    };
    auto model = withLearnedNoise(base, noise, sound.format().sampleRate, learnSeconds, onProgress);
    if (!model) throw Interrupted();
    return model;
}

// The sound itself is read from its start afterwards: a file is opened a second time, a stream is read ahead.
separation::ModelPtr learnFromInput(const Batch& batch, const InputFile& input, SoundInput& sound,
                                    const std::string& label) {
    const TimeRange& range = *batch.options.learnNoise;
    if (range.to - range.from > longestNoise)
        batch.console.note(shownName(input),
                           fmt::format("learns from the first {:g} s of that part", longestNoise));
    const std::string learning = label + ": learning the noise";
    if (sound.isStream())
        return learn(*batch.model, sound, range, batch.options.learnSeconds, batch.console, learning);
    SoundInput again(input, {});
    return learn(*batch.model, again, range, batch.options.learnSeconds, batch.console, learning);
}

void printNotes(Console& console, const std::string& name, const SoundInput& sound, std::int64_t clipped) {
    if (sound.notFinite() > 0)
        console.note(name,
                     fmt::format("{} samples are not finite numbers; taken as silence", sound.notFinite()));
    if (clipped > 0)
        console.note(
            name, fmt::format("{} samples were beyond full scale and are clipped; --bit-depth 32f keeps them",
                              clipped));
}

// Label for the progress line of a stream, whose end is not known.
std::string elapsedLabel(const std::string& label, std::int64_t frames, int sampleRate) {
    return fmt::format("{}  {} done", label, formatDuration(static_cast<double>(frames / sampleRate)));
}

} // namespace

FileReport denoiseFile(const Batch& batch, const InputFile& input, const std::string& label) {
    const auto start = std::chrono::steady_clock::now();
    const DenoiseOptions& options = batch.options;
    const std::string name = shownName(input);
    SoundInput sound(input, options.raw);
    const dsp::AudioFormat& format = sound.format();

    const OutputPlan plan = planOutput(options, input, format);
    for (const std::string& note : plan.notes)
        batch.console.note(name, note);
    DenoiseOutputs outputs(plan, options.stems, sound.metadata(), batch.guard);
    std::optional<DenoisePicture> picture;
    if (!options.plot.empty()) {
        batch.guard.claim(options.plot);
        picture.emplace(format.sampleRate, format.channels);
    }
    const separation::ModelPtr model =
        options.learnNoise ? learnFromInput(batch, input, sound, label) : batch.model;
    batch.console.finishProgress();

    const auto read = [&](std::span<float> block) {
        const std::int64_t frames = sound.read(block);
        const auto samples = block.first(static_cast<std::size_t>(frames * format.channels));
        outputs.addInput(samples);
        if (picture) picture->addInput(samples);
        return frames;
    };
    const auto write = [&](std::span<const float> clean, std::span<const float>) {
        const std::span<const float> written = outputs.write(clean);
        if (picture) picture->addOutput(written);
    };
    const auto onProgress = [&](std::int64_t frames) {
        if (format.frames > 0)
            batch.console.progress(label, static_cast<double>(frames) / static_cast<double>(format.frames));
        else
            batch.console.progress(elapsedLabel(label, frames, format.sampleRate), -1);
        return !interrupted();
    };
    const auto result = separation::denoise(model, format.sampleRate, format.channels, options.engine, read,
                                            write, onProgress);
    batch.console.finishProgress();
    if (result.cancelled || interrupted()) throw Interrupted();
    outputs.close();

    FileReport report;
    report.input = input.path.string();
    report.output = plan.path.string();
    report.sampleRate = format.sampleRate;
    report.channels = format.channels;
    report.seconds = static_cast<double>(result.frames) / format.sampleRate;
    report.latencySamples = result.latency;
    report.processingSeconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    printNotes(batch.console, name, sound, outputs.clippedSamples());
    if (picture)
        picture->write(options.plot, input.isStandardInput() ? name : input.path.filename().string());
    return report;
}

separation::ModelPtr learnNoiseProfile(const separation::Model& base, const std::filesystem::path& recording,
                                       double learnSeconds, Console& console) {
    const InputFile input{recording, recording.filename(), {}};
    SoundInput sound(input, {});
    const dsp::AudioFormat& format = sound.format();
    if (format.frames > static_cast<std::int64_t>(longestNoise * format.sampleRate))
        console.note(recording.string(), fmt::format("learns from the first {:g} s", longestNoise));
    const std::string label = recording.filename().string() + ": learning the noise";
    try {
        auto model =
            learn(base, sound, {0, std::numeric_limits<double>::infinity()}, learnSeconds, console, label);
        console.finishProgress();
        return model;
    } catch (const NoiseError& error) {
        throw FileError(recording, error.what());
    }
}

} // namespace winnow::tools
