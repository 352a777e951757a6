// SPDX-License-Identifier: GPL-3.0-or-later
/// Activations whose columns belong to several ranks, to and from the one that has the file.
#pragma once

#include "nmf/activation_store.h"
#include "nmf/communicator.h"

#include <cstddef>
#include <functional>

namespace winnow::separation {

/// use(values, count) on rank 0, block by block, with the columns of rank 0, of rank 1, ... All ranks.
/// @param ranks  null: one process  @throws what use() throws (SharedFailure with ranks)
void gatherActivations(nmf::Communicator* ranks, const nmf::ColumnSource<float>& own,
                       const std::function<void(const float*, std::size_t)>& use);

/// The reverse: take(values, count) on rank 0 gives the same blocks in the same order.
void spreadActivations(nmf::Communicator* ranks, nmf::ActivationStore<float>& own,
                       const std::function<void(float*, std::size_t)>& take);

} // namespace winnow::separation
