// SPDX-License-Identifier: GPL-3.0-or-later
/// Ranks that are threads of one process: the distributed code without MPI.
#pragma once

#include "nmf/communicator.h"

#include <functional>

namespace winnow::tests {

/// Runs `work` as `size` ranks at once, each in a thread of its own with its own Communicator. Where a rank
/// throws or aborts, the others' next call of theirs throws too, and the first rank's exception comes out of
/// here.
void runAsRanks(int size, const std::function<void(nmf::Communicator&)>& work);

} // namespace winnow::tests
