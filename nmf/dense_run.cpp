// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/dense_run.h"

#include "nmf/dense_operand.h"
#include "nmf/least_squares_run.h"
#include "nmf/multiplicative_run.h"
#include "nmf/start/random_start.h"

#include <string>

namespace winnow::nmf {

DenseSplit::DenseSplit(Index ownRows, Index ownColumns, const Options& options)
    : rows(options.sharing.active() ? options.sharing.rows : ownRows),
      columns(options.sharing.active() ? options.sharing.columns : ownColumns),
      ofRows(ownPart(rows, columns, options, false).ofRows),
      shards(ColumnShards::ofDense(ofRows ? rows : columns, options.sharing.ranks)) {}

void checkPart(const DenseSplit& split, Index rows, Index columns) {
    checkPart(split.shards, split.ofRows ? rows : columns);
    const Index across = split.ofRows ? columns : rows, whole = split.ofRows ? split.columns : split.rows;
    if (across != whole)
        throw InvalidInput("This rank's part of V has " + std::to_string(across) +
                           " elements a column (or row), and all of V " + std::to_string(whole) + ".");
}

template <class T>
void runDense(const ColumnSource<T>& V, const DenseSplit& split, const DataRange& range,
              const Options& options, Factorization<T>& result) {
    if (result.W.cols() < options.rank || result.H.rows() == 0) {
        const bool hasMean = range.largest > 0;
        const double mean = hasMean ? relativeMean(V, split.shards, range.largest) : 0;
        fillStart({split.rows, split.columns, split.ofRows, &split.shards}, range, mean, options, result.W,
                  result.H);
    }
    if (options.solver == Solver::Mu) {
        MatrixActivations<T> H(result.H);
        runMultiplicative<T>(V, range, options, H, result);
        return;
    }
    const Scaling<T> scaling(range, 2);
    const DenseOperand<T> operand(V, scaling.condition, scaling.s, scaling.smallest);
    runLeastSquares<T>(operand, split.ofRows, scaling, options, result);
}

template void runDense(const ColumnSource<float>&, const DenseSplit&, const DataRange&, const Options&,
                       Factorization<float>&);
template void runDense(const ColumnSource<double>&, const DenseSplit&, const DataRange&, const Options&,
                       Factorization<double>&);

} // namespace winnow::nmf
