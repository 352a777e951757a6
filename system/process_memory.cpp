// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/process_memory.h"

#include <malloc.h>

#include <fstream>
#include <string>

namespace winnow::system {
namespace {

/// A field of /proc/self/status that is in kB; 0 where there is none.
std::uint64_t statusBytes(const std::string& field) {
    std::ifstream in("/proc/self/status");
    std::string line;
    while (std::getline(in, line))
        if (line.starts_with(field + ":")) return std::stoull(line.substr(field.size() + 1)) * 1024;
    return 0;
}

} // namespace

std::uint64_t residentBytes() {
    ::malloc_trim(0);
    return statusBytes("VmRSS");
}

std::uint64_t peakResidentBytes() {
    return statusBytes("VmHWM");
}

void returnFreedMemory() {
    constexpr int largePiece = 128 * 1024; // bytes; setting it also keeps glibc from raising it
    ::mallopt(M_MMAP_THRESHOLD, largePiece);
    ::mallopt(M_TRIM_THRESHOLD, largePiece);
    ::mallopt(M_ARENA_MAX, 1); // each thread's own would keep what was freed in it
}

} // namespace winnow::system
