// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/nnls.h"

#include "nmf/aligned_buffer.h"
#include "nmf/kernels/gram_kernels.h"
#include "nmf/least_squares/gram_solver.h"

#include <cmath>
#include <string>

namespace winnow::nmf {

namespace {

template <class T> void requireFinite(const char* name, const Matrix<T>& values) {
    if (!values.allFinite()) throw InvalidInput(std::string(name) + " has entries that are not finite.");
}

std::string shape(Index rows, Index columns) {
    return std::to_string(rows) + " x " + std::to_string(columns);
}

/// Copies into columns of `stride` elements, zeros behind.
template <class T> void pad(const Matrix<T>& from, Index stride, AlignedBuffer<T>& to) {
    for (Index j = 0; j < from.cols(); ++j)
        std::copy_n(from.data() + j * from.rows(), from.rows(), to.data() + j * stride);
}

} // namespace

template <class T>
Matrix<T> nnlsGram(const Matrix<T>& G, const Matrix<T>& N, Solver solver, double tolerance,
                   int maxIterations) {
    if (G.rows() < 1 || G.rows() != G.cols() || N.rows() != G.rows())
        throw InvalidInput("G is " + shape(G.rows(), G.cols()) + " and N " + shape(N.rows(), N.cols()) +
                           "; G must be square and N have as many rows.");
    requireFinite("G", G);
    requireFinite("N", N);
    if (solver == Solver::Mu || solver == Solver::AcceleratedMu || solver == Solver::Hals)
        throw InvalidInput("nnls takes the solvers BlockPivoting, ActiveSet, AcceleratedHals, "
                           "ProjectedGradient and Nesterov; the others are steps of a factorization.");
    if (!(tolerance >= 0) || maxIterations < 1)
        throw InvalidInput("tolerance must be zero or positive and maxIterations at least 1.");
    const bool exact = solver == Solver::ActiveSet || solver == Solver::BlockPivoting;
    const Index k = G.rows();
    constexpr Index block = 128; // columns at a time
    const auto& kernels = kernels::gramKernels<T>(simdLevel());
    const Index stride = (k + kernels.lanes - 1) / kernels.lanes * kernels.lanes;
    const auto gramSolver = makeGramSolver<T>(solver, {tolerance, maxIterations});
    AlignedBuffer<T> g(stride * k), n(stride * block), x(stride * block), product(stride * block);
    AlignedBuffer<T> scratch(std::max<Index>(gramSolver->scratchSize(k, stride, block), 1));
    pad(G, stride, g);
    gramSolver->prepare(g.data(), k, stride);
    Matrix<T> X(k, N.cols());
    for (Index first = 0; first < N.cols(); first += block) {
        const Index columns = std::min(block, N.cols() - first);
        pad<T>(N.middleCols(first, columns), stride, n);
        x.clear();
        const GramBlock<T> task{k, stride, columns, g.data(), n.data(), x.data(), scratch.data(), 100};
        if (exact || solver != Solver::AcceleratedHals) {
            gramSolver->solve(task);
        } else {
            const double target = tolerance * tolerance * squaredProjectedGradient(task, product.data());
            for (int i = 0; i < maxIterations; i += task.sweeps) {
                gramSolver->solve(task);
                if (!(squaredProjectedGradient(task, product.data()) > target)) break;
            }
        }
        for (Index j = 0; j < columns; ++j)
            std::copy_n(x.data() + j * stride, k, X.data() + (first + j) * k);
    }
    return X;
}

template <class T>
Matrix<T> nnls(const Matrix<T>& A, const Matrix<T>& B, Solver solver, double tolerance, int maxIterations) {
    if (A.rows() != B.rows())
        throw InvalidInput("A is " + shape(A.rows(), A.cols()) + " and B " + shape(B.rows(), B.cols()) +
                           "; they must have as many rows.");
    requireFinite("A", A);
    requireFinite("B", B);
    const Matrix<T> G = A.transpose() * A;
    const Matrix<T> N = A.transpose() * B;
    return nnlsGram<T>(G, N, solver, tolerance, maxIterations);
}

template <class T> double kktResidual(const Matrix<T>& G, const Matrix<T>& N, const Matrix<T>& X) {
    const Matrix<double> n = N.template cast<double>();
    const Matrix<double> x = X.template cast<double>();
    const Matrix<double> gradient = G.template cast<double>() * x - n;
    double total = 0, size = 0;
    for (Index a = 0; a < X.rows(); ++a) {
        const double unit = G(a, a) > 0 ? std::sqrt(static_cast<double>(G(a, a))) : 1;
        for (Index j = 0; j < X.cols(); ++j) {
            const double r = std::min(x(a, j) * unit, gradient(a, j) / unit);
            total += r * r;
            size += n(a, j) / unit * n(a, j) / unit;
        }
    }
    return size > 0 ? std::sqrt(total / size) : std::sqrt(total);
}

#define WINNOW_NNLS(T)                                                                                       \
    template Matrix<T> nnls(const Matrix<T>&, const Matrix<T>&, Solver, double, int);                        \
    template Matrix<T> nnlsGram(const Matrix<T>&, const Matrix<T>&, Solver, double, int);                    \
    template double kktResidual(const Matrix<T>&, const Matrix<T>&, const Matrix<T>&);
WINNOW_NNLS(float)
WINNOW_NNLS(double)

} // namespace winnow::nmf
