// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorizes a matrix that is shared out among the processes of mpirun; each makes its own part.
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
    // Its columns; where both sides of V are long, some rows of them only.
    const OwnPart own = ownPart(rows, columns, options, false);
    const Matrix<double> V = Matrix<double>::NullaryExpr(own.rows(), own.columns(), [&](Index i, Index j) {
        const Index row = own.firstRow() + i, column = own.firstColumn() + j;
        return static_cast<double>((row * 7 + column * (row % 3 + 1)) % 11);
    });
    const Factorization<double> result = factorize<double>(V, options);
    if (result.W.rows() != own.rows() || result.H.cols() != own.columns()) ranks.abort(1);
    if (ranks.rank() == 0)
        std::printf("%d process%s: divergence %.17g\n", ranks.size(), ranks.size() == 1 ? "" : "es",
                    result.trace.back());
    return 0;
}
