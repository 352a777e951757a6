// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/learned_noise_sound.h"

#include "separation/layered/config.h"
#include "separation/training/unfolded/source_audio.h"
#include "separation/training/unfolded/spectral_shaper.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace winnow::separation::unfolded {

std::vector<float> soundOf(const layered::LearnedNoise& noise, double seconds, std::uint64_t seed) {
    std::vector<float> sound(static_cast<std::size_t>(std::max(seconds, 1.0) * sourceRate));
    Random random(seed);
    for (float& x : sound)
        x = random.gauss();
    float most = 0;
    for (const float p : noise.power)
        most = std::max(most, p);
    SpectralShaper shaper(static_cast<int>(sound.size()), 1);
    shaper.shape(sound, [&](double hz) {
        const auto at = static_cast<std::size_t>(std::lround(hz / layered::binHz));
        const float power = at < noise.power.size() ? std::max(noise.power[at], 0.0F) : 0.0F;
        return std::sqrt(static_cast<double>(power) / std::max(static_cast<double>(most), 1e-30));
    });
    return sound;
}

} // namespace winnow::separation::unfolded
