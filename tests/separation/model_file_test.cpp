// SPDX-License-Identifier: GPL-3.0-or-later
/// The `.winnow` container: round trip, layout, identity.
#include "separation/model_file.h"
#include "tests/support/catch.h"
#include "tests/support/raw_container.h"

#include <nlohmann/json.hpp>

#include <cstring>

using namespace winnow::separation;
using namespace winnow::test;

TEST_CASE("A model file read back holds what was written") {
    const ModelFile written = smallFile();
    const ModelFile read = parseModelFile(serialiseModelFile(written), "x");
    CHECK(read.metadata == written.metadata);
    REQUIRE(read.tensors.size() == 2);
    CHECK(read.tensors.at("b").shape == std::vector<std::size_t>{2, 3});
    CHECK(read.tensors.at("b").values == written.tensors.at("b").values);
    CHECK(read.tensors.at("a").values == written.tensors.at("a").values);
    CHECK(read.contentHash() == written.contentHash());
}

TEST_CASE("The same content gives the same bytes, and reading and writing changes none") {
    const Bytes first = serialiseModelFile(smallFile());
    CHECK(first == serialiseModelFile(smallFile()));
    CHECK(first == serialiseModelFile(parseModelFile(first, "x")));
}

TEST_CASE("A model file is laid out as safetensors asks") {
    const Bytes bytes = serialiseModelFile(smallFile());
    const std::string header = headerOf(bytes);
    CHECK(header.size() % 8 == 0);
    CHECK(header.front() == '{');
    const nlohmann::json json = nlohmann::json::parse(header);
    CHECK(json["__metadata__"]["format"] == "winnow");
    CHECK(json["__metadata__"]["format_version"] == "1");
    CHECK(json["__metadata__"]["content_sha256"] == smallFile().contentHash());
    CHECK(json["a"] == nlohmann::json::parse(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})"));
    CHECK(json["b"] == nlohmann::json::parse(R"({"dtype":"F32","shape":[2,3],"data_offsets":[4,28]})"));
    REQUIRE(bytes.size() == 8 + header.size() + 28);
    float third = 0;
    std::memcpy(&third, bytes.data() + bytes.size() - 4 * 4, 4);
    CHECK(third == 3.0F); // row by row: the third of 1 .. 6
}

TEST_CASE("The content hash is that of the documented bytes") {
    ModelFile file;
    file.metadata["k"] = "value";
    file.tensors["t"] = {{1, 2}, {1.0F, -2.0F}};
    std::string hashed;
    const auto number = [&](char small) { hashed.append(1, small).append(7, '\0'); };
    const auto text = [&](const std::string& t) {
        number(static_cast<char>(t.size()));
        hashed += t;
    };
    text("winnow model 1");
    number(1);
    text("k");
    text("value");
    number(1);
    text("t");
    for (const char n : {2, 1, 2})
        number(n);                                        // rank and extents
    hashed.append("\x00\x00\x80\x3f\x00\x00\x00\xc0", 8); // 1 and -2
    CHECK(file.contentHash() == sha256(std::as_bytes(std::span(hashed))));
    // the same bytes through Python's hashlib
    CHECK(file.contentHash() == "a7ee6c23831ea283cd0e6f753419b696264257507a7d299c9f1525226cb8e521");
}

TEST_CASE("The content hash depends on every part of the content and on nothing else") {
    const std::string original = smallFile().contentHash();
    ModelFile file = smallFile();
    file.metadata.emplace("format_version", "7");
    file.metadata.emplace("content_sha256", "other");
    CHECK(file.contentHash() == original);

    file = smallFile();
    file.metadata["note"] += ' ';
    CHECK(file.contentHash() != original);
    file = smallFile();
    file.tensors["a"].values[0] = 0.5F;
    CHECK(file.contentHash() != original);
    file = smallFile();
    file.tensors["b"].shape = {3, 2};
    CHECK(file.contentHash() != original);
    file = smallFile();
    file.tensors["c"] = file.tensors["a"];
    CHECK(file.contentHash() != original);
}

TEST_CASE("SHA-256 gives the published digest of 'abc'") { // FIPS 180-4's example
    CHECK(sha256(std::as_bytes(std::span("abc", 3))) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("What could not be read back is not written") {
    const auto refused = [](const ModelFile& file) {
        CHECK_THROWS_AS(serialiseModelFile(file), ModelFileError);
    };
    ModelFile file = smallFile();
    file.tensors["a"].values[0] = std::numeric_limits<float>::quiet_NaN();
    refused(file);
    file = smallFile();
    file.tensors["a"].shape = {2};
    refused(file);
    file = smallFile();
    file.tensors["a"] = {{0}, {}};
    refused(file);
    file = smallFile();
    file.tensors["a"].shape = {std::size_t{1} << 33, std::size_t{1} << 31}; // wraps to 0
    file.tensors["a"].values.clear();
    refused(file);
    file = smallFile();
    file.tensors["__metadata__"] = file.tensors["a"];
    refused(file);
    file = smallFile();
    file.metadata["note"] = "\xff not UTF-8";
    refused(file);
    file = smallFile();
    file.metadata["note"] = std::string(5 << 20, 'x'); // above the header's bound
    refused(file);
}
