// SPDX-License-Identifier: GPL-3.0-or-later
/// How much memory this process has.
#include "system/process_memory.h"
#include "tests/support/catch.h"

#include <memory>
#include <vector>

using namespace winnow::system;

namespace {

constexpr std::uint64_t mebi = std::uint64_t{1} << 20;

} // namespace

TEST_CASE("the resident size is known, and the largest so far is remembered") {
    const std::uint64_t before = residentBytes();
    CHECK(before > mebi);
    {
        const std::vector<char> more(std::size_t{64} << 20, 'x');
        CHECK(residentBytes() > before + 60 * mebi * static_cast<std::uint64_t>(more[5] == 'x'));
    }
    CHECK(peakResidentBytes() > before + 60 * mebi);
    CHECK(peakResidentBytes() >= residentBytes());
}

#ifndef WINNOW_SANITIZED // a sanitizer's allocator keeps what is freed
TEST_CASE("memory that is freed in pieces goes back to the system, though what lies between stays") {
    returnFreedMemory();
    constexpr std::size_t piece = 200 * 1024, pieces = 400;
    std::vector<std::unique_ptr<char[]>> odd, even;
    for (std::size_t i = 0; i < pieces; ++i) {
        auto& half = i % 2 == 0 ? even : odd;
        half.push_back(std::make_unique<char[]>(piece)); // zeros, which makes it resident
    }
    const std::uint64_t before = residentBytes();
    even.clear();
    CHECK(residentBytes() + 30 * mebi < before);
    CHECK(odd.back()[piece - 1] == 0);
}
#endif
