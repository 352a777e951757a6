// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/mpi/mpi_communicator.h"

#include <mpi.h>

#include <algorithm>
#include <cstdlib>

namespace winnow::nmf {
namespace {

/// MPI counts in int: longer messages go in pieces. Errors end the program (MPI_ERRORS_ARE_FATAL).
constexpr std::size_t mostBytes = std::size_t{1} << 30;
constexpr int tag = 0;

template <class Byte, class Use> void inPieces(std::span<Byte> bytes, const Use& use) {
    for (std::size_t at = 0; at < bytes.size(); at += mostBytes)
        use(bytes.data() + at, static_cast<int>(std::min(mostBytes, bytes.size() - at)));
}

} // namespace

MpiCommunicator::MpiCommunicator() {
    int level = 0;
    // Only the thread that began MPI calls it; the others of the team compute.
    if (MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level) != MPI_SUCCESS)
        throw MpiError("MPI does not begin");
    if (level < MPI_THREAD_FUNNELED) throw MpiError("this MPI does not allow threads beside it");
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
    MPI_Comm machine;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &machine);
    MPI_Comm_size(machine, &here_);
    MPI_Comm_free(&machine);
}

MpiCommunicator::~MpiCommunicator() {
    MPI_Finalize();
}

void MpiCommunicator::abort(int exitCode) {
    MPI_Abort(MPI_COMM_WORLD, exitCode);
    std::_Exit(exitCode);
}

void MpiCommunicator::transfer(std::span<const Outgoing> out, std::span<const Incoming> in) {
    std::vector<MPI_Request> requests;
    for (const Incoming& message : in)
        inPieces(message.bytes, [&](std::byte* data, int count) {
            MPI_Irecv(data, count, MPI_BYTE, message.from, tag, MPI_COMM_WORLD, &requests.emplace_back());
        });
    for (const Outgoing& message : out)
        inPieces(message.bytes, [&](const std::byte* data, int count) {
            MPI_Isend(data, count, MPI_BYTE, message.to, tag, MPI_COMM_WORLD, &requests.emplace_back());
        });
    MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
}

void MpiCommunicator::spread(std::span<std::byte> bytes, int root) {
    inPieces(bytes,
             [&](std::byte* data, int count) { MPI_Bcast(data, count, MPI_BYTE, root, MPI_COMM_WORLD); });
}

} // namespace winnow::nmf
