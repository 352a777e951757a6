// SPDX-License-Identifier: GPL-3.0-or-later
/// Run by mpirun: the checks of every communicator on real processes. `abort`: the last rank gives up while
/// the others wait for it.
#include "nmf/mpi/mpi_communicator.h"
#include "tests/support/rank_checks.h"

#include <cstdio>
#include <exception>
#include <string_view>

int main(int count, char** arguments) {
    winnow::nmf::MpiCommunicator ranks;
    try {
        if (count > 1 && std::string_view(arguments[1]) == "abort") {
            if (ranks.rank() + 1 == ranks.size()) ranks.abort(5);
            winnow::nmf::gatherValues(ranks, 1);
        }
        winnow::tests::checkRanks(ranks);
        if (ranks.ranksHere() != ranks.size()) throw winnow::tests::CheckFailed("other machines are seen");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "rank %d: %s\n", ranks.rank(), error.what());
        ranks.abort(1);
    }
    return 0;
}
