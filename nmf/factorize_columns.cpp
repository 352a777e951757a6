// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_columns.h"

#include "nmf/dense_run.h"

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
        if (options.init != Init::Random || options.nanIsMissing)
            throw InvalidInput("A V that is read in blocks needs Init::Random and every entry.");
        checkPart(split, rows, columns);
        checkStart<T>(rows, columns, W0, H0, options);
        range = checkData(V, transposed, split.shards);
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

template Factorization<float> factorizeColumns(const ColumnSource<float>&, bool, const Matrix<float>&,
                                               const Matrix<float>&, const Options&);
template Factorization<double> factorizeColumns(const ColumnSource<double>&, bool, const Matrix<double>&,
                                                const Matrix<double>&, const Options&);

} // namespace winnow::nmf
