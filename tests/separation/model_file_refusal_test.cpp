// SPDX-License-Identifier: GPL-3.0-or-later
/// Damaged and hostile `.winnow` files give an error that says why, and nothing else.
#include "separation/model_file.h"
#include "tests/support/allocation_trap.h"
#include "tests/support/catch.h"
#include "tests/support/raw_container.h"

#include <limits>

using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

std::string tensorHeader(const std::string& body) {
    return std::string(R"({"t":)").append(body).append("}");
}

/// A valid file with one piece of its header replaced by another of the same length.
Bytes withReplaced(const std::string& from, const std::string& to) {
    Bytes bytes = serialiseModelFile(smallFile());
    const std::size_t place = headerOf(bytes).find(from);
    REQUIRE(place != std::string::npos);
    REQUIRE(from.size() == to.size());
    for (std::size_t i = 0; i < to.size(); ++i)
        bytes[8 + place + i] = static_cast<std::byte>(to[i]);
    return bytes;
}

} // namespace

TEST_CASE("A file that is no model is refused by name and reason") {
    CHECK_THAT(refusal(Bytes{}), Contains("test.winnow") && Contains("too short"));
    CHECK_THAT(refusal(Bytes(9)), Contains("too short"));
    CHECK_THAT(refusal(Bytes(1000, std::byte{'a'})), Contains("not a Winnow model"));
    CHECK_THAT(refusal(rawContainer("{}", 0)), Contains("not a Winnow model"));
    CHECK_THAT(refusal(rawContainer(R"({"__metadata__":{"format":"pt"}})", 0)),
               Contains("not a Winnow model"));
}

TEST_CASE("A header length beyond the file or the bound is refused") {
    CHECK_THAT(refusal(rawContainer("{}", 0, 3)), Contains("truncated"));
    CHECK_THAT(refusal(rawContainer("{}", 0, 1 << 30)), Contains("header is larger"));
    CHECK_THAT(refusal(rawContainer("{}", 0, std::numeric_limits<std::uint64_t>::max())),
               Contains("header is larger"));
    CHECK_THAT(refusal(rawContainer("{}", 0, 0)), Contains("JSON"));
}

TEST_CASE("An unknown format version is refused with a sentence") {
    const Bytes bytes = withReplaced(R"("format_version":"1")", R"("format_version":"2")");
    CHECK_THAT(refusal(bytes),
               Contains("format version '2'") && Contains("reads version 1") && Contains("newer"));
}

TEST_CASE("A header that is not the format's JSON is refused") {
    for (const std::string header :
         {"{ ", "{]", "{\"a\":}", "{} {}", "{\"a\":1e999}", "{\"t\":null}", "{\"t\":true}", "{\"t\":\"x\"}",
          "{\"t\":[]}", "{\"t\":7}", "{\"\xff\":{}}", "{\"__metadata__\":{\"a\":1}}",
          "{\"__metadata__\":{\"a\":{}}}", "{\"__metadata__\":{\"a\":[\"b\"]}}", "{\"__metadata__\":[]}"}) {
        INFO(header);
        CHECK_THAT(refusal(rawContainer(header, 0)), Contains("its header"));
    }
}

TEST_CASE("A key that occurs twice is refused") {
    const std::string t = R"("t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
    CHECK_THAT(refusal(rawContainer(std::string("{").append(t).append(",").append(t).append("}"), 4)),
               Contains("twice"));
    CHECK_THAT(refusal(rawContainer(R"({"__metadata__":{"a":"1","a":"2"}})", 0)), Contains("twice"));
    CHECK_THAT(refusal(rawContainer(R"({"__metadata__":{},"__metadata__":{}})", 0)), Contains("twice"));
    CHECK_THAT(refusal(rawContainer(tensorHeader(R"({"dtype":"F32","dtype":"F32"})"), 0)), Contains("twice"));
}

TEST_CASE("A tensor's description must be complete, known and possible") {
    const auto tensor = [](const std::string& body, std::size_t data = 4) {
        return refusal(rawContainer(tensorHeader(body), data));
    };
    CHECK_THAT(tensor(R"({"dtype":"F16","shape":[2],"data_offsets":[0,4]})"), Contains("F16"));
    CHECK_THAT(tensor(R"({"dtype":"F32","shape":[1]})"), Contains("without"));
    CHECK_THAT(tensor(R"({"dtype":"F32","shape":[],"data_offsets":[0,4]})"), Contains("dimensions"));
    CHECK_THAT(tensor(R"({"dtype":"F32","shape":[0],"data_offsets":[0,0]})", 0), Contains("empty"));
    CHECK_THAT(tensor(R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})"), Contains("negative"));
    CHECK_THAT(tensor(R"({"dtype":"F32","shape":[1.0],"data_offsets":[0,4]})"), Contains("no size"));
    CHECK_THAT(tensor(R"({"dtype":"F32","shape":[[1]],"data_offsets":[0,4]})"), Contains("array"));
    CHECK_THAT(tensor(R"({"dtype":"F32","shape":1,"data_offsets":[0,4]})"), Contains("number"));
    CHECK_THAT(tensor(R"({"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]})"),
               Contains("too many"));
    CHECK_THAT(tensor(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4,8]})"), Contains("too many"));
    CHECK_THAT(tensor(R"({"dtype":"F32","shape":[1],"data_offsets":[0]})"), Contains("two numbers"));
    CHECK_THAT(tensor(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1})"),
               Contains("unknown field"));
}

