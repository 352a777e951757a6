// SPDX-License-Identifier: GPL-3.0-or-later
/// Standard error of a command.
#include "tools/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace winnow::tools {
namespace {

constexpr auto redrawEvery = std::chrono::milliseconds(100); // on a terminal
constexpr auto lineEvery = std::chrono::seconds(2);          // in a log
constexpr double secondsBeforeEstimate = 0.5;                // a shorter run says nothing about the rest

int terminalWidth() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

// Cuts on bytes, but never inside a UTF-8 sequence.
std::string shortened(const std::string& text, std::size_t width) {
    if (text.size() <= width) return text;
    if (width < 8) return text.substr(0, 0);
    const auto continues = [&](std::size_t i) { return i < text.size() && (text[i] & '\xC0') == '\x80'; };
    std::size_t head = (width - 3) / 2;
    while (head > 0 && continues(head))
        --head;
    std::size_t tail = text.size() - (width - 3 - (width - 3) / 2);
    while (continues(tail))
        ++tail;
    return text.substr(0, head) + "..." + text.substr(tail);
}

std::string errorLine(const std::string& subject, const std::string& reason) {
    if (subject.empty()) return fmt::format("winnow: {}", reason);
    return fmt::format("winnow: {}: {}", subject, withoutSubject(subject, reason));
}

} // namespace

std::string formatDuration(double seconds) {
    if (!(seconds >= 0) || !std::isfinite(seconds)) return "?";
    const auto whole = static_cast<long long>(std::ceil(seconds));
    const long long hours = whole / 3600, minutes = whole / 60 % 60, rest = whole % 60;
    if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, rest);
    return fmt::format("{}:{:02}", minutes, rest);
}

std::string formatProgress(const std::string& label, double done, double secondsLeft, int width) {
    std::string tail;
    if (done >= 0) tail = fmt::format("  {:3.0f} %", 100 * std::min(done, 1.0));
    if (secondsLeft >= 0) tail += fmt::format("  {} left", formatDuration(secondsLeft));
    const auto room = std::max(0, width - 1 - static_cast<int>(tail.size()));
    return shortened(label, static_cast<std::size_t>(room)) + tail;
}

std::string withoutSubject(const std::string& subject, const std::string& message) {
    const std::string prefix = subject + ": ";
    return !subject.empty() && message.compare(0, prefix.size(), prefix) == 0 ? message.substr(prefix.size())
                                                                              : message;
}

void printError(const std::string& subject, const std::string& reason) {
    fmt::print(stderr, "{}\n", errorLine(subject, reason));
}

Console::Console(bool quiet, bool progress)
    : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1),
      showsProgress_(!quiet && (terminal_ || progress)) {}

Console::~Console() {
    finishProgress();
}

void Console::error(const std::string& subject, const std::string& reason) {
    const std::lock_guard lock(mutex_);
    print(errorLine(subject, reason));
}

void Console::note(const std::string& subject, const std::string& text) {
    const std::lock_guard lock(mutex_);
    if (!quiet_) print(errorLine(subject, "note: " + withoutSubject(subject, text)));
}

void Console::status(const std::string& line) {
    const std::lock_guard lock(mutex_);
    if (showsProgress_) print(line);
}

void Console::progress(const std::string& label, double done, double secondsLeft) {
    const std::lock_guard lock(mutex_);
    if (!showsProgress_) return;
    const auto now = Clock::now();
    if (!running_) {
        running_ = true;
        started_ = drawn_ = now;
        startedAt_ = done;
        return; // work of an instant shows nothing
    }
    if (now - drawn_ < (terminal_ ? Clock::duration(redrawEvery) : Clock::duration(lineEvery))) return;
    drawn_ = now;
    const double elapsed = std::chrono::duration<double>(now - started_).count();
    if (secondsLeft < 0 && elapsed > secondsBeforeEstimate && startedAt_ >= 0 && done > startedAt_)
        secondsLeft = elapsed * (1 - done) / (done - startedAt_);
    const std::string line = formatProgress(label, done, secondsLeft, terminal_ ? terminalWidth() : 100);
    if (terminal_) {
        fmt::print(stderr, "\r{}\x1B[K", line);
        std::fflush(stderr);
        lineShown_ = true;
    } else {
        fmt::print(stderr, "{}\n", line);
    }
}

void Console::finishProgress() {
    const std::lock_guard lock(mutex_);
    clearLine();
    running_ = false;
}

void Console::clearLine() {
    if (lineShown_) fmt::print(stderr, "\r\x1B[K");
    lineShown_ = false;
}

void Console::print(const std::string& line) {
    clearLine();
    fmt::print(stderr, "{}\n", line);
    std::fflush(stderr);
}

} // namespace winnow::tools
