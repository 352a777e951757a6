// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/dense_run.h"

#include "nmf/dense_operand.h"
#include "nmf/grid/dense_products.h"
#include "nmf/grid/grid_mean.h"
#include "nmf/grid/grid_run.h"
#include "nmf/least_squares_run.h"
#include "nmf/multiplicative_run.h"
#include "nmf/start/initial_factors.h"
#include "nmf/start/random_start.h"

#include <utility>

namespace winnow::nmf {

namespace {

template <class T> double meanOf(const ColumnSource<T>& V, const DenseSplit& split, const DataRange& range) {
    if (!(range.largest > 0)) return 0;
    return split.grid.twoWays() ? relativeMean(V, split.grid, range.largest)
                                : relativeMean(V, split.shards, range.largest);
}

/// From singular vectors, of the solver's V.
template <class T>
void startFromSvd(const ColumnSource<T>& V, const DenseSplit& split, const DataRange& range,
                  const Options& options, Factorization<T>& result) {
    const Scaling<T> scaling(range, 2);
    DenseGramProducts<T> blocks(V, split.grid.rows(), scaling);
    SharedProducts<T> products(blocks, split.grid, options.threads);
    const double mean = meanOf(V, split, range) * range.largest * scaling.s;
    Matrix<T> A, B;
    singularFactors(products, mean, options, A, B);
    result.W = split.ofRows ? Matrix<T>(B.transpose()) : std::move(A);
    result.H = split.ofRows ? Matrix<T>(A.transpose()) : std::move(B);
    result.H /= static_cast<T>(scaling.s);
}

template <class T>
void runOnGrid(const ColumnSource<T>& V, const DenseSplit& split, const DataRange& range,
               const Options& options, Factorization<T>& result) {
    const Scaling<T> scaling(range, options.beta);
    const GridRun run{split.grid, split.ofRows, options};
    if (options.beta == 2) {
        DenseGramProducts<T> products(V, split.grid.rows(), scaling);
        runGrid<T>(products, run, scaling, result);
    } else {
        DenseRatioProducts<T> products(V, split.grid.rows(), scaling, options.beta);
        runGrid<T>(products, run, scaling, result);
    }
}

} // namespace

template <class T>
void runDense(const ColumnSource<T>& V, const DenseSplit& split, const DataRange& range,
              const Options& options, Factorization<T>& result) {
    if (fromSingularVectors(options.init) && range.largest > 0)
        startFromSvd(V, split, range, options, result);
    if (result.W.cols() < options.rank || result.H.rows() == 0) {
        fillStart({split.rows, split.columns, split.ofVRows(), split.ofVColumns()}, range,
                  meanOf(V, split, range), options, result.W, result.H);
    }
    if (split.onGrid) {
        runOnGrid(V, split, range, options, result);
        return;
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
