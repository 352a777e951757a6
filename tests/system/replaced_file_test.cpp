// SPDX-License-Identifier: GPL-3.0-or-later
/// Files that appear, or take another's place, as a whole. Audio files are made so too
/// (tests/dsp/audio_writer_test.cpp), and models (tests/separation/model_file_io_test.cpp).
#include "system/file_error.h"
#include "system/replaced_file.h"
#include "tests/support/catch.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

#include <filesystem>
#include <string>
#include <vector>

using namespace winnow::system;
using namespace winnow::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

const Replacement logFile{.what = "the log"}, careful{.overwrite = false}, part{.asPart = true};

} // namespace

TEST_CASE("a file is replaced as a whole, and nothing is left beside it") {
    const TempDir folder;
    for (const Replacement& how : {Replacement{}, Replacement{.durable = false}, part}) {
        replaceFile(folder / "f", "first", how);
        replaceFile(folder / "f", "second", how);
        CHECK(contentOf(folder / "f") == "second");
        CHECK(folder.names() == std::vector<std::string>{"f"});
        {
            ReplacedFile given(folder / "f", how); // up
            given.write("third");
            CHECK(contentOf(folder / "f") == "second");
            CHECK(folder.names().size() == 2);
        }
        CHECK(contentOf(folder / "f") == "second");
        CHECK(folder.names() == std::vector<std::string>{"f"});
    }
}

TEST_CASE("what a killed writer left as NAME.part is replaced too") {
    const TempDir folder;
    writeFile(folder / "f.part", "left over, and longer than what is written now");
    {
        ReplacedFile file(folder / "f", part);
        file.write("new");
        CHECK(contentOf(folder / "f.part") == "new");
        file.commit();
    }
    CHECK(contentOf(folder / "f") == "new");
    CHECK(folder.names() == std::vector<std::string>{"f"});
}

TEST_CASE("a file that finds no room leaves the old one and says why") {
    const TempDir folder;
    replaceFile(folder / "f", "old");
    const auto reason = [&](const Replacement& how) {
        const FileSizeLimit full(1000);
        try {
            replaceFile(folder / "f", std::string(5000, 'x'), how);
        } catch (const FileError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK_THAT(reason({}), Contains("/f: cannot be written: File too large"));
    CHECK_THAT(reason(logFile), Contains("/f: the log cannot be written: File too large"));
    CHECK(contentOf(folder / "f") == "old");
    CHECK(folder.names() == std::vector<std::string>{"f"});
}

TEST_CASE("a file that is not to be overwritten stays, also one that comes into being meanwhile") {
    const TempDir folder;
    replaceFile(folder / "f", "old", careful);
    CHECK_THROWS_WITH(ReplacedFile(folder / "f", careful), Contains("/f: exists already"));
    ReplacedFile late(folder / "g", careful);
    late.write("mine");
    writeFile(folder / "g", "another's");
    CHECK_THROWS_WITH(late.commit(), Contains("/g: exists already"));
    CHECK(contentOf(folder / "f") == "old");
    CHECK(contentOf(folder / "g") == "another's");
}

TEST_CASE("a symbolic link stays one, and the file it points to keeps its permissions") {
    const TempDir folder;
    fs::create_directory(folder / "far");
    writeFile(folder / "far" / "f", "old");
    fs::permissions(folder / "far" / "f", fs::perms(0640));
    fs::create_symlink("far/f", folder / "link");
    replaceFile(folder / "link", "new");
    CHECK(fs::is_symlink(folder / "link"));
    CHECK(contentOf(folder / "far" / "f") == "new");
    CHECK(fs::status(folder / "far" / "f").permissions() == fs::perms(0640));
}

TEST_CASE("folders, devices and names in folders that are not there are refused by name") {
    const TempDir folder;
    CHECK_THROWS_WITH(replaceFile("/dev/full", "x", logFile),
                      "/dev/full: the log cannot be written: it exists and is not a plain file");
    CHECK_FALSE(fs::is_regular_file("/dev/full"));
    CHECK_THROWS_WITH(replaceFile(folder.path(), "x"), Contains("is a folder; give the name of a file"));
    CHECK_THROWS_WITH(replaceFile("", "x"), Contains("is a folder"));
    CHECK_THROWS_WITH(replaceFile(folder / "none" / "f", "x"),
                      Contains("none/f: the folder") && Contains("none does not exist"));
    writeFile(folder / "file", "");
    CHECK_THROWS_AS(replaceFile(folder / "file" / "f", "x"), FileError);
    CHECK(folder.names() == std::vector<std::string>{"file"});
}
