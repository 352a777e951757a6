// SPDX-License-Identifier: GPL-3.0-or-later
/// malloc and its kin, counted and passed on to glibc's own.
#include "tests/dsp/malloc_count.h"

#include <cerrno>
#include <cstdlib>

namespace {
thread_local long allocations = 0;
} // namespace

#if defined(__GLIBC__) && !defined(WINNOW_SANITIZED)
#define WINNOW_COUNTS_MALLOC 1

extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* memory, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

void* malloc(size_t size) {
    ++allocations;
    return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) {
    ++allocations;
    return __libc_calloc(count, size);
}
void* realloc(void* memory, size_t size) {
    ++allocations;
    return __libc_realloc(memory, size);
}
void* memalign(size_t alignment, size_t size) {
    ++allocations;
    return __libc_memalign(alignment, size);
}
void* aligned_alloc(size_t alignment, size_t size) {
    ++allocations;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** memory, size_t alignment, size_t size) {
    ++allocations;
    *memory = __libc_memalign(alignment, size);
    return *memory != nullptr ? 0 : ENOMEM;
}
}
#endif

namespace winnow::test {

MallocCount::MallocCount() : start_(allocations) {}
long MallocCount::value() const {
    return allocations - start_;
}

bool MallocCount::works() {
#ifdef WINNOW_COUNTS_MALLOC
    return true;
#else
    return false;
#endif
}

} // namespace winnow::test
