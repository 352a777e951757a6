// SPDX-License-Identifier: GPL-3.0-or-later
/// Float vectors that start at a multiple of 64 bytes.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace winnow::separation::unfolded {

/// What vectorised loops peel off before the first aligned element is rounded differently from the rest.
/// Results that must be the same from run to run therefore need memory that always starts alike.
template <class T> struct AlignedAllocator {
    using value_type = T;
    static constexpr std::align_val_t alignment{64};

    AlignedAllocator() = default;
    template <class U> explicit AlignedAllocator(const AlignedAllocator<U>&) {}

    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), alignment)); }
    void deallocate(T* p, std::size_t) { ::operator delete(p, alignment); }
    bool operator==(const AlignedAllocator&) const = default;
};

using AlignedFloats = std::vector<float, AlignedAllocator<float>>;

} // namespace winnow::separation::unfolded
