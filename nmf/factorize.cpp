// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize.h"

#include "nmf/dense_operand.h"
#include "nmf/factorize_input.h"
#include "nmf/factorize_row_major.h"
#include "nmf/least_squares_run.h"
#include "nmf/multiplicative_run.h"
#include "nmf/start/initial_factors.h"
#include "nmf/start/random_start.h"
#include "nmf/variants/weighted.h"

namespace winnow::nmf {

namespace {

/// V by its strides; the start is filled in by the caller.
template <class T>
void solveLeastSquares(const StridedView<T>& V, const DataRange& range, const Options& options,
                       Factorization<T>& result) {
    const Scaling<T> scaling(range, 2);
    // Blocks run along the longer side.
    const bool swapped = V.rows > V.columns;
    const DenseOperand<T> operand(swapped ? V.transposed() : V, scaling.condition, scaling.s,
                                  scaling.smallest);
    runLeastSquares<T>(operand, swapped, scaling, options, result);
}

/// The mean that a random start needs; it takes a pass over V.
template <class T>
double meanFor(const MatrixView<T>& V, const DataRange& range, Index rank, const Factorization<T>& start) {
    const bool given = start.W.cols() == rank && start.H.size() > 0;
    return given || range.largest == 0 ? 0 : relativeMean<T>(V, range.largest);
}

template <class T>
void chooseStart(const StridedView<T>& V, const DataRange& range, double meanV, const Options& options,
                 Factorization<T>& result) {
    if (options.init == Init::Random || range.largest == 0) {
        fillStart(V.rows, V.columns, range, meanV, options, result.W, result.H);
        return;
    }
    const Scaling<T> scaling(range, 2);
    const DenseOperand<T> operand(V, scaling.condition, scaling.s, scaling.smallest);
    initialFactors<T>(operand, options, result.W, result.H);
    result.H /= static_cast<T>(scaling.s);
}

} // namespace

template <class T>
Factorization<T> factorize(MatrixView<T> V, const Matrix<T>& W0, const Matrix<T>& H0,
                           const Options& options) {
    if (options.nanIsMissing) return factorizeMissing<T>(V, W0, H0, options);
    const DataRange range = checkData(V);
    checkStart<T>(V.rows(), V.cols(), W0, H0, options);
    Factorization<T> result;
    result.W = W0;
    result.H = H0;
    const StridedView<T> view{V.data(), V.rows(), V.cols(), 1, V.outerStride()};
    const double meanV = meanFor<T>(V, range, options.rank, result);
    chooseStart(view, range, meanV, options, result);
    if (options.solver == Solver::Mu)
        runMultiplicative<T>(V, range, options, result);
    else
        solveLeastSquares(view, range, options, result);
    if (!options.updateH) result.H = H0; // to the last bit
    return result;
}

template <class T> Factorization<T> factorize(MatrixView<T> V, const Options& options) {
    return factorize<T>(V, Matrix<T>(), Matrix<T>(), options);
}

template <class T>
Factorization<T> factorizeRowMajor(RowMajorView<T> V, const Matrix<T>& W0, const Matrix<T>& H0,
                                   const Options& options) {
    if (options.solver == Solver::Mu || options.nanIsMissing) {
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
    Factorization<T> result;
    result.W = W0;
    result.H = H0;
    const StridedView<T> view{V.data(), V.rows(), V.cols(), V.outerStride(), 1};
    const double meanV = meanFor<T>(transposed, range, options.rank, result);
    chooseStart(view, range, meanV, options, result);
    solveLeastSquares(view, range, options, result);
    return result;
}

#define WINNOW_FACTORIZE(T)                                                                                  \
    template Factorization<T> factorize(MatrixView<T>, const Options&);                                      \
    template Factorization<T> factorize(MatrixView<T>, const Matrix<T>&, const Matrix<T>&, const Options&);  \
    template Factorization<T> factorizeRowMajor(RowMajorView<T>, const Matrix<T>&, const Matrix<T>&,         \
                                                const Options&);
WINNOW_FACTORIZE(float)
WINNOW_FACTORIZE(double)

} // namespace winnow::nmf
