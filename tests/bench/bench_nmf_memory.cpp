// SPDX-License-Identifier: GPL-3.0-or-later
/// Peak memory of a Kullback-Leibler factorization, 513 x 20000, 64 atoms, 5 iterations, one thread: prints
/// as JSON what the process took at most beside V, W and H, in MiB. Linux only (/proc/self/status).
#include "nmf/factorize.h"
#include "tests/bench/nmf_data.h"

#include <cstdio>
#include <cstring>

namespace {

/// A field of /proc/self/status in MiB: VmRSS now, VmHWM at most so far.
double mebibytes(const char* field) {
    std::FILE* const status = std::fopen("/proc/self/status", "r");
    if (status == nullptr) return 0;
    char line[256];
    long kibibytes = 0;
    while (std::fgets(line, sizeof line, status) != nullptr)
        if (std::strncmp(line, field, std::strlen(field)) == 0)
            std::sscanf(line + std::strlen(field), ": %ld", &kibibytes);
    std::fclose(status);
    return static_cast<double>(kibibytes) / 1024;
}

/// So that VmHWM is what is taken from here on.
bool resetPeak() {
    std::FILE* const file = std::fopen("/proc/self/clear_refs", "w");
    if (file == nullptr) return false;
    const bool written = std::fputs("5", file) >= 0;
    return std::fclose(file) == 0 && written;
}

} // namespace

int main() {
    using namespace winnow;
    const nmf::Matrix<float> V = bench::spectrogram(513, 20000);
    nmf::Options options;
    options.rank = 64;
    options.maxIterations = 5;
    options.tolerance = 0;
    if (!resetPeak()) std::fprintf(stderr, "cannot reset the peak: it includes the making of V\n");
    const double before = mebibytes("VmRSS");
    const auto result = nmf::factorize<float>(V, options);
    const double peak = mebibytes("VmHWM") - before;
    const double factors =
        static_cast<double>(result.W.size() + result.H.size()) * sizeof(float) / (1024.0 * 1024.0);
    std::printf("{\"beside_v_mib\": %.2f, \"factors_mib\": %.2f, \"more_mib\": %.2f}\n", peak, factors,
                peak - factors);
}
