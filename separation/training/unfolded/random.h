// SPDX-License-Identifier: GPL-3.0-or-later
/// Random numbers that are the same with every compiler and standard library.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace winnow::separation::unfolded {

/// Mixes numbers into a seed (SplitMix64's finaliser), so that neighbouring steps get unrelated streams.
/// [any]
inline std::uint64_t mixSeed(std::uint64_t seed, std::uint64_t value) {
    std::uint64_t z = seed + 0x9e3779b97f4a7c15ULL * (value + 1);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

/// xoshiro256** (Blackman & Vigna 2018), with the distributions mixing needs; those of the standard library
/// differ between implementations.
class Random {
public:
    explicit Random(std::uint64_t seed) {
        for (std::size_t i = 0; i < state_.size(); ++i)
            state_[i] = mixSeed(seed, i);
    }

    std::uint64_t bits() {
        const std::uint64_t result = rotate(state_[1] * 5, 7) * 9, t = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= t;
        state_[3] = rotate(state_[3], 45);
        return result;
    }

    double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; } ///< 0 .. <1
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    bool chance(double probability) { return uniform() < probability; }
    std::size_t index(std::size_t size) {
        return static_cast<std::size_t>(uniform() * static_cast<double>(size));
    }

    /// Zero mean, unit variance, to the accuracy mixing needs: the sum of four uniform numbers of 16 bits,
    /// scaled. (Tails end at 3.46; one call of `bits` a sample keeps white noise cheap.)
    float gauss() {
        const std::uint64_t b = bits();
        const auto sum =
            static_cast<std::int64_t>((b & 0xffff) + ((b >> 16) & 0xffff) + ((b >> 32) & 0xffff) + (b >> 48));
        return static_cast<float>(sum - 2 * 0xffff) * (1.7320508F / 65536.0F);
    }

private:
    static std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
    std::array<std::uint64_t, 4> state_{};
};

} // namespace winnow::separation::unfolded
