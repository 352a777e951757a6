// SPDX-License-Identifier: GPL-3.0-or-later
/// The files one sound is written to: the clean sound, and its stems if asked for.
#pragma once

#include "dsp/audio_file.h"
#include "dsp/exact_split.h"
#include "tools/denoise/output_plan.h"
#include "tools/denoise/sound_output.h"
#include "tools/output_guard.h"

#include <cstdint>
#include <optional>
#include <span>

namespace winnow::tools {

/// The speech stem is the clean sound itself; the noise stem is what was taken away, so that both add up to
/// the input (dsp/exact_split.h).
class DenoiseOutputs {
public:
    /// Makes the folder that is needed below --out-dir, and opens all outputs.
    /// @throws FileError, dsp::AudioFileError. [main]
    DenoiseOutputs(const OutputPlan& plan, bool stems, const dsp::AudioMetadata& metadata,
                   OutputGuard& guard);

    void addInput(std::span<const float> input); ///< as read; kept until its clean samples come
    /// Takes the clean samples of the oldest input samples kept.
    /// @returns the samples as they go to the file, valid until the next call
    std::span<const float> write(std::span<const float> clean);
    void close(); ///< all files appear
    std::int64_t clippedSamples() const noexcept;

private:
    std::optional<SoundOutput> clean_, speech_, noise_;
    dsp::StemSplitter splitter_;
};

} // namespace winnow::tools
