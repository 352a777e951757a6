// SPDX-License-Identifier: GPL-3.0-or-later
/// Single frames through a separator.
#pragma once

#include "separation/supervised_separator.h"

#include <algorithm>
#include <random>
#include <vector>

namespace winnow::test {

inline const separation::FrameSpec native{16000, 512, 256}; // the dictionary's own bins

struct Frame {
    explicit Frame(std::size_t bins) : gain(bins), speech(bins), noise(bins) {}
    separation::SeparatedFrame view() { return {gain, speech, noise}; }
    std::vector<float> gain, speech, noise;
};

inline Frame separate(separation::Separator& separator, const std::vector<float>& power) {
    Frame frame(power.size());
    separator.process(power, frame.view());
    return frame;
}

inline Frame separateOnce(const separation::Dictionary& dictionary, const separation::NmfSettings& settings,
                          const std::vector<float>& power, const separation::FrameSpec& spec = native) {
    separation::SupervisedSeparator separator(dictionary, {}, settings);
    separator.prepare(spec);
    return separate(separator, power);
}

/// Power of a mixture of a dictionary's atoms, each given a random weight.
inline std::vector<float> mixture(const separation::Dictionary& dictionary, int first, int count, float level,
                                  unsigned seed = 3) {
    std::mt19937 random(seed);
    Eigen::VectorXf v = Eigen::VectorXf::Zero(dictionary.atoms().rows());
    for (int a = first; a < first + count; ++a)
        v += level * static_cast<float>(random() / 4294967296.0) * dictionary.atoms().col(a);
    std::vector<float> power(static_cast<std::size_t>(v.size()));
    for (std::size_t k = 0; k < power.size(); ++k)
        power[k] = v(static_cast<Eigen::Index>(k)) * v(static_cast<Eigen::Index>(k));
    return power;
}

inline std::vector<float> randomPower(std::size_t bins, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<float> power(bins);
    for (float& p : power)
        p = static_cast<float>(random() / 4294967296.0);
    return power;
}

inline float mean(const std::vector<float>& values, std::size_t first = 0) {
    float sum = 0;
    for (std::size_t k = first; k < values.size(); ++k)
        sum += values[k];
    return sum / static_cast<float>(values.size() - first);
}

inline bool isMask(const std::vector<float>& gain) {
    return std::all_of(gain.begin(), gain.end(), [](float g) { return g >= 0.0F && g <= 1.0F; });
}

/// Feeds frames and returns the mean gain of the last one.
inline float meanGain(separation::Separator& separator, const std::vector<float>& power, int frames = 1) {
    float result = 0;
    for (int i = 0; i < frames; ++i)
        result = mean(separate(separator, power).gain);
    return result;
}

} // namespace winnow::test
