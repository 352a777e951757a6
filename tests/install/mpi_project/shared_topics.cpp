// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorizes a matrix whose columns are shared out among the processes of mpirun; each makes its own.
#include "nmf/factorize.h"
#include "nmf/mpi/mpi_communicator.h"
#include "nmf/sharing.h"

#include <cstdio>

int main() {
    using namespace winnow::nmf;
    MpiCommunicator ranks;
    Options options;
    options.rank = 3;
    options.beta = 1; // Kullback-Leibler
    options.solver = Solver::Mu;
    options.seed = 1;
    options.sharing.ranks = &ranks;
    const Index rows = options.sharing.rows = 20, columns = options.sharing.columns = 700;
    const OwnPart own = ownPart(rows, columns, options, false);
    const Matrix<double> V = Matrix<double>::NullaryExpr(rows, own.count, [&](Index i, Index j) {
        return static_cast<double>((i * 7 + (own.first + j) * (i % 3 + 1)) % 11);
    });
    const Factorization<double> result = factorize<double>(V, options);
    if (result.H.cols() != own.count) ranks.abort(1);
    if (ranks.rank() == 0)
        std::printf("%d process%s: divergence %.17g\n", ranks.size(), ranks.size() == 1 ? "" : "es",
                    result.trace.back());
    return 0;
}
