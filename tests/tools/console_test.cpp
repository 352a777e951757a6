// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/catch.h"
#include "tools/console.h"
#include "tools/exit_code.h"
#include "tools/help.h"

#include <cmath>

using namespace winnow::tools;

TEST_CASE("durations read like a clock") {
    CHECK(formatDuration(0) == "0:00");
    CHECK(formatDuration(6.2) == "0:07");
    CHECK(formatDuration(754) == "12:34");
    CHECK(formatDuration(3723) == "1:02:03");
    CHECK(formatDuration(-1) == "?");
    CHECK(formatDuration(std::nan("")) == "?");
}

TEST_CASE("a progress line says how far and how long, within the width") {
    CHECK(formatProgress("talk.wav", 0.43, 83, 80) == "talk.wav   43 %  1:23 left");
    CHECK(formatProgress("talk.wav", 0, -1, 80) == "talk.wav    0 %");
    CHECK(formatProgress("talk.wav", -1, -1, 80) == "talk.wav"); // a stream without a known end
    const std::string name(200, 'x');
    CHECK(formatProgress(name, 0.5, 10, 60).size() < 60);
    CHECK(formatProgress(name, 0.5, 10, 60).find("...") != std::string::npos);
    CHECK(formatProgress(name, 0.5, 10, 5).find("50 %") !=
          std::string::npos); // a terminal too narrow for any name
}

TEST_CASE("a name is cut between characters, not within one") {
    std::string name;
    for (int i = 0; i < 60; ++i)
        name += "\xC3\xA9";
    for (int width = 30; width < 60; ++width) {
        const std::string line = formatProgress(name, 0.5, -1, width);
        const std::size_t dots = line.find("...");
        REQUIRE(dots != std::string::npos);
        CHECK(dots % 2 == 0);
        CHECK(line[dots + 3] == '\xC3');
    }
}

TEST_CASE("a message that begins with its file's name is not doubled") {
    CHECK(withoutSubject("a.wav", "a.wav: is empty") == "is empty");
    CHECK(withoutSubject("a.wav", "b.wav: is empty") == "b.wav: is empty");
    CHECK(withoutSubject("", ": is empty") == ": is empty");
}

TEST_CASE("a batch fails as a whole only if every file does") {
    CHECK(batchExitCode(0, 3) == 0);
    CHECK(batchExitCode(1, 3) == 3);
    CHECK(batchExitCode(3, 3) == 1);
    CHECK(batchExitCode(1, 1) == 1);
}

TEST_CASE("text is wrapped between words, examples are left alone") {
    CHECK(wrapText("one two three", 7) == "one two\nthree");
    CHECK(wrapText("one\n\ntwo", 7) == "one\n\ntwo");
    CHECK(wrapText("  winnow denoise a.wav -o b.wav", 7) == "  winnow denoise a.wav -o b.wav");
    CHECK(wrapText("extraordinarily long", 7) == "extraordinarily\nlong");
}
