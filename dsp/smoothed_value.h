// SPDX-License-Identifier: GPL-3.0-or-later
/// Parameter smoothing without clicks.
#pragma once

namespace winnow::dsp {

/// Linear ramp to the latest target over a fixed number of steps.
class SmoothedValue {
public:
    /// @param steps  length of a ramp, at least 1 (less counts as 1); @param value  current value and target
    void prepare(int steps, float value) noexcept;
    /// Starts a new ramp from the current value. The target it already has, set again, lets the ramp run on;
    /// a target that is not finite is ignored. [audio]
    void setTarget(float target) noexcept;
    void jumpTo(float value) noexcept; ///< no ramp [audio]
    float next() noexcept;             ///< one step further [audio]
    float value() const noexcept { return value_; }
    float target() const noexcept { return target_; }
    bool isMoving() const noexcept { return left_ > 0; }

private:
    float value_ = 0, target_ = 0, step_ = 0;
    int steps_ = 1, left_ = 0;
};

} // namespace winnow::dsp
