// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/cache/process_memory.h"

#include <malloc.h>
#include <unistd.h>

#include <fstream>

namespace winnow::separation {
namespace {

constexpr std::uint64_t mega = 1024 * 1024;

} // namespace

std::uint64_t residentBytes() {
    ::malloc_trim(0);
    std::ifstream file("/proc/self/statm");
    std::uint64_t whole = 0, resident = 0;
    if (!(file >> whole >> resident)) return 0;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void returnFreedMemory() {
    constexpr int largePiece = 128 * 1024; // bytes; setting it also keeps glibc from raising it
    ::mallopt(M_MMAP_THRESHOLD, largePiece);
    ::mallopt(M_TRIM_THRESHOLD, largePiece);
}

MemoryTooSmall::MemoryTooSmall(std::uint64_t limit, std::uint64_t needed)
    : std::runtime_error("a memory of " + sizeText(limit) + " is too small: this training needs " +
                         sizeText(needed) + " beside the recordings; allow more, or take fewer threads") {}

std::string sizeText(std::uint64_t bytes) {
    return std::to_string((bytes + mega - 1) / mega) + "M";
}

} // namespace winnow::separation
