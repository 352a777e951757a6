// SPDX-License-Identifier: GPL-3.0-or-later
/// Parameter smoothing without clicks.
#include "dsp/smoothed_value.h"

#include <algorithm>
#include <cmath>

namespace winnow::dsp {

void SmoothedValue::prepare(int steps, float value) noexcept {
    steps_ = std::max(steps, 1);
    jumpTo(value);
}

void SmoothedValue::setTarget(float target) noexcept {
    if (target == target_ || !std::isfinite(target)) return;
    target_ = target;
    left_ = steps_;
    step_ = (target_ - value_) / static_cast<float>(steps_);
}

void SmoothedValue::jumpTo(float value) noexcept {
    value_ = target_ = value;
    step_ = 0;
    left_ = 0;
}

float SmoothedValue::next() noexcept {
    if (left_ > 0) {
        --left_;
        value_ =
            left_ > 0 ? value_ + step_ : target_; // the last step lands on the target, whatever rounding did
    }
    return value_;
}

} // namespace winnow::dsp
