// SPDX-License-Identifier: GPL-3.0-or-later
/// How the environment says that this program was started.
#pragma once

#include <functional>
#include <string>

namespace winnow::tools {

/// What mpirun or srun has set. A program started alone, also within a Slurm job, is one process.
struct Launch {
    bool forMpi = false;       ///< the launcher and MPI can talk to each other
    int processes = 1;         ///< of this program; 1 where nothing says how many
    std::string variable = {}; ///< that says how many, as in "PMI_SIZE"; empty: none
};

/// Value of a variable of the environment; null where there is none.
using Environment = std::function<const char*(const char* name)>;

/// Open MPI's and MPICH's mpirun, srun with PMIx, PMI-2 or nothing. [main]
Launch readLaunch(const Environment& environment);

/// Where several processes were started that cannot talk to each other, each would do all the work and write
/// the same output: says so, with the reason and what to do. Empty where all is well.
/// @param mpiBuilt  this build has MPI
/// @param mpiSize  processes that MPI knows of; 0: it has not begun. [any]
std::string unconnectedProcesses(const Launch& launch, bool mpiBuilt, int mpiSize);

} // namespace winnow::tools
