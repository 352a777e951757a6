// SPDX-License-Identifier: GPL-3.0-or-later
/// How much memory a training needs beside the recordings.
#pragma once

#include "separation/training/unfolded/trainer.h"

#include <cstdint>

namespace winnow::separation::unfolded {

/// Bytes at the most, whatever the corpus: mixtures queued and kept for validation, passes, gradients, the
/// first dictionaries. Counted from the sizes of what is allocated. [any]
std::uint64_t workingBytes(const TrainerOptions& options);

/// Threads of the passes and of the mixing: `threads`, or all of the machine for 0. [any]
int threadsOf(const TrainerOptions& options);

} // namespace winnow::separation::unfolded
