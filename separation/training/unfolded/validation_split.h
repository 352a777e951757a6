// SPDX-License-Identifier: GPL-3.0-or-later
/// What is kept from training to choose the best step by.
#pragma once

#include "separation/training/corpus.h"

#include <cstddef>
#include <vector>

namespace winnow::separation::unfolded {

/// Indices of recordings. Names decide, not their order.
struct CorpusSplit {
    std::vector<std::size_t> training;
    std::vector<std::size_t> validation; ///< all, as `training` then, where a corpus is too small to be split
};

/// Keeps about 5 % of the speakers (categories), one at least, chosen by a hash of their names; those with a
/// large part of the recordings stay. With fewer than four speakers as splitRecordings. [any]
CorpusSplit splitSpeakers(const Corpus& corpus);

/// Keeps about 8 % of the recordings, one at least, chosen by a hash of their shown paths, from categories
/// that have three or more. [any]
CorpusSplit splitRecordings(const Corpus& corpus);

} // namespace winnow::separation::unfolded
