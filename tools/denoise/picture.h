// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of a denoised sound: spectrograms of input and output, one above the other.
#pragma once

#include "tools/plot/spectrogram.h"

#include <filesystem>
#include <span>
#include <string>

namespace winnow::tools {

class DenoisePicture {
public:
    DenoisePicture(double sampleRate, int channels)
        : input_(sampleRate, channels), output_(sampleRate, channels) {}

    void addInput(std::span<const float> interleaved) { input_.add(interleaved); }
    void addOutput(std::span<const float> interleaved) { output_.add(interleaved); }

    /// Draws 1200 x 900 pixels; both with the same colours for the same levels. Last call. @throws FileError.
    /// [main]
    void write(const std::filesystem::path& png, const std::string& name);

private:
    SpectrogramBuilder input_, output_;
};

} // namespace winnow::tools
