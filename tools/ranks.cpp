// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/ranks.h"

#include "tools/interrupt.h"

#ifdef WINNOW_MPI
#include "nmf/mpi/mpi_communicator.h"
#endif

#include <sched.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <thread>

namespace winnow::tools {
namespace {

/// What Open MPI's and MPICH's mpirun, and srun with PMIx or PMI-2, set.
bool startedByMpi() {
    constexpr std::array names{"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_FD"};
    return std::any_of(names.begin(), names.end(),
                       [](const char* name) { return std::getenv(name) != nullptr; });
}

int coresAllowed() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    return sched_getaffinity(0, sizeof cores, &cores) == 0 ? std::max(1, CPU_COUNT(&cores)) : 1;
}

bool agreed = false;
#ifdef WINNOW_MPI
std::unique_ptr<nmf::MpiCommunicator> communicator;
#endif

} // namespace

nmf::Communicator* startedRanks() {
    if (!startedByMpi()) return nullptr;
#ifdef WINNOW_MPI
    if (!communicator) communicator = std::make_unique<nmf::MpiCommunicator>();
    return communicator.get();
#else
    throw std::runtime_error(
        "this build has no MPI, and mpirun would run it several times over; build it with "
        "libopenmpi-dev installed, or start it alone");
#endif
}

void inAgreement(const std::function<void()>& work) {
    try {
        nmf::together(startedRanks(), work);
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
