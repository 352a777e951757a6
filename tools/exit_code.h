// SPDX-License-Identifier: GPL-3.0-or-later
/// What `winnow` tells the shell. These numbers are a promise: scripts rely on them.
#pragma once

#include <cstddef>
#include <stdexcept>

namespace winnow::tools {

namespace exitCode {
inline constexpr int done = 0;       ///< everything asked for was done
inline constexpr int failed = 1;     ///< nothing was done
inline constexpr int wrongUsage = 2; ///< the command line makes no sense; nothing was touched
inline constexpr int someFailed = 3; ///< some files of a batch failed, the others are done
inline constexpr int signalBase =
    128; ///< plus the signal's number when interrupted (130: SIGINT, 143: SIGTERM)
} // namespace exitCode

/// Exit code of a batch. [any]
inline int batchExitCode(std::size_t failed, std::size_t total) noexcept {
    if (failed == 0) return exitCode::done;
    return failed < total ? exitCode::someFailed : exitCode::failed;
}

/// Options that contradict each other or lack something: ends the program with exitCode::wrongUsage.
/// The message is a sentence without the program's name.
class UsageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace winnow::tools
