// SPDX-License-Identifier: GPL-3.0-or-later
/// The files one sound is written to.
#include "tools/denoise/outputs.h"

namespace winnow::tools {

DenoiseOutputs::DenoiseOutputs(const OutputPlan& plan, bool stems, const dsp::AudioMetadata& metadata,
                               OutputGuard& guard)
    : splitter_(dsp::bitDepth(plan.format.sampleFormat)) {
    if (plan.toStandardOutput()) {
        clean_.emplace(plan.format);
        return;
    }
    const std::filesystem::path speechPath = stemPath(plan.path, "speech"),
                                noisePath = stemPath(plan.path, "noise");
    guard.claim(plan.path);
    if (stems) {
        guard.claim(speechPath);
        guard.claim(noisePath);
    }
    if (plan.inFolder) makeFolder(plan.path.parent_path());
    clean_.emplace(plan.path, plan.format, metadata, guard.force());
    if (stems) {
        speech_.emplace(speechPath, plan.format, metadata, guard.force());
        noise_.emplace(noisePath, plan.format, metadata, guard.force());
    }
}

void DenoiseOutputs::addInput(std::span<const float> input) {
    if (noise_) splitter_.addInput(input);
}

std::span<const float> DenoiseOutputs::write(std::span<const float> clean) {
    if (!noise_) {
        clean_->write(clean);
        return clean;
    }
    const dsp::StemSplitter::Stems stems = splitter_.split(clean);
    clean_->write(stems.speech);
    speech_->write(stems.speech);
    noise_->write(stems.noise);
    return stems.speech;
}

void DenoiseOutputs::close() {
    clean_->close();
    if (speech_) speech_->close();
    if (noise_) noise_->close();
}

std::int64_t DenoiseOutputs::clippedSamples() const noexcept {
    return splitter_.clippedSamples() + clean_->clippedSamples();
}

} // namespace winnow::tools
