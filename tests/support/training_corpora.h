// SPDX-License-Identifier: GPL-3.0-or-later
/// Two small corpora as files: three "speakers" and two kinds of noise.
#pragma once

#include "separation/training/corpus.h"
#include "separation/training/dictionary_training.h"
#include "tests/support/files.h"
#include "tests/support/metric_signals.h"
#include "tests/support/temp_dir.h"

#include <cmath>
#include <string>
#include <vector>

namespace winnow::test {

class TrainingCorpora {
public:
    TrainingCorpora() {
        const auto voice = speechLike(12000, 8000);
        writeWav(folder_ / "speech/ann/1.wav", voice, 8000);
        writeWav(folder_ / "speech/ben/1.wav", scaled(voice, 0.05), 8000);
        writeWav(folder_ / "speech/cat/1.wav", speechLike(16000, 16000), 16000);
        writeWav(folder_ / "noise/hiss/1.wav", scaled(uniformNoise(12000, 21), 0.1), 8000);
        std::vector<float> hum(12000);
        for (std::size_t n = 0; n < hum.size(); ++n)
            hum[n] = static_cast<float>(0.2 * std::sin(0.1 * static_cast<double>(n)) +
                                        1e-3 * std::cos(1.7 * static_cast<double>(n * n)));
        writeWav(folder_ / "noise/hum/1.wav", hum, 8000);
    }

    std::filesystem::path operator/(const std::filesystem::path& name) const { return folder_ / name; }
    const std::filesystem::path& path() const { return folder_.path(); }
    separation::Corpus speech() const { return separation::corpusFromFolder(folder_ / "speech"); }
    separation::Corpus noise() const { return separation::corpusFromFolder(folder_ / "noise"); }

    /// Options that take a fraction of a second.
    static separation::DictionaryTrainingOptions options() {
        separation::DictionaryTrainingOptions o;
        o.speechAtoms = 6;
        o.noiseAtoms = 3;
        o.iterations = 30;
        o.sampleRate = 8000;
        o.maxFrames = 120;
        o.seed = 4;
        o.frontEnd = {0.032, 2};
        return o;
    }

private:
    TempDir folder_;
};

} // namespace winnow::test
