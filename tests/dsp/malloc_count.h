// SPDX-License-Identifier: GPL-3.0-or-later
/// Counts allocations, also those inside C libraries, which replacing operator new does not see.
#pragma once

namespace winnow::test {

/// Allocations by this thread since construction: malloc and its kin, and through them operator new.
class MallocCount {
public:
    MallocCount();
    long value() const;

    /// False where malloc cannot be replaced: under sanitizers, or without glibc.
    static bool works();

private:
    long start_;
};

} // namespace winnow::test
