// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/room.h"

#include <algorithm>
#include <cmath>

namespace winnow::separation::unfolded {

Room makeRoom(Random& random) {
    constexpr double sampleRate = 16000;
    constexpr int earlySamples = 800;
    const double t60 = random.uniform(0.15, 0.8);
    const int length = std::min(longestRoom, static_cast<int>(t60 * sampleRate));
    const int gap =
        static_cast<int>(random.uniform(0.002, 0.012) * sampleRate); // before the first reflection
    const double decay = std::exp(-std::log(1000.0) / (t60 * sampleRate));

    Room room;
    room.whole.assign(static_cast<std::size_t>(length), 0.0F);
    // Diffuse tail: noise under an exponential, through a low-pass whose cut falls with time (air and soft
    // walls).
    double envelope = 1, low = 0, energy = 0;
    const double dull = random.uniform(0.1, 0.6);
    for (int i = gap; i < length; ++i, envelope *= decay) {
        const double open = 1 - dull * std::min(1.0, i / (0.3 * t60 * sampleRate));
        low += open * (static_cast<double>(random.gauss()) - low);
        // Reflections come singly at first, then ever denser.
        const double density = std::min(1.0, 0.05 + i / (0.04 * sampleRate));
        const double v = random.chance(density) ? low * envelope / std::sqrt(density) : 0;
        room.whole[static_cast<std::size_t>(i)] = static_cast<float>(v);
        energy += v * v;
    }
    const double ratioDb = random.uniform(-3, 12);
    const auto gain = static_cast<float>(std::sqrt(std::pow(10.0, -ratioDb / 10) / std::max(energy, 1e-12)));
    for (float& v : room.whole)
        v *= gain;
    room.whole[0] = 1;
    room.early.assign(room.whole.begin(), room.whole.begin() + std::min(earlySamples, length));
    return room;
}

} // namespace winnow::separation::unfolded
