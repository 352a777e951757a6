// SPDX-License-Identifier: GPL-3.0-or-later
/// How much of known work is done and how long the rest will take at the pace so far.
#pragma once

#include <chrono>

namespace winnow::separation {

class WorkClock {
public:
    /// @param total  all work, in any unit; @param before  what was done in an earlier run, at an unknown
    /// pace
    void start(double total, double before) noexcept {
        total_ = total;
        before_ = before;
        done_ = 0;
        started_ = std::chrono::steady_clock::now();
    }

    void add(double work) noexcept { done_ += work; }

    double share() const noexcept { return total_ > 0 ? (before_ + done_) / total_ : 0; } ///< 0 .. 1

    double secondsLeft() const noexcept { ///< negative while nothing was done
        if (!(done_ > 0)) return -1;
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started_;
        return passed.count() * (total_ - before_ - done_) / done_;
    }

private:
    double total_ = 0, before_ = 0, done_ = 0;
    std::chrono::steady_clock::time_point started_;
};

} // namespace winnow::separation
