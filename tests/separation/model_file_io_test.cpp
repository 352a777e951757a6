// SPDX-License-Identifier: GPL-3.0-or-later
/// `.winnow` files on disk.
#include "separation/model_file.h"
#include "tests/support/catch.h"
#include "tests/support/raw_container.h"
#include "tests/support/temp_dir.h"

#include <unistd.h>

#include <fstream>

using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

std::string readRefusal(const fs::path& path) {
    try {
        readModelFile(path);
    } catch (const ModelFileError& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("A model file written to disk reads back and leaves nothing beside it") {
    const TempDir dir;
    writeModelFile(dir / "m.winnow", smallFile(), false);
    CHECK(readModelFile(dir / "m.winnow").contentHash() == smallFile().contentHash());
    CHECK(dir.names() == std::vector<std::string>{"m.winnow"});
    CHECK(sha256OfFile(dir / "m.winnow") == sha256(serialiseModelFile(smallFile())));
}

TEST_CASE("A model file is overwritten only where that is allowed") {
    const TempDir dir;
    writeModelFile(dir / "m.winnow", smallFile(), false);
    ModelFile other = smallFile();
    other.metadata["note"] = "other";
    CHECK_THROWS_WITH(writeModelFile(dir / "m.winnow", other, false), Contains("exists already"));
    CHECK(readModelFile(dir / "m.winnow").contentHash() == smallFile().contentHash());
    writeModelFile(dir / "m.winnow", other, true);
    CHECK(readModelFile(dir / "m.winnow").contentHash() == other.contentHash());
}

TEST_CASE("A model that cannot be written leaves the old file as it was") {
    const TempDir dir;
    writeModelFile(dir / "m.winnow", smallFile(), false);
    ModelFile bad = smallFile();
    bad.metadata["note"] = "\xff";
    CHECK_THROWS_AS(writeModelFile(dir / "m.winnow", bad, true), ModelFileError);
    CHECK(readModelFile(dir / "m.winnow").contentHash() == smallFile().contentHash());
    CHECK(dir.names().size() == 1);
}

TEST_CASE("Places that cannot be written are named") {
    const TempDir dir;
    CHECK_THROWS_WITH(writeModelFile(dir / "none" / "m.winnow", smallFile(), false),
                      Contains("none/m.winnow") && Contains("does not exist"));
    CHECK_THROWS_WITH(writeModelFile(dir.path(), smallFile(), true), Contains("is a folder"));
    if (fs::exists("/dev/full"))
        CHECK_THROWS_AS(writeModelFile("/dev/full/m.winnow", smallFile(), true), ModelFileError);
}

TEST_CASE("Missing files, folders, devices and files that are too large are refused by name") {
    const TempDir dir;
    CHECK_THAT(readRefusal(dir / "none.winnow"), Contains("none.winnow") && Contains("no such file"));
    CHECK_THAT(readRefusal(dir.path()), Contains("not a model file"));
    CHECK_THAT(readRefusal("/dev/zero"), Contains("not a model file"));
    std::ofstream(dir / "empty.winnow").flush();
    CHECK_THAT(readRefusal(dir / "empty.winnow"), Contains("too short"));
    std::ofstream(dir / "large.winnow").flush();
    fs::resize_file(dir / "large.winnow", ModelFile::largestFile + 1);
    CHECK_THAT(readRefusal(dir / "large.winnow"), Contains("larger than 64 MiB"));
    CHECK_THROWS_AS(sha256OfFile(dir / "none.winnow"), std::runtime_error);
    CHECK_THROWS_AS(sha256OfFile(dir.path()), std::runtime_error);
}

TEST_CASE("A file without permission is refused by name") {
    const TempDir dir;
    writeModelFile(dir / "m.winnow", smallFile(), false);
    fs::permissions(dir / "m.winnow", fs::perms::none);
    if (::access((dir / "m.winnow").c_str(), R_OK) == 0) {
        WARN("not tested: this user may read everything");
        return;
    }
    CHECK_THAT(readRefusal(dir / "m.winnow"), Contains("cannot be opened") && Contains("Permission denied"));
}
