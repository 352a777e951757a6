// SPDX-License-Identifier: GPL-3.0-or-later
/// Denormal numbers off for a scope: on most processors they cost a hundred times a normal one.
#pragma once

#include <cstdint>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace winnow::separation {

/// Results and operands below the smallest normal number count as 0 until the scope's end; then the thread's
/// mode is what it was. Does nothing on processors it does not know. [audio]
class FlushDenormals {
public:
#if defined(__SSE__)
    FlushDenormals() noexcept : before_(_mm_getcsr()) {
        _mm_setcsr(before_ | flushToZero | denormalsAreZero);
    }
    ~FlushDenormals() {
        _mm_setcsr(before_);
    }

private:
    static constexpr unsigned flushToZero = 1U << 15;
    static constexpr unsigned denormalsAreZero = 1U << 6;
    unsigned before_;
#elif defined(__aarch64__)
    FlushDenormals() noexcept {
        asm volatile("mrs %0, fpcr" : "=r"(before_));
        asm volatile("msr fpcr, %0" : : "r"(before_ | flushToZero));
    }
    ~FlushDenormals() {
        asm volatile("msr fpcr, %0" : : "r"(before_));
    }

private:
    static constexpr std::uint64_t flushToZero = std::uint64_t{1} << 24;
    std::uint64_t before_ = 0;
#else
    FlushDenormals() noexcept {}
    ~FlushDenormals() {}
#endif

public:
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;
};

} // namespace winnow::separation
