// SPDX-License-Identifier: GPL-3.0-or-later
/// Ranks that are processes under mpirun or srun.
#pragma once

#include "nmf/communicator.h"

#include <stdexcept>

namespace winnow::nmf {

/// MPI cannot be used as it is.
class MpiError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// All ranks of MPI_COMM_WORLD. One at a time in a process, and after it none: it begins and ends MPI. [main]
class MpiCommunicator final : public Communicator {
public:
    /// @throws MpiError where MPI does not begin
    MpiCommunicator();
    /// Waits for the other ranks.
    ~MpiCommunicator() override;

    int rank() const noexcept override { return rank_; }
    int size() const noexcept override { return size_; }
    /// Ranks that share this one's machine, itself among them.
    int ranksHere() const noexcept { return here_; }
    [[noreturn]] void abort(int exitCode) override;

protected:
    void transfer(std::span<const Outgoing> out, std::span<const Incoming> in) override;
    void spread(std::span<std::byte> bytes, int root) override;

private:
    int rank_ = 0, size_ = 1, here_ = 1;
};

} // namespace winnow::nmf
