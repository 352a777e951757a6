// SPDX-License-Identifier: GPL-3.0-or-later
/// Runs a test at every SIMD level of this machine.
#pragma once

#include "nmf/simd.h"

#include <vector>

namespace winnow::test {

/// All levels this machine has, lowest first.
inline std::vector<nmf::SimdLevel> simdLevels() {
    std::vector<nmf::SimdLevel> levels;
    for (auto level : {nmf::SimdLevel::Baseline, nmf::SimdLevel::V2, nmf::SimdLevel::V3, nmf::SimdLevel::V4})
        if (level <= nmf::bestSimdLevel()) levels.push_back(level);
    return levels;
}

/// Sets a level while it lives.
class WithSimdLevel {
public:
    explicit WithSimdLevel(nmf::SimdLevel level) : before_(nmf::simdLevel()) { nmf::setSimdLevel(level); }
    ~WithSimdLevel() { nmf::setSimdLevel(before_); }
    WithSimdLevel(const WithSimdLevel&) = delete;
    WithSimdLevel& operator=(const WithSimdLevel&) = delete;

private:
    nmf::SimdLevel before_;
};

} // namespace winnow::test
