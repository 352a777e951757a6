// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"
#include "tools/output_guard.h"

using namespace winnow::test;
using winnow::tools::FileError;
using winnow::tools::OutputGuard;

TEST_CASE("a new name may be written once") {
    TempDir folder;
    OutputGuard guard({}, GENERATE(true, false));
    CHECK_NOTHROW(guard.claim(folder / "a.wav"));
    CHECK_THROWS_AS(guard.claim(folder / "a.wav"), FileError);
    CHECK_THROWS_AS(guard.claim(folder / "." / "x" / ".." / "a.wav"), FileError);
    CHECK_NOTHROW(guard.claim(folder / "b.wav"));
}

TEST_CASE("a file that exists needs force, a folder and an input are never written") {
    TempDir folder;
    writeFile(folder / "old.wav", "x");
    writeFile(folder / "in.wav", "x");
    std::filesystem::create_directory(folder / "sub");
    OutputGuard careful({folder / "in.wav"}, false), forced({folder / "in.wav"}, true);
    CHECK_THROWS_AS(careful.claim(folder / "old.wav"), FileError);
    CHECK_NOTHROW(forced.claim(folder / "old.wav"));
    CHECK_THROWS_AS(forced.claim(folder / "in.wav"), FileError);
    CHECK_THROWS_AS(forced.claim(folder / "sub"), FileError);
}

TEST_CASE("folders are made with those above them, but not over a file") {
    TempDir folder;
    winnow::tools::makeFolder(folder / "a" / "b");
    CHECK(std::filesystem::is_directory(folder / "a" / "b"));
    CHECK_NOTHROW(winnow::tools::makeFolder(folder / "a" / "b"));
    writeFile(folder / "file", "x");
    CHECK_THROWS_AS(winnow::tools::makeFolder(folder / "file"), FileError);
    CHECK_THROWS_AS(winnow::tools::makeFolder(folder / "file" / "c"), FileError);
}
