// SPDX-License-Identifier: GPL-3.0-or-later
/// The files one sound is written to.
#include "tools/denoise/outputs.h"

#include "tools/denoise/exact_split.h"

namespace winnow::tools {

DenoiseOutputs::DenoiseOutputs(const OutputPlan& plan, bool stems, const dsp::AudioMetadata& metadata,
                               OutputGuard& guard)
    : bits_(dsp::bitDepth(plan.format.sampleFormat)) {
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
    if (noise_) input_.insert(input_.end(), input.begin(), input.end());
}

std::span<const float> DenoiseOutputs::write(std::span<const float> clean) {
    if (!noise_) {
        clean_->write(clean);
        return clean;
    }
    cleanBlock_.assign(clean.begin(), clean.end());
    noiseBlock_.resize(clean.size());
    clippedInSplit_ +=
        splitExactly(std::span(input_).subspan(inputUsed_, clean.size()), bits_, cleanBlock_, noiseBlock_);
    inputUsed_ += clean.size();
    if (inputUsed_ > input_.size() / 2) { // what is kept stays short, and each sample moves about once
        input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(inputUsed_));
        inputUsed_ = 0;
    }
    clean_->write(cleanBlock_);
    speech_->write(cleanBlock_);
    noise_->write(noiseBlock_);
    return cleanBlock_;
}

void DenoiseOutputs::close() {
    clean_->close();
    if (speech_) speech_->close();
    if (noise_) noise_->close();
}

std::int64_t DenoiseOutputs::clippedSamples() const noexcept {
    return clippedInSplit_ + clean_->clippedSamples();
}

} // namespace winnow::tools
