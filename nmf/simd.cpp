// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/simd.h"

#include <atomic>
#include <cstdlib>
#include <cstring>

namespace winnow::nmf {

namespace {

constexpr SimdLevel kLevels[] = {SimdLevel::Baseline, SimdLevel::V2, SimdLevel::V3, SimdLevel::V4};

SimdLevel detect() noexcept {
#ifdef WINNOW_SIMD_X86
    // The features of the levels that the compiler can ask for; processors with these have the levels'
    // others.
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("ssse3") || !__builtin_cpu_supports("sse4.2") ||
        !__builtin_cpu_supports("popcnt"))
        return SimdLevel::Baseline;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("bmi") ||
        !__builtin_cpu_supports("bmi2"))
        return SimdLevel::V2;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512cd") || !__builtin_cpu_supports("avx512dq") ||
        !__builtin_cpu_supports("avx512vl"))
        return SimdLevel::V3;
    return SimdLevel::V4;
#else
    return SimdLevel::Baseline;
#endif
}

SimdLevel lower(SimdLevel a, SimdLevel b) noexcept {
    return a < b ? a : b;
}

/// The best level, or a lower one that the environment asks for; a name that is none is ignored.
SimdLevel fromEnvironment() noexcept {
    const char* const wanted = std::getenv("WINNOW_SIMD");
    if (wanted == nullptr) return bestSimdLevel();
    for (SimdLevel level : kLevels)
        if (std::strcmp(wanted, name(level)) == 0) return lower(level, bestSimdLevel());
    return bestSimdLevel();
}

std::atomic<SimdLevel>& current() noexcept {
    static std::atomic<SimdLevel> level{fromEnvironment()};
    return level;
}

} // namespace

SimdLevel bestSimdLevel() noexcept {
    static const SimdLevel best = detect();
    return best;
}

SimdLevel simdLevel() noexcept {
    return current().load(std::memory_order_relaxed);
}

void setSimdLevel(SimdLevel level) noexcept {
    current().store(lower(level, bestSimdLevel()), std::memory_order_relaxed);
}

const char* name(SimdLevel level) noexcept {
    switch (level) {
    case SimdLevel::V2:
        return "v2";
    case SimdLevel::V3:
        return "v3";
    case SimdLevel::V4:
        return "v4";
    case SimdLevel::Baseline:
        break;
    }
    return "baseline";
}

} // namespace winnow::nmf
