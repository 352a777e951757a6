// SPDX-License-Identifier: GPL-3.0-or-later
/// Some of the ranks, as a communicator of their own.
#pragma once

#include "nmf/communicator.h"

#include <vector>

namespace winnow::nmf {

/// Its rank r is rank members[r] of `all`, through which the messages go and where they are counted too.
class GroupCommunicator final : public Communicator {
public:
    /// @param all  outlives this; @param members  rising, with all.rank() among them
    GroupCommunicator(Communicator& all, std::vector<int> members);

    int rank() const noexcept override { return rank_; }
    int size() const noexcept override { return static_cast<int>(members_.size()); }
    [[noreturn]] void abort(int exitCode) override;

protected:
    void transfer(std::span<const Outgoing> out, std::span<const Incoming> in) override;

private:
    Communicator& all_;
    std::vector<int> members_;
    int rank_;
};

} // namespace winnow::nmf
