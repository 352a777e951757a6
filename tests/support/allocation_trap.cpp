// SPDX-License-Identifier: GPL-3.0-or-later
/// Catches what the audio thread must not do.
#include "tests/support/allocation_trap.h"

#if defined(__GLIBC__) && !defined(WINNOW_SANITIZED)
#define WINNOW_TRAP_AVAILABLE 1
#else
#define WINNOW_TRAP_AVAILABLE 0
#endif

#if WINNOW_TRAP_AVAILABLE

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <ctime>

namespace {

// Plain data: reading it needs no constructor, hence no allocation.
thread_local bool isArmed = false;
thread_local winnow::test::TrapReport counted;

void countAllocation(std::size_t bytes) noexcept {
    if (!isArmed) return;
    ++counted.allocations;
    counted.bytes += bytes;
    if (bytes > counted.largest) counted.largest = bytes;
}

void countLock() noexcept {
    counted.locks += isArmed ? 1 : 0;
}
void countCall() noexcept {
    counted.calls += isArmed ? 1 : 0;
}

/// The C library's own function. Looked up at every call: a static guard would lock.
template <class Function> Function* next(Function*, const char* name) noexcept {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

} // namespace

extern "C" {

// glibc's own names for its allocator: dlsym would allocate on its way.
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) noexcept {
    countAllocation(size);
    return __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) noexcept {
    countAllocation(count * size);
    return __libc_calloc(count, size);
}

void* realloc(void* old, std::size_t size) noexcept {
    countAllocation(size);
    return __libc_realloc(old, size);
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
    countAllocation(size);
    return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    return memalign(alignment, size);
}

int posix_memalign(void** out, std::size_t alignment, std::size_t size) noexcept {
    *out = memalign(alignment, size);
    return *out ? 0 : ENOMEM;
}

void free(void* memory) noexcept {
    if (isArmed && memory) ++counted.frees;
    __libc_free(memory);
}

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
    countLock();
    return next(&pthread_mutex_lock, "pthread_mutex_lock")(mutex);
}

int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
    countLock();
    return next(&pthread_mutex_trylock, "pthread_mutex_trylock")(mutex);
}

int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
    countLock();
    return next(&pthread_rwlock_rdlock, "pthread_rwlock_rdlock")(lock);
}

int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
    countLock();
    return next(&pthread_rwlock_wrlock, "pthread_rwlock_wrlock")(lock);
}

int sem_wait(sem_t* semaphore) {
    countLock();
    return next(&sem_wait, "sem_wait")(semaphore);
}

ssize_t read(int file, void* buffer, std::size_t size) {
    countCall();
    return next(&read, "read")(file, buffer, size);
}

ssize_t write(int file, const void* buffer, std::size_t size) {
    countCall();
    return next(&write, "write")(file, buffer, size);
}

int open(const char* path, int flags, ...) {
    countCall();
    std::va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return next(&open, "open")(path, flags, mode);
}

int nanosleep(const timespec* duration, timespec* left) {
    countCall();
    return next(&nanosleep, "nanosleep")(duration, left);
}

} // extern "C"

#endif // WINNOW_TRAP_AVAILABLE

namespace winnow::test {

#if WINNOW_TRAP_AVAILABLE

AllocationTrap::AllocationTrap() noexcept {
    counted = {};
    isArmed = true;
}

AllocationTrap::~AllocationTrap() {
    isArmed = false;
}

TrapReport AllocationTrap::report() noexcept {
    isArmed = false;
    return counted;
}

bool AllocationTrap::isAvailable() noexcept {
    return true;
}

#else

AllocationTrap::AllocationTrap() noexcept = default;
AllocationTrap::~AllocationTrap() = default;
TrapReport AllocationTrap::report() noexcept {
    return {};
}
bool AllocationTrap::isAvailable() noexcept {
    return false;
}

#endif

} // namespace winnow::test
