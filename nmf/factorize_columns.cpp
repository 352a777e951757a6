// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_columns.h"

#include "nmf/dense_run.h"
#include "nmf/multiplicative_run.h"
#include "nmf/start/random_start.h"

namespace winnow::nmf {

template <class T>
Factorization<T> factorizeColumns(const ColumnSource<T>& V, bool transposed, const Matrix<T>& W0,
                                  const Matrix<T>& H0, const Options& options) {
    const Index rows = transposed ? V.columns() : V.rows(), columns = transposed ? V.rows() : V.columns();
    const DenseSplit split(rows, columns, options);
    DataRange range;
    together(options.sharing.ranks, [&] {
        if (split.ofRows != transposed)
            throw InvalidInput(transposed ? "This V is to be read by columns, and is given by rows."
                                          : "This V is to be read by rows, and is given by columns.");
        if (options.init == Init::KMeans || options.init == Init::Spa || options.nanIsMissing)
            throw InvalidInput("A V that is read in blocks needs another init, and every entry.");
        checkPart(split, rows, columns);
        checkStart<T>(rows, columns, W0, H0, options);
        range = checkData(V, transposed, split.shards, split.grid.rows().firstColumn());
    });
    // From here on as factorize() of a matrix in memory: some ranks may have theirs there, and others not.
    range = rangeOfAll(options.sharing.ranks, range);
    Factorization<T> result;
    result.W = W0;
    result.H = H0;
    runDense<T>(V, split, range, options, result);
    if (!options.updateH) result.H = H0; // to the last bit
    return result;
}

template <class T>
Factorization<T> factorizeColumns(const ColumnSource<T>& V, const Matrix<T>& W0, ActivationStore<T>& H,
                                  bool startGiven, const Options& options) {
    const DenseSplit split(V.rows(), V.columns(), options, true);
    DataRange range;
    together(options.sharing.ranks, [&] {
        if (options.solver != Solver::Mu)
            throw InvalidInput("An H that is kept in a store needs Solver::Mu.");
        if (options.init != Init::Random || options.nanIsMissing)
            throw InvalidInput("A V that is read in blocks needs Init::Random and every entry.");
        if (H.rows() != options.rank || H.columns() != V.columns())
            throw InvalidInput("H must have a row for each atom and a column for each column of V.");
        if (startGiven && W0.cols() != options.rank)
            throw InvalidInput("An H that holds the start needs a W0 of all atoms.");
        checkPart(split, V.rows(), V.columns());
        checkStart<T>(V.rows(), V.columns(), W0, Matrix<T>(), options);
        range = checkData(V, false, split.shards);
    });
    range = rangeOfAll(options.sharing.ranks, range);
    Factorization<T> result;
    result.W = W0;
    if (!startGiven) {
        const double mean = range.largest > 0 ? relativeMean(V, split.shards, range.largest) : 0;
        fillStart({split.rows, split.columns, nullptr, &split.shards}, range, mean, options, result.W, H);
    }
    runMultiplicative<T>(V, range, options, H, result);
    return result;
}

template Factorization<float> factorizeColumns(const ColumnSource<float>&, const Matrix<float>&,
                                               ActivationStore<float>&, bool, const Options&);
template Factorization<double> factorizeColumns(const ColumnSource<double>&, const Matrix<double>&,
                                                ActivationStore<double>&, bool, const Options&);
template Factorization<float> factorizeColumns(const ColumnSource<float>&, bool, const Matrix<float>&,
                                               const Matrix<float>&, const Options&);
template Factorization<double> factorizeColumns(const ColumnSource<double>&, bool, const Matrix<double>&,
                                                const Matrix<double>&, const Options&);

} // namespace winnow::nmf
