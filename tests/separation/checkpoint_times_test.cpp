// SPDX-License-Identifier: GPL-3.0-or-later
/// Recordings that change while a training reads them, and when checkpoints are due.
#include "separation/training/checkpoint_clock.h"
#include "separation/training/file_stamp.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

#include <filesystem>

using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

TEST_CASE("a file that was changed or went away is noticed") {
    const TempDir folder;
    const auto path = writeFile(folder / "f", "content");
    const FileStamp stamp(path);
    stamp.check(path);
    SECTION("other length") {
        writeFile(path, "longer content");
        CHECK_THROWS_WITH(stamp.check(path), Contains("/f: changed while the training read it"));
    }
    SECTION("another file of the same length and time") {
        const auto time = std::filesystem::last_write_time(path);
        writeFile(folder / "g", "conTent");
        std::filesystem::last_write_time(folder / "g", time);
        std::filesystem::rename(folder / "g", path);
        CHECK_THROWS_WITH(stamp.check(path), Contains("changed"));
    }
    SECTION("gone") {
        std::filesystem::remove(path);
        CHECK_THROWS_WITH(stamp.check(path), Contains("/f: cannot be read: No such file"));
    }
}

TEST_CASE("checkpoints are due by the clock, and less often where writing takes long") {
    using std::chrono::seconds;
    CheckpointClock::Time now{};
    CheckpointClock clock(1, [&] { return now; });
    now += seconds(59);
    CHECK_FALSE(clock.due());
    now += seconds(1);
    CHECK(clock.due());
    clock.written([&] { now += seconds(20); });
    now += seconds(179);
    CHECK_FALSE(clock.due());
    now += seconds(1);
    CHECK(clock.due());

    CheckpointClock always(0, [&] { return now; });
    CHECK(always.due());
    always.written([&] { now += seconds(20); });
    CHECK(always.due());
}
