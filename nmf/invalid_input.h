// SPDX-License-Identifier: GPL-3.0-or-later
/// The error of the NMF library for input it cannot use.
#pragma once

#include <stdexcept>

namespace winnow::nmf {

/// What was wrong with a matrix or an option, and what to do. Thrown before any work starts.
class InvalidInput : public std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

} // namespace winnow::nmf
