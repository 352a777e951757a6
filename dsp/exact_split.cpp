// SPDX-License-Identifier: GPL-3.0-or-later
/// Stems that add up to the input.
#include "dsp/exact_split.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace winnow::dsp {

std::int64_t splitExactly(std::span<const float> input, int bits, std::span<float> clean,
                          std::span<float> noise) {
    if (bits == 0 || bits > 24) { // a float holds no more than 24 bits
        for (std::size_t i = 0; i < input.size(); ++i)
            noise[i] = input[i] - clean[i];
        return 0;
    }
    const double steps = std::ldexp(1.0, bits - 1);
    const double lowest = -steps, highest = steps - 1;
    std::int64_t clipped = 0;
    for (std::size_t i = 0; i < input.size(); ++i) {
        // Doubles hold these whole numbers and their differences exactly.
        const double whole = std::clamp(std::nearbyint(double{input[i]} * steps), lowest, highest);
        const double wanted = std::nearbyint(double{clean[i]} * steps);
        const double speech = std::clamp(wanted, lowest, highest);
        clipped += speech != wanted ? 1 : 0;
        const double rest = std::clamp(whole - speech, lowest, highest);
        noise[i] = static_cast<float>(rest / steps);
        clean[i] = static_cast<float>((whole - rest) / steps);
    }
    return clipped;
}

void StemSplitter::addInput(std::span<const float> input) {
    input_.insert(input_.end(), input.begin(), input.end());
}

StemSplitter::Stems StemSplitter::split(std::span<const float> clean) {
    assert(clean.size() <= input_.size() - used_);
    speech_.assign(clean.begin(), clean.end());
    noise_.resize(clean.size());
    clipped_ += splitExactly(std::span(input_).subspan(used_, clean.size()), bits_, speech_, noise_);
    used_ += clean.size();
    if (used_ > input_.size() / 2) { // what is kept stays short, and each sample moves about once
        input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(used_));
        used_ = 0;
    }
    return {speech_, noise_};
}

} // namespace winnow::dsp
