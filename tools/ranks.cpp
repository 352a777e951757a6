// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/ranks.h"

#include "tools/interrupt.h"
#include "tools/launch.h"

#ifdef WINNOW_MPI
#include "nmf/mpi/mpi_communicator.h"
#endif

#include <sched.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace winnow::tools {
namespace {

#ifdef WINNOW_MPI
constexpr bool mpiBuilt = true;
std::unique_ptr<nmf::MpiCommunicator> communicator;
#else
constexpr bool mpiBuilt = false;
#endif
bool agreed = false;

const Launch& launch() {
    static const Launch read = readLaunch([](const char* name) { return std::getenv(name); });
    return read;
}

/// @throws std::runtime_error where other processes of this program are out of reach
void requireConnected(int mpiSize) {
    const std::string reason = unconnectedProcesses(launch(), mpiBuilt, mpiSize);
    if (!reason.empty()) throw std::runtime_error(reason);
}

int coresAllowed() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    return sched_getaffinity(0, sizeof cores, &cores) == 0 ? std::max(1, CPU_COUNT(&cores)) : 1;
}

} // namespace

nmf::Communicator* startedRanks() {
#ifdef WINNOW_MPI
    if (launch().forMpi) {
        if (!communicator) {
            auto begun = std::make_unique<nmf::MpiCommunicator>();
            requireConnected(begun->size());
            communicator = std::move(begun);
        }
        return communicator.get();
    }
#endif
    requireConnected(0);
    return nullptr;
}

void inAgreement(const std::function<void()>& work) {
    nmf::Communicator* const ranks = startedRanks();
    try {
        nmf::together(ranks, work);
    } catch (...) {
        agreed = true;
        throw;
    }
}

bool failureIsAgreed() noexcept {
    return agreed;
}

int interruptCodeOfAny() {
    const int own = interrupted() ? interruptExitCode() : 0;
    nmf::Communicator* const ranks = startedRanks();
    if (ranks == nullptr) return own;
    const std::vector<int> all = nmf::gatherValues(*ranks, own);
    return *std::max_element(all.begin(), all.end());
}

int threadsOfRank() {
    const int hardware = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
#ifdef WINNOW_MPI
    if (communicator) return std::max(1, std::min(coresAllowed(), hardware / communicator->ranksHere()));
#endif
    return std::min(coresAllowed(), hardware);
}

void endRanks() noexcept {
#ifdef WINNOW_MPI
    communicator.reset();
#endif
}

void abortRanks([[maybe_unused]] int exitCode) noexcept {
#ifdef WINNOW_MPI
    if (communicator && communicator->size() > 1) communicator->abort(exitCode);
#endif
}

} // namespace winnow::tools
