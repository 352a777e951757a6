// SPDX-License-Identifier: GPL-3.0-or-later
/// Stems that add up to the input.
#include "tools/denoise/exact_split.h"

#include <algorithm>
#include <cmath>

namespace winnow::tools {

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

} // namespace winnow::tools
