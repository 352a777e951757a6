// SPDX-License-Identifier: GPL-3.0-or-later
/// Temporary files without a name.
#include "system/file_error.h"
#include "system/scratch_file.h"
#include "tests/support/catch.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temp_dir.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>
#include <vector>

using namespace winnow::system;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

using Bytes = std::vector<std::byte>;

Bytes bytesFrom(int first, std::size_t count) {
    Bytes bytes(count);
    for (std::size_t i = 0; i < count; ++i)
        bytes[i] = static_cast<std::byte>((static_cast<std::size_t>(first) + i) % 251);
    return bytes;
}

Bytes read(const ScratchFile& file, std::uint64_t at, std::size_t count) {
    Bytes bytes(count);
    file.read(at, bytes);
    return bytes;
}

} // namespace

TEST_CASE("what is written to a scratch file in any order comes back, and no name is ever seen") {
    const TempDir folder;
    {
        ScratchFile file(folder.path(), "a temporary file");
        file.write(5000, bytesFrom(3, 2000));
        file.write(0, bytesFrom(1, 5000));
        CHECK(folder.names().empty());
        CHECK(read(file, 0, 5000) == bytesFrom(1, 5000));
        CHECK(read(file, 5000, 2000) == bytesFrom(3, 2000));
        CHECK(read(file, 5100, 7) == bytesFrom(103, 7));
        file.write(5100, bytesFrom(0, 7));
        CHECK(read(file, 5099, 9)[1] == std::byte{0});
        CHECK(read(file, 0, 0).empty());
    }
    CHECK(folder.names().empty());
}

TEST_CASE("threads write and read a scratch file at once, each its place") {
    const TempDir folder;
    ScratchFile file(folder.path(), "a temporary file");
    std::array<bool, 4> same{};
    {
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < same.size(); ++t)
            threads.emplace_back([&, t] {
                bool all = true;
                for (int i = 0; i < 50; ++i) {
                    const Bytes mine = bytesFrom(static_cast<int>(t) * 50 + i, 777);
                    const std::uint64_t at = (static_cast<std::uint64_t>(i) * same.size() + t) * 777;
                    file.write(at, mine);
                    all = all && read(file, at, mine.size()) == mine;
                }
                same[t] = all;
            });
    }
    CHECK(std::all_of(same.begin(), same.end(), [](bool one) { return one; }));
}

TEST_CASE("a scratch file that cannot be made, written or read says where and why") {
    CHECK_THROWS_WITH(ScratchFile("/no/such/folder", "the cache"),
                      "/no/such/folder: the cache cannot be made here: No such file or directory");
    const TempDir folder;
    ScratchFile file(folder.path(), "the cache");
    {
        const FileSizeLimit full(1000);
        CHECK_THROWS_WITH(file.write(0, bytesFrom(0, 5000)),
                          folder.path().string() + ": the cache cannot be written here: File too large");
    }
    REQUIRE(::ftruncate(file.descriptor(), 100) == 0);
    Bytes more(101);
    CHECK_THROWS_AS(file.read(0, more), FileError);
    CHECK_THROWS_WITH(file.read(0, more), Contains(": the cache cannot be read here: "));
}
