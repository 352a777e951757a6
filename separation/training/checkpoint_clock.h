// SPDX-License-Identifier: GPL-3.0-or-later
/// When to write the next checkpoint.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>

namespace winnow::separation {

/// Says every so many minutes that a checkpoint is due, and less often where writing one takes long: writing
/// may take a tenth of the time at most.
class CheckpointClock {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// @param minutes  0: always due  @param now  for tests
    explicit CheckpointClock(
        double minutes, std::function<Time()> now = [] { return std::chrono::steady_clock::now(); })
        : interval_(minutes * 60), now_(std::move(now)), last_(now_()) {}

    bool due() const {
        const std::chrono::duration<double> passed = now_() - last_;
        return passed >= std::max(interval_, writingShare * writing_);
    }

    /// Writes by calling `write`.
    template <class Write> void written(Write&& write) {
        const Time start = now_();
        write();
        last_ = now_();
        writing_ = interval_.count() > 0 ? last_ - start : std::chrono::duration<double>(0);
    }

private:
    static constexpr double writingShare = 9; // of the writing's time, to be worked in between
    std::chrono::duration<double> interval_, writing_{0};
    std::function<Time()> now_;
    Time last_;
};

} // namespace winnow::separation
