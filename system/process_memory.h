// SPDX-License-Identifier: GPL-3.0-or-later
/// How much memory this process has.
#pragma once

#include <cstdint>

namespace winnow::system {

/// Resident size now, in bytes, after unused memory has been given back to the system; 0 where the system
/// does not say. [any]
std::uint64_t residentBytes();

/// The largest resident size so far, in bytes; 0 where the system does not say. [any]
std::uint64_t peakResidentBytes();

/// From now on what is freed in large pieces goes back to the system at once, at the price of some time, so
/// that the resident size is what is in use. For the whole process, before it starts threads. [main]
void returnFreedMemory();

} // namespace winnow::system
