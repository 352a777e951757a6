// SPDX-License-Identifier: GPL-3.0-or-later
/// Sizes of memory as people write them.
#include "system/byte_size.h"
#include "tests/support/catch.h"

using namespace winnow::system;

namespace {

constexpr std::uint64_t mebi = std::uint64_t{1} << 20;

} // namespace

TEST_CASE("sizes are read in bytes, K, M, G and T, and nothing else") {
    CHECK(parseByteSize("1048576") == mebi);
    CHECK(parseByteSize("800K") == 800 * 1024);
    CHECK(parseByteSize("300M") == 300 * mebi);
    CHECK(parseByteSize("300mb") == 300 * mebi);
    CHECK(parseByteSize("1.5G") == 1536 * mebi);
    CHECK(parseByteSize("2GiB") == 2048 * mebi);
    CHECK(parseByteSize("1T") == 1024 * 1024 * mebi);
    for (const char* wrong :
         {"", "M", "B", "-2G", "0", "0G", "0.5", "2X", "2 G", "2GG", "nan", "inf", "1e30G"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parseByteSize(wrong).has_value());
    }
}

TEST_CASE("sizes are written as they are typed, rounded up") {
    CHECK(byteSizeText(0) == "0M");
    CHECK(byteSizeText(1) == "1M");
    CHECK(byteSizeText(300 * mebi) == "300M");
    CHECK(byteSizeText(300 * mebi + 1) == "301M");
    CHECK(parseByteSize(byteSizeText(412 * mebi)) == 412 * mebi);
    CHECK(byteSizeText(~std::uint64_t{0}) == "17592186044416M");
}
