// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"
#include "tools/input_files.h"

using namespace winnow::test;
using winnow::tools::expandInputs;

TEST_CASE("names stay in their order, and are not looked for") {
    const auto files = expandInputs({"b.wav", "some/a.txt", "-"});
    REQUIRE(files.size() == 3);
    CHECK(files[0].path == "b.wav");
    CHECK(files[1].relative == "a.txt");
    CHECK(files[2].isStandardInput());
    CHECK_FALSE(files[0].isStandardInput());
}

TEST_CASE("a folder gives its audio files in any depth, sorted, and nothing else") {
    TempDir folder;
    for (const char* name :
         {"z.wav", "a/c.flac", "a/b.WAV", "a/notes.txt", ".hidden.wav", ".trash/d.wav", "raw.pcm"})
        writeFile(folder / name, "x");
    const auto files = expandInputs({folder.path().string()});
    REQUIRE(files.size() == 3);
    CHECK(files[0].relative == "a/b.WAV");
    CHECK(files[1].relative == "a/c.flac");
    CHECK(files[2].relative == "z.wav");
    CHECK(files[2].path == folder / "z.wav");
}

TEST_CASE("a folder to leave out is left out") {
    TempDir folder;
    writeFile(folder / "a.wav", "x");
    writeFile(folder / "out" / "a.wav", "x");
    CHECK(expandInputs({folder.path().string()}, folder / "out").size() == 1);
    CHECK(expandInputs({folder.path().string()}, folder / "elsewhere").size() == 2);
}

TEST_CASE("a folder without audio says so") {
    TempDir folder;
    writeFile(folder / "notes.txt", "x");
    const auto files = expandInputs({folder.path().string()});
    REQUIRE(files.size() == 1);
    CHECK(files[0].error == "no audio files in this folder");
}
