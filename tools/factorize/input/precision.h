// SPDX-License-Identifier: GPL-3.0-or-later
/// Numbers of a file into the precision asked for, without losing them in silence.
#pragma once

#include "tools/output_guard.h"

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

namespace winnow::tools {

/// Converts one number after another. float loses digits, which is what it is asked for; what is too large
/// for it is an error, and so is a file of which nothing but zeros would be left. [main]
template <class T> class Precision {
public:
    explicit Precision(std::string file) : file_(std::move(file)) {}

    T operator()(double value) { return convert(file_, value, lost_, kept_); }

    /// After the last number. @throws FileError if all but zeros were lost
    void finish() const {
        if (lost_ && !kept_) refuseLost(file_);
    }

    /// One number, without an object. @param lost, kept  set where it is too small for T, or is not
    static T convert(const std::string& file, double value, bool& lost, bool& kept) {
        if constexpr (std::is_same_v<T, float>) {
            if (!std::isfinite(value)) return static_cast<T>(value); // found by the check of the values
            if (std::abs(value) > largest)
                throw FileError(file, "has the value " + std::to_string(value) +
                                          ", which is too large for single precision; give --double");
            const bool keeps = std::abs(value) >= smallest;
            lost |= value != 0 && !keeps;
            kept |= keeps;
        }
        return static_cast<T>(value);
    }
    [[noreturn]] static void refuseLost(const std::string& file) {
        throw FileError(file, "has only values below 1e-37, too small for single precision; give --double");
    }

private:
    static constexpr double largest = static_cast<double>(std::numeric_limits<float>::max());
    static constexpr double smallest = static_cast<double>(std::numeric_limits<float>::min());

    std::string file_;
    bool lost_ = false, kept_ = false;
};

} // namespace winnow::tools
