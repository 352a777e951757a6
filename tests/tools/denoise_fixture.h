// SPDX-License-Identifier: GPL-3.0-or-later
/// Sounds and a model for tests of `winnow denoise`.
#pragma once

#include "dsp/audio_file.h"
#include "tests/dsp/audio_files.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_signals.h"
#include "tests/tools/run_winnow.h"

#include <filesystem>
#include <string>
#include <vector>

namespace winnow::test {

/// A model made of a seed, written once a program: small, so that tests are quick.
const std::filesystem::path& smallModel();

/// `winnow denoise ARGUMENTS --model smallModel()`.
ProgramResult denoise(std::vector<std::string> arguments, const RunOptions& options = {});

/// Interleaved: noisy speech in the first channel, weaker and with other noise in each further one.
std::vector<float> noisyChannels(int frames, int sampleRate, int channels);

/// Writes noisyChannels in a format and gives back what a reader finds there.
dsp::AudioData writeNoisy(const std::filesystem::path& path, dsp::Container container,
                          dsp::SampleFormat sampleFormat, int channels = 1, int sampleRate = 16000,
                          int frames = 8000);

/// A 16 bit WAV file of half a second.
dsp::AudioData writeNoisyWav(const std::filesystem::path& path);

/// Largest distance of two signals, which must be of one length.
double largestDistance(const std::vector<float>& a, const std::vector<float>& b);

/// Level of b below a, in dB.
double loweredBy(const std::vector<float>& a, const std::vector<float>& b);

} // namespace winnow::test
