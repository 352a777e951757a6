// SPDX-License-Identifier: GPL-3.0-or-later
/// Denoises a second of hiss with the factory model and says how much of it is left.
#include "separation/model.h"
#include "separation/offline_denoiser.h"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
    using namespace winnow::separation;
    std::vector<float> hiss(48000);
    std::uint32_t state = 1;
    for (float& x : hiss) {
        state = state * 1664525U + 1013904223U;
        x = 0.1F * (static_cast<float>(state >> 8) / 8388608.0F - 1.0F);
    }
    OfflineOptions options;
    options.controls.amountDb = 100; // no limit
    const std::vector<float> clean = denoise(factoryModel(), 48000, hiss, options);
    double before = 0, after = 0;
    for (std::size_t i = 0; i < hiss.size(); ++i) {
        before += double(hiss[i]) * hiss[i];
        after += double(clean[i]) * clean[i];
    }
    std::printf("the hiss is %.1f dB down\n", 10 * std::log10(before / after));
    return after < 0.1 * before ? 0 : 1;
}