TEST_CASE("Tensors must fill the data without hole, overlap or rest") {
    const auto two = [](const std::string& a, const std::string& b, std::size_t data) {
        const std::string header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":)" + a +
                                   R"(},"b":{"dtype":"F32","shape":[1],"data_offsets":)" + b + "}}";
        return refusal(rawContainer(header, data));
    };
    CHECK_THAT(two("[0,4]", "[8,12]", 12), Contains("hole or overlap"));
    CHECK_THAT(two("[0,4]", "[2,6]", 6), Contains("hole or overlap"));
    CHECK_THAT(two("[0,4]", "[0,4]", 4), Contains("hole or overlap"));
    CHECK_THAT(two("[4,8]", "[8,12]", 12), Contains("hole or overlap"));
    CHECK_THAT(two("[0,4]", "[4,0]", 4), Contains("hole or overlap"));
    CHECK_THAT(two("[0,4]", "[4,8]", 7), Contains("truncated"));
    CHECK_THAT(two("[0,4]", "[4,8]", 9), Contains("behind its last tensor"));
    CHECK_THAT(two("[4,8]", "[0,4]", 8), Contains("not a Winnow model")); // any order of names will do
}

TEST_CASE("A shape whose size wraps around is refused") {
    for (const std::string shape :
         {"[4294967296,4294967296]", "[9223372036854775808,2]", "[4611686018427387904]",
          "[18446744073709551615]", "[65536,65536,65536,65536]"}) {
        INFO(shape);
        const std::string body = R"({"dtype":"F32","shape":)" + shape + R"(,"data_offsets":[0,4]})";
        CHECK_THAT(refusal(rawContainer(tensorHeader(body), 4)), Contains("impossibly large"));
    }
    const std::string body = R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})";
    CHECK_THAT(refusal(rawContainer(tensorHeader(body), 4)), Contains("do not agree"));
}

TEST_CASE("Any changed byte of the content is noticed") {
    const Bytes good = serialiseModelFile(smallFile());
    REQUIRE(refusal(good).empty());
    int unnoticed = 0;
    for (std::size_t i = 0; i < good.size(); ++i) {
        Bytes bad = good;
        bad[i] ^= std::byte{1};
        if (refusal(bad).empty()) ++unnoticed;
    }
    CHECK(unnoticed == 0);
    CHECK_THAT(refusal(withReplaced("quoted", "cooked")), Contains("does not match its hash"));
}

TEST_CASE("A file cut off anywhere is refused") {
    const Bytes good = serialiseModelFile(smallFile());
    for (std::size_t size = 0; size < good.size(); ++size)
        if (refusal(std::span(good).first(size)).empty()) FAIL("accepted with " << size << " bytes");
    SUCCEED();
}

TEST_CASE("Values that are not finite are refused") {
    Bytes bytes = serialiseModelFile(smallFile());
    bytes[bytes.size() - 1] = std::byte{0x7f};
    bytes[bytes.size() - 2] = std::byte{0x80};
    bytes[bytes.size() - 3] = bytes[bytes.size() - 4] = std::byte{0};
    CHECK_THAT(refusal(bytes), Contains("infinity"));
}

TEST_CASE("A message never repeats a file's control characters") {
    const std::string message = refusal(rawContainer("{\"a\\u001b[2J" + std::string(500, 'b') + "\":1}", 0));
    CHECK_THAT(message, Contains("a?[2Jbbb"));
    CHECK(message.size() < 200);
}

TEST_CASE("No file makes the loader ask for more memory than its own size warrants") {
    if (!AllocationTrap::isAvailable()) {
        WARN("not measured: the allocator cannot be interposed in this build");
        return;
    }
    std::string deep = "{\"t\":";
    deep.append(100000, '[');
    std::string keys = "{\"__metadata__\":{";
    for (int i = 0; i < 20000; ++i)
        keys.append("\"").append(std::to_string(i)).append("\":\"\",");
    std::string tensors = "{";
    for (int i = 0; i < 4000; ++i)
        tensors.append("\"")
            .append(std::to_string(i))
            .append(R"(":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1],"data_offsets":[0,4]},)");
    const std::string huge =
        tensorHeader(R"({"dtype":"F32","shape":[4000000000],"data_offsets":[0,16000000000]})");
    for (const std::string& header : {deep, keys, tensors, huge}) {
        const Bytes bytes = rawContainer(header, 16);
        AllocationTrap trap;
        const std::string message = refusal(bytes);
        const TrapReport report = trap.report();
        CHECK_FALSE(message.empty());
        CHECK(report.bytes < 16 * bytes.size() + 100000); // in sum, though never all at once
    }
}
