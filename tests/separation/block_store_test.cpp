// SPDX-License-Identifier: GPL-3.0-or-later
/// Data that do not fit into memory: what was put away comes back, or an error does.
#include "separation/training/cache/block_store.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

#include <unistd.h>

#include <array>
#include <cstring>
#include <thread>
#include <vector>

using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

using Block = std::array<int, 64>;

Block blockOf(int number) {
    Block block;
    for (std::size_t i = 0; i < block.size(); ++i)
        block[i] = number * 1000 + static_cast<int>(i);
    return block;
}

std::span<const std::byte> bytesOf(const Block& block) {
    return std::as_bytes(std::span(block));
}

Block read(const BlockStore& store, std::int64_t number) {
    Block block{};
    store.read(number, 0, std::as_writable_bytes(std::span(block)));
    return block;
}

} // namespace

TEST_CASE("blocks are in memory while there is room, then in a file, and come back the same") {
    const TempDir folder;
    BlockStore store(sizeof(Block), 3 * sizeof(Block), folder.path());
    std::vector<std::int64_t> numbers;
    for (int i = 0; i < 10; ++i)
        numbers.push_back(store.add(bytesOf(blockOf(i))));
    CHECK(store.bytesInMemory() == 3 * sizeof(Block));
    CHECK(store.usesFile());
    CHECK(folder.names().empty()); // the file has no name, so nothing is left when the program is killed
    for (int i = 0; i < 10; ++i)
        CHECK(read(store, numbers[static_cast<std::size_t>(i)]) == blockOf(i));
    int part = 0;
    store.read(numbers[7], 5 * sizeof(int), std::as_writable_bytes(std::span(&part, 1)));
    CHECK(part == 7005);

    for (const int i : {1, 8}) {
        store.write(numbers[static_cast<std::size_t>(i)], bytesOf(blockOf(100 + i)));
        CHECK(read(store, numbers[static_cast<std::size_t>(i)]) == blockOf(100 + i));
    }
    CHECK(read(store, numbers[9]) == blockOf(9));
}

TEST_CASE("short blocks take no more memory than they have, and come back from the file too") {
    const TempDir folder;
    BlockStore store(sizeof(Block), 10 * sizeof(int), folder.path());
    const Block block = blockOf(3);
    const auto shortOne = std::as_bytes(std::span(block)).first(10 * sizeof(int));
    const auto inMemory = store.add(shortOne), inFile = store.add(shortOne);
    CHECK(store.bytesInMemory() == 10 * sizeof(int));
    for (const auto number : {inMemory, inFile}) {
        std::array<int, 10> back{};
        store.read(number, 0, std::as_writable_bytes(std::span(back)));
        CHECK(std::memcmp(back.data(), block.data(), sizeof back) == 0);
    }
}

TEST_CASE("threads may put blocks away at once") {
    const TempDir folder;
    BlockStore store(sizeof(Block), 20 * sizeof(Block), folder.path());
    std::array<std::array<std::int64_t, 50>, 4> numbers{};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 50; ++i)
                    numbers[static_cast<std::size_t>(t)][static_cast<std::size_t>(i)] =
                        store.add(bytesOf(blockOf(100 * t + i)));
            });
    }
    bool same = true;
    for (int t = 0; t < 4; ++t)
        for (int i = 0; i < 50; ++i)
            same = same && read(store, numbers[static_cast<std::size_t>(t)][static_cast<std::size_t>(i)]) ==
                               blockOf(100 * t + i);
    CHECK(same);
}

TEST_CASE("a cache whose bytes changed, were exchanged or cut is noticed") {
    const TempDir folder;
    BlockStore store(sizeof(Block), 0, folder.path());
    for (int i = 0; i < 3; ++i)
        store.add(bytesOf(blockOf(i)));
    const int file = store.file()->descriptor();
    constexpr off_t header = 64, stride = sizeof(Block) + 8;
    SECTION("one bit") {
        char byte = 0;
        REQUIRE(::pread(file, &byte, 1, header + stride + 17) == 1);
        byte = static_cast<char>(byte ^ 4);
        REQUIRE(::pwrite(file, &byte, 1, header + stride + 17) == 1);
    }
    SECTION("another block in its place") {
        std::array<char, stride> other{};
        REQUIRE(::pread(file, other.data(), other.size(), header) == stride);
        REQUIRE(::pwrite(file, other.data(), other.size(), header + stride) == stride);
    }
    SECTION("cut") {
        REQUIRE(::ftruncate(file, header + stride + 10) == 0);
    }
    CHECK(read(store, 0) == blockOf(0));
    CHECK_THROWS_WITH(read(store, 1), Contains(folder.path().string()) && Contains("cache of training data"));
}

TEST_CASE("a cache needs a folder that is there") {
    CHECK_THROWS_WITH((MemoryLimit{1, "/no/such/folder"}.folder()), Contains("/no/such/folder: there is no"));
    BlockStore store(sizeof(Block), 0, "/no/such/folder");
    CHECK_THROWS_WITH(store.add(bytesOf(blockOf(0))),
                      Contains("/no/such/folder: the cache of training data cannot be made"));
}

TEST_CASE("too little memory is said with how much is needed") {
    CHECK_THAT(MemoryTooSmall(std::uint64_t{10} << 20, std::uint64_t{40} << 20).what(),
               Contains("10M is too small") && Contains("needs 40M"));
}
