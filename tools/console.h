// SPDX-License-Identifier: GPL-3.0-or-later
/// What a command says on standard error: errors, notes, and one line of progress with the time left.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

namespace winnow::tools {

/// "0:07", "12:34", "1:02:03"; "?" for a negative or not finite number of seconds. [any]
std::string formatDuration(double seconds);

/// "label  43 %  1:23 left", without share or time where they are unknown (negative). The label is cut in its
/// middle to keep the line within `width` columns. [any]
std::string formatProgress(const std::string& label, double done, double secondsLeft, int width);

/// `message` without a leading "subject: ": exceptions of the libraries name their file already. [any]
std::string withoutSubject(const std::string& subject, const std::string& message);

/// Prints an error as `winnow: SUBJECT: reason` (`winnow: reason` for an empty subject), for code without a
/// Console.
void printError(const std::string& subject, const std::string& reason);

/// Standard error of a running command. Calls are serialised: threads may share one. [any]
class Console {
public:
    /// @param quiet     errors only
    /// @param progress  show progress although standard error is no terminal (then as separate lines)
    explicit Console(bool quiet = false, bool progress = false);
    ~Console(); ///< clears the progress line
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    void error(const std::string& subject, const std::string& reason); ///< always shown
    void note(const std::string& subject, const std::string& text);    ///< not when quiet
    void status(const std::string& line); ///< a sentence about work done; only where progress is shown

    /// Work under way. Cheap to call often: redraws at most some ten times a second.
    /// @param done  0 .. 1, negative: unknown; the first call after finishProgress() starts the clock
    /// @param secondsLeft  negative: estimated from the time since the first call
    void progress(const std::string& label, double done, double secondsLeft = -1);
    void finishProgress(); ///< takes the line away

    bool showsProgress() const noexcept { return showsProgress_; }

private:
    using Clock = std::chrono::steady_clock;
    void clearLine();
    void print(const std::string& line);

    std::mutex mutex_;
    bool quiet_ = false;
    bool terminal_ = false;
    bool showsProgress_ = false;
    bool running_ = false;   // between the first progress() and finishProgress()
    bool lineShown_ = false; // something stands on the terminal's current line
    Clock::time_point started_{}, drawn_{};
    double startedAt_ = 0; // share done at the first call
};

} // namespace winnow::tools
