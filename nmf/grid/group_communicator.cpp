// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/group_communicator.h"

#include <algorithm>
#include <cstdlib>

namespace winnow::nmf {

GroupCommunicator::GroupCommunicator(Communicator& all, std::vector<int> members)
    : all_(all), members_(std::move(members)),
      rank_(static_cast<int>(std::find(members_.begin(), members_.end(), all.rank()) - members_.begin())) {}

void GroupCommunicator::abort(int exitCode) {
    all_.abort(exitCode);
    std::_Exit(exitCode);
}

void GroupCommunicator::transfer(std::span<const Outgoing> out, std::span<const Incoming> in) {
    std::vector<Outgoing> sent(out.begin(), out.end());
    std::vector<Incoming> expected(in.begin(), in.end());
    for (Outgoing& message : sent)
        message.to = members_[static_cast<std::size_t>(message.to)];
    for (Incoming& message : expected)
        message.from = members_[static_cast<std::size_t>(message.from)];
    all_.exchange(sent, expected);
}

} // namespace winnow::nmf
