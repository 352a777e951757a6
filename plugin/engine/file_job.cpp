// SPDX-License-Identifier: GPL-3.0-or-later
/// Denoises files on a thread of its own.
#include "plugin/engine/file_job.h"

#include "dsp/audio_file.h"
#include "dsp/exact_split.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace winnow::plugin {

namespace fs = std::filesystem;

namespace {

fs::path stemPath(const fs::path& output, const char* stem) {
    fs::path path = output;
    return path.replace_filename(output.stem().string() + "." + stem + output.extension().string());
}

bool isSameFile(const fs::path& a, const fs::path& b) {
    std::error_code ignored;
    return fs::equivalent(a, b, ignored);
}

} // namespace

fs::path outputPath(const fs::path& input, const FileJobOptions& options) {
    return options.folder / input.filename();
}

FileJob::~FileJob() {
    cancel();
    if (thread_.joinable()) thread_.join();
}

bool FileJob::start(std::vector<fs::path> files, FileJobOptions options) {
    if (isRunning_) return false;
    if (thread_.joinable()) thread_.join();
    isCancelled_ = false;
    isRunning_ = true;
    progress_ = 0;
    {
        const std::scoped_lock lock(mutex_);
        results_.clear();
    }
    thread_ = std::thread([this, files = std::move(files), options = std::move(options)] {
        run(files, options);
        isRunning_ = false;
    });
    return true;
}

std::vector<FileJob::Result> FileJob::results() const {
    const std::scoped_lock lock(mutex_);
    return results_;
}

void FileJob::run(const std::vector<fs::path>& files, const FileJobOptions& options) {
    const double share = 1.0 / static_cast<double>(std::max<std::size_t>(files.size(), 1));
    for (std::size_t i = 0; i < files.size() && !isCancelled_; ++i) {
        Result result;
        try {
            result = denoiseFile(files[i], options, static_cast<double>(i) * share, share);
        } catch (const std::exception& error) {
            result = {files[i], outputPath(files[i], options), error.what()};
        }
        const std::scoped_lock lock(mutex_);
        results_.push_back(std::move(result));
    }
    progress_ = 1;
}

FileJob::Result FileJob::denoiseFile(const fs::path& input, const FileJobOptions& options, double done,
                                     double share) {
    Result result{input, outputPath(input, options), {}};
    if (isSameFile(input, result.output))
        throw std::runtime_error(input.string() + ": the input is never overwritten");
    dsp::AudioReader reader(input);
    dsp::AudioFormat format = reader.format();
    format.sampleFormat = dsp::nearestSampleFormat(format.container, format.sampleFormat);
    fs::create_directories(options.folder);
    const auto open = [&](const fs::path& path) {
        return dsp::AudioWriter(path, format, reader.metadata(), options.overwrite);
    };
    dsp::AudioWriter clean = open(result.output);
    std::optional<dsp::AudioWriter> speech, noise;
    if (options.stems) {
        speech.emplace(open(stemPath(result.output, "speech")));
        noise.emplace(open(stemPath(result.output, "noise")));
    }
    dsp::StemSplitter splitter(dsp::bitDepth(format.sampleFormat));
    const auto read = [&](std::span<float> block) {
        const std::int64_t frames = reader.read(block);
        for (float& sample : block.first(static_cast<std::size_t>(frames * format.channels)))
            if (!std::isfinite(sample)) sample = 0;
        if (noise) splitter.addInput(block.first(static_cast<std::size_t>(frames * format.channels)));
        return frames;
    };
    const auto write = [&](std::span<const float> cleanBlock, std::span<const float>) {
        if (!noise) return clean.write(cleanBlock);
        const dsp::StemSplitter::Stems stems = splitter.split(cleanBlock);
        clean.write(stems.speech);
        speech->write(stems.speech);
        noise->write(stems.noise);
    };
    const auto onProgress = [&](std::int64_t frames) {
        if (format.frames > 0)
            progress_ = done + share * static_cast<double>(frames) / static_cast<double>(format.frames);
        return !isCancelled_.load();
    };
    const auto outcome = separation::denoise(options.model, format.sampleRate, format.channels,
                                             options.engine, read, write, onProgress);
    if (outcome.cancelled) {
        result.problem = "cancelled";
        return result; // files not closed do not appear
    }
    clean.close();
    if (speech) speech->close();
    if (noise) noise->close();
    return result;
}

} // namespace winnow::plugin
