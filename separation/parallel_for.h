// SPDX-License-Identifier: GPL-3.0-or-later
/// The same work for many items, on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace winnow::separation {

/// @param threads  0: all of the machine's; never more than `count`. @returns at least 1. [any]
int threadCount(int threads, std::size_t count) noexcept;

/// Calls work(item, worker) once for every item 0 .. count-1, taken in order by workers 0 .. threadCount - 1
/// (with one worker on the calling thread). Results belong in a place of the item's own, so that they do not
/// depend on threads.
/// @param between  called on the calling thread with the items done, after items and every tenth of a second;
/// returning
///                 false stops: items under way end, no other begins
/// @returns false if stopped. @throws what the first failing item (by number) threw. [any]
bool parallelFor(std::size_t count, int threads,
                 const std::function<void(std::size_t item, int worker)>& work,
                 const std::function<bool(std::size_t done)>& between = {});

} // namespace winnow::separation
