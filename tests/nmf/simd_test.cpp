// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/simd.h"
#include "tests/nmf/simd_levels.h"
#include "tests/support/catch.h"

#include <string>

using namespace winnow;

TEST_CASE("The SIMD level can be lowered but not raised above the machine's best") {
    const test::WithSimdLevel restore(nmf::simdLevel());
    for (auto level : test::simdLevels()) {
        nmf::setSimdLevel(level);
        CHECK(nmf::simdLevel() == level);
    }
    nmf::setSimdLevel(nmf::SimdLevel::V4);
    CHECK(nmf::simdLevel() == nmf::bestSimdLevel());
}

TEST_CASE("SIMD levels have the names that the environment variable takes") {
    CHECK(std::string(nmf::name(nmf::SimdLevel::Baseline)) == "baseline");
    CHECK(std::string(nmf::name(nmf::SimdLevel::V2)) == "v2");
    CHECK(std::string(nmf::name(nmf::SimdLevel::V3)) == "v3");
    CHECK(std::string(nmf::name(nmf::SimdLevel::V4)) == "v4");
}
