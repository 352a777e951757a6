// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize.h"

#include "nmf/dense_operand.h"
#include "nmf/dense_run.h"
#include "nmf/factorize_input.h"
#include "nmf/factorize_row_major.h"
#include "nmf/scaling.h"
#include "nmf/start/initial_factors.h"
#include "nmf/variants/weighted.h"

namespace winnow::nmf {

namespace {

template <class T>
void startFrom(const StridedView<T>& V, const DataRange& range, const Options& options,
               Factorization<T>& result) {
    const Scaling<T> scaling(range, 2);
    const DenseOperand<T> operand(V, scaling.condition, scaling.s, scaling.smallest);
    initialFactors<T>(operand, options, result.W, result.H);
    result.H /= static_cast<T>(scaling.s);
}

/// @param view  V or this rank's part of it
template <class T>
Factorization<T> factorizeView(const StridedView<T>& view, const DataRange& range, const Matrix<T>& W0,
                               const Matrix<T>& H0, const Options& options) {
    Factorization<T> result;
    result.W = W0;
    result.H = H0;
    if ((options.init == Init::KMeans || options.init == Init::Spa) && range.largest > 0)
        startFrom(view, range, options, result);
    const DenseSplit split(view.rows, view.columns, options);
    const StridedColumns<T> columns(split.ofRows ? view.transposed() : view);
    runDense<T>(columns, split, range, options, result);
    if (!options.updateH) result.H = H0; // to the last bit
    return result;
}

} // namespace

template <class T>
Factorization<T> factorize(MatrixView<T> V, const Matrix<T>& W0, const Matrix<T>& H0,
                           const Options& options) {
    if (options.nanIsMissing) return factorizeMissing<T>(V, W0, H0, options);
    DataRange range;
    together(options.sharing.ranks, [&] {
        checkPart(DenseSplit(V.rows(), V.cols(), options), V.rows(), V.cols());
        if (V.size() > 0 || !options.sharing.active()) range = checkData(V);
        checkStart<T>(V.rows(), V.cols(), W0, H0, options);
    });
    range = rangeOfAll(options.sharing.ranks, range);
    return factorizeView<T>({V.data(), V.rows(), V.cols(), 1, V.outerStride()}, range, W0, H0, options);
}

template <class T> Factorization<T> factorize(MatrixView<T> V, const Options& options) {
    return factorize<T>(V, Matrix<T>(), Matrix<T>(), options);
}

template <class T>
Factorization<T> factorizeRowMajor(RowMajorView<T> V, const Matrix<T>& W0, const Matrix<T>& H0,
                                   const Options& options) {
    if (options.solver == Solver::Mu || options.nanIsMissing || options.sharing.active()) {
        const Matrix<T> copy = V;
        return factorize<T>(copy, W0, H0, options);
    }
    // The rows of V are the columns of its transpose, of which any view will do for the check.
    const MatrixView<T> transposed = Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>(
        V.data(), V.cols(), V.rows(), Eigen::OuterStride<>(V.outerStride()));
    DataRange range;
    try {
        range = checkData(transposed);
    } catch (const InvalidInput&) {
        checkData<T>(Matrix<T>(V)); // the same complaint with row and column in their places
        throw;
    }
    checkStart<T>(V.rows(), V.cols(), W0, H0, options);
    return factorizeView<T>({V.data(), V.rows(), V.cols(), V.outerStride(), 1}, range, W0, H0, options);
}

#define WINNOW_FACTORIZE(T)                                                                                  \
    template Factorization<T> factorize(MatrixView<T>, const Options&);                                      \
    template Factorization<T> factorize(MatrixView<T>, const Matrix<T>&, const Matrix<T>&, const Options&);  \
    template Factorization<T> factorizeRowMajor(RowMajorView<T>, const Matrix<T>&, const Matrix<T>&,         \
                                                const Options&);
WINNOW_FACTORIZE(float)
WINNOW_FACTORIZE(double)

} // namespace winnow::nmf
