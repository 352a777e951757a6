// SPDX-License-Identifier: GPL-3.0-or-later
/// Catches what the audio thread must not do: allocate, free, lock, do I/O or sleep.
#pragma once

#include <cstddef>

namespace winnow::test {

/// What happened on this thread while a trap was set.
struct TrapReport {
    int allocations = 0;     ///< malloc and its kin, operator new
    int frees = 0;           ///< of anything but null
    int locks = 0;           ///< mutexes, reader-writer locks, semaphores
    int calls = 0;           ///< read, write, open, sleep
    std::size_t bytes = 0;   ///< asked for, in sum
    std::size_t largest = 0; ///< asked for at once
    int violations() const noexcept { return allocations + frees + locks + calls; }
};

/// Counts from construction to report() or destruction, on the constructing thread only. Not nested. Needs
/// glibc: its functions are interposed in the test program.
class AllocationTrap {
public:
    AllocationTrap() noexcept;
    ~AllocationTrap();
    AllocationTrap(const AllocationTrap&) = delete;
    AllocationTrap& operator=(const AllocationTrap&) = delete;

    /// Ends the counting and says what was counted.
    TrapReport report() noexcept;

    /// False where the functions cannot be interposed: under sanitizers, which interpose them already, and
    /// without glibc.
    static bool isAvailable() noexcept;
};

} // namespace winnow::test
