// SPDX-License-Identifier: GPL-3.0-or-later
/// What every Communicator must do, whatever its ranks are.
#pragma once

#include "nmf/communicator.h"

#include <stdexcept>

namespace winnow::tests {

class CheckFailed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Called by all ranks. @throws CheckFailed with what is wrong
void checkRanks(nmf::Communicator& ranks);

} // namespace winnow::tests
