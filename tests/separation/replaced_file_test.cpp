// SPDX-License-Identifier: GPL-3.0-or-later
/// Files that take another's place as a whole, and when checkpoints are due.
#include "separation/training/checkpoint_clock.h"
#include "separation/training/file_stamp.h"
#include "separation/training/replaced_file.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

#include <sys/resource.h>

#include <csignal>
#include <string>
#include <vector>

using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

/// As on a full disk: writes beyond the size fail, while this lives.
class SizeLimit {
public:
    explicit SizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    void (*handler_)(int);
};

} // namespace

TEST_CASE("a file is replaced as a whole, and nothing is left beside it") {
    const TempDir folder;
    replaceFile(folder / "f", "first", "the file");
    replaceFile(folder / "f", "second", "the file");
    CHECK(contentOf(folder / "f") == "second");
    CHECK(folder.names() == std::vector<std::string>{"f"});
    {
        ReplacedFile given(folder / "f", "the file"); // up
        given.write("third");
    }
    CHECK(contentOf(folder / "f") == "second");
    CHECK(folder.names() == std::vector<std::string>{"f"});
}

TEST_CASE("a file that finds no room leaves the old one and says why") {
    const TempDir folder;
    replaceFile(folder / "f", "old", "the checkpoint");
    {
        const SizeLimit full(1000);
        CHECK_THROWS_WITH(replaceFile(folder / "f", std::string(5000, 'x'), "the checkpoint"),
                          Contains("/f: the checkpoint cannot be written: File too large"));
    }
    CHECK(contentOf(folder / "f") == "old");
    CHECK(folder.names() == std::vector<std::string>{"f"});
}

TEST_CASE("a device is never replaced by a file") {
    CHECK_THROWS_WITH(replaceFile("/dev/full", "x", "the log"), Contains("/dev/full: the log cannot be"));
    CHECK_FALSE(std::filesystem::is_regular_file("/dev/full"));
}

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
