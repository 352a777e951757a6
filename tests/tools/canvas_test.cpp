// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"
#include "tests/tools/png.h"
#include "tools/output_guard.h"
#include "tools/plot/canvas.h"

using namespace winnow::tools;
using winnow::test::Png;
using winnow::test::TempDir;

TEST_CASE("a canvas is white, and what is filled has its colour") {
    TempDir folder;
    Canvas canvas(40, 30);
    canvas.fill({10, 5, 10, 10}, {1, 0, 0});
    canvas.writePng(folder / "a.png");
    const Png picture(folder / "a.png");
    CHECK(picture.width() == 40);
    CHECK(picture.height() == 30);
    CHECK(picture.at(0, 0) == 0xFFFFFF);
    CHECK(picture.at(15, 10) == 0xFF0000);
    CHECK(picture.at(25, 10) == 0xFFFFFF);
}

TEST_CASE("a raster in blocks keeps sharp edges, and nothing is drawn beyond the clip") {
    TempDir folder;
    Canvas canvas(40, 20);
    canvas.image({2, 1, {{0, 0, 0}, {0, 0, 1}}}, {0, 0, 40, 20}, {0, 0, 30, 20}, Scaling::Blocks);
    canvas.writePng(folder / "a.png");
    const Png picture(folder / "a.png");
    CHECK(picture.at(19, 10) == 0x000000);
    CHECK(picture.at(20, 10) == 0x0000FF);
    CHECK(picture.at(31, 10) == 0xFFFFFF);
}

TEST_CASE("text leaves ink, grows with its length, and is cut to fit") {
    TempDir folder;
    Canvas canvas(300, 40);
    canvas.text("Winnow", {10, 30}, {24, Align::Left, {0, 0, 0}, true});
    canvas.writePng(folder / "a.png");
    CHECK(Png(folder / "a.png").colors() > 4);
    CHECK(canvas.textWidth("iiii", {}) < canvas.textWidth("iiiiiiii", {}));
    const std::string name = "a very long name of a recording of an interview.wav";
    const std::string cut = canvas.fitted(name, 120, {});
    CHECK(canvas.textWidth(cut, {}) <= 120);
    CHECK(cut.find("...") != std::string::npos);
    CHECK(canvas.fitted("short", 120, {}) == "short");
}

TEST_CASE("text that is not UTF-8 is drawn with question marks") {
    CHECK(validUtf8("caf\xC3\xA9") == "caf\xC3\xA9");
    CHECK(validUtf8("caf\xE9") == "caf?");
    CHECK(validUtf8("\xC0\xAF") == "??");           // overlong
    CHECK(validUtf8("\xED\xA0\x80") == "???");      // surrogate
    CHECK(validUtf8("\xF4\x90\x80\x80") == "????"); // beyond Unicode
    CHECK(validUtf8("\xF0\x9F\x8E\x99") == "\xF0\x9F\x8E\x99");
    CHECK(validUtf8("cut \xE2\x82") == "cut ??");
    TempDir folder;
    Canvas canvas(100, 40);
    canvas.text("\xFF\xFE", {10, 30});
    canvas.fill({0, 0, 5, 5}, {1, 0, 0}); // still drawing
    canvas.writePng(folder / "a.png");
    CHECK(Png(folder / "a.png").at(2, 2) == 0xFF0000);
}

TEST_CASE("a picture that cannot be written is an error with its name, and leaves nothing") {
    TempDir folder;
    winnow::test::writeFile(folder / "file", "");
    const Canvas canvas(10, 10);
    CHECK_THROWS_AS(canvas.writePng(folder / "none" / "a.png"), FileError);
    CHECK_THROWS_AS(canvas.writePng(folder / "file" / "a.png"), FileError);
    CHECK(folder.names().size() == 1);
}

TEST_CASE("a canvas of no or absurd size is refused") {
    CHECK_THROWS_AS(Canvas(0, 10), std::invalid_argument);
    CHECK_THROWS_AS(Canvas(10, 1 << 20), std::invalid_argument);
}
