// SPDX-License-Identifier: GPL-3.0-or-later
/// Ctrl-C.
#include "tests/support/catch.h"
#include "tests/tools/denoise_fixture.h"

using namespace winnow::test;

TEST_CASE("an interrupted run leaves no part of an output, and exits with 130") {
    TempDir folder;
    RunOptions options;
    options.input.assign(std::size_t{64} << 20, '\0'); // minutes of sound, more than a pipe holds
    options.interruptAfterBytes = 8 << 20;
    const auto result = denoise({"-", "--out-dir", (folder / "out").string(), "--format", "wav", "--raw-rate",
                                 "48000", "--stems", "--json"},
                                options);
    CAPTURE(result.err);
    CHECK(result.exitCode == 130);
    CHECK_THAT(result.err, Catch::Matchers::Contains("interrupted"));
    CHECK(result.json()["failed"] == 1);
    CHECK(result.json()["files"][0]["error"] == "interrupted");
    CHECK(std::filesystem::is_empty(folder / "out"));
}
