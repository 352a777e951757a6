// SPDX-License-Identifier: GPL-3.0-or-later
/// How much memory this process has.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace winnow::separation {

/// Resident size now, in bytes, after unused memory has been given back to the system; 0 where the system
/// does not say. [any]
std::uint64_t residentBytes();

/// From now on what is freed in large pieces goes back to the system at once, at the price of some time, so
/// that the resident size is what is in use. For the whole process. [main]
void returnFreedMemory();

/// The limit on memory is too small. Message: a sentence that says how much is needed.
class MemoryTooSmall : public std::runtime_error {
public:
    MemoryTooSmall(std::uint64_t limit, std::uint64_t needed);
};

/// "412M", as --memory takes it: in 1024 * 1024 bytes, rounded up. [any]
std::string sizeText(std::uint64_t bytes);

} // namespace winnow::separation
