// SPDX-License-Identifier: GPL-3.0-or-later
/// JSON text of unknown origin.
#include "separation/bounded_json.h"
#include "tests/support/catch.h"

using namespace winnow::separation;
using Catch::Matchers::Contains;

TEST_CASE("JSON within the bounds is read as it is") {
    const std::string text = R"({"a":[1,2.5,{"b":null}],"c":{"a":"x"}})";
    CHECK(parseBoundedJson(text).dump() == text);
    CHECK(parseBoundedJson(std::string(32, '[') + std::string(32, ']')).is_array());
}

TEST_CASE("JSON that nests too deeply, repeats a key, is too large or no JSON is refused") {
    CHECK_THROWS_WITH(parseBoundedJson(std::string(33, '[') + std::string(33, ']')), Contains("too deeply"));
    CHECK_THROWS_WITH(parseBoundedJson(std::string(1000000, '[')), Contains("too deeply"));
    CHECK_THROWS_WITH(parseBoundedJson(R"({"a":1,"a":2})"), Contains("twice"));
    CHECK_THROWS_WITH(parseBoundedJson(R"({"a":{"b":1,"b":2}})"), Contains("twice"));
    std::string many = "[0";
    for (int i = 0; i < 200000; ++i)
        many += ",0";
    CHECK_THROWS_WITH(parseBoundedJson(many + "]"), Contains("too many"));
    for (const char* text : {"", "{", "[1,]", "nul", "{\"a\":1}x", "\"\xff\""})
        CHECK_THROWS_WITH(parseBoundedJson(text), Contains("not valid JSON"));
}

TEST_CASE("A float's shortest decimal is short and gives the same float back") {
    CHECK(nlohmann::json(shortestDecimal(0.1F)).dump() == "0.1");
    for (const float value : {0.1F, 0.333333343F, 1e-30F, 16777216.0F, 0.0F})
        CHECK(static_cast<float>(shortestDecimal(value)) == value);
}
