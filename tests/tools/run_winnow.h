// SPDX-License-Identifier: GPL-3.0-or-later
/// Runs the built `winnow` as a shell would.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace winnow::test {

struct ProgramResult {
    int exitCode = -1; ///< 128 + signal if one ended it
    std::string out, err;

    /// Standard output as JSON. @throws nlohmann::json::parse_error
    nlohmann::json json() const { return nlohmann::json::parse(out); }
};

struct RunOptions {
    std::string input;               ///< what standard input holds, through a pipe
    std::filesystem::path inputFile; ///< standard input is this file instead
    std::filesystem::path folder;    ///< where it runs; empty: here
    int interruptAfterBytes =
        -1; ///< sends SIGINT when so many bytes of `input` are taken, and keeps the pipe open
};

/// @throws std::runtime_error if it cannot be started; a program that runs longer than two minutes is killed
ProgramResult runProgram(const std::string& program, const std::vector<std::string>& arguments,
                         const RunOptions& options = {});
ProgramResult runWinnow(const std::vector<std::string>& arguments, const RunOptions& options = {});

} // namespace winnow::test
