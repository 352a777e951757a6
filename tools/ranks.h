// SPDX-License-Identifier: GPL-3.0-or-later
/// The processes that mpirun or srun has started this program as.
#pragma once

#include "nmf/communicator.h"

#include <functional>

namespace winnow::tools {

/// Null where the program was started alone. The first call begins MPI, so that programs that never ask, and
/// those started alone, have nothing to do with it.
/// @throws std::runtime_error where MPI does not begin, and where mpirun or srun has started several
/// processes that cannot reach each other (unconnectedProcesses). [main]
nmf::Communicator* startedRanks();

/// Runs work(), in which ranks do not talk to each other. Where some fail, all throw (nmf::together), and
/// main knows that they do. Just runs it in a program started alone. [main]
void inAgreement(const std::function<void()>& work);

/// Whether the exception that ends this program ends the others too: it came out of inAgreement(). [main]
bool failureIsAgreed() noexcept;

/// interruptExitCode() of a rank that was interrupted; 0: none was. All ranks. [main]
int interruptCodeOfAny();

/// Threads for --threads 0: the hardware's, shared by the ranks of one machine; fewer where mpirun has bound
/// this one to some cores. [main]
int threadsOfRank();

/// Ends MPI, if it was begun: what main does last. Waits for the other ranks. [main]
void endRanks() noexcept;

/// Ends all ranks because of an error of this one that the others do not know of, if there are others. [main]
void abortRanks(int exitCode) noexcept;

} // namespace winnow::tools
