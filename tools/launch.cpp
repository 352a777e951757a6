// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/launch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace winnow::tools {
namespace {

constexpr const char* slurmStep = "SLURM_STEP_NUM_TASKS";

/// A positive number; 0 for anything else.
int numberIn(const char* text) {
    int number = 0;
    if (text == nullptr) return 0;
    const char* const end = text + std::strlen(text);
    const auto [stop, error] = std::from_chars(text, end, number);
    return error == std::errc() && stop == end && number > 0 ? number : 0;
}

} // namespace

Launch readLaunch(const Environment& environment) {
    constexpr std::array marks{"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_FD"};
    // The launcher next to the program comes first. Of Slurm only what srun sets counts: SLURM_NTASKS is
    // there in a batch script, too, whose commands are started once.
    constexpr std::array sizes{"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", slurmStep};
    Launch launch;
    launch.forMpi = std::any_of(marks.begin(), marks.end(),
                                [&](const char* name) { return environment(name) != nullptr; });
    for (const char* name : sizes) {
        const int number = numberIn(environment(name));
        if (number == 0) continue;
        launch.processes = number;
        launch.variable = name;
        break;
    }
    return launch;
}

std::string unconnectedProcesses(const Launch& launch, bool mpiBuilt, int mpiSize) {
    const std::string build =
        "this build has no MPI; build it with libopenmpi-dev installed, or start it alone";
    if (!mpiBuilt && launch.forMpi && launch.variable.empty())
        return "mpirun or srun has started this program, perhaps several times, and " + build;
    if (launch.processes < 2 || mpiSize > 1) return {};
    const std::string started =
        fmt::format("{} processes were started ({}) that do not know of one another, and all would write the "
                    "same output: ",
                    launch.processes, launch.variable);
    if (!mpiBuilt) return started + build;
    const std::string independent =
        fmt::format("; for runs that have nothing to do with each other, unset {}", launch.variable);
    if (launch.variable == slurmStep)
        return started + "srun did not connect them; use srun --mpi=pmix, or mpirun" + independent;
    return started +
           "what started them belongs to another MPI than this build; use that one's mpirun, or srun "
           "--mpi=pmix" +
           independent;
}

} // namespace winnow::tools
