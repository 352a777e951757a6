// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/least_squares/gram_solver.h"

#include "nmf/kernels/gram_kernels.h"
#include "nmf/least_squares/coordinate_descent.h"
#include "nmf/least_squares/gradient_solvers.h"
#include "nmf/least_squares/passive_set_solvers.h"

#include <algorithm>

namespace winnow::nmf {

template <class T> std::unique_ptr<GramSolver<T>> makeGramSolver(Solver solver, const InnerStop& stop) {
    switch (solver) {
    case Solver::Mu:
        return std::make_unique<MultiplicativeGramSolver<T>>(false);
    case Solver::AcceleratedMu:
        return std::make_unique<MultiplicativeGramSolver<T>>(true);
    case Solver::Hals:
        return std::make_unique<CoordinateDescent<T>>(false);
    case Solver::AcceleratedHals:
        return std::make_unique<CoordinateDescent<T>>(true);
    case Solver::ProjectedGradient:
        return std::make_unique<ProjectedGradientSolver<T>>(stop);
    case Solver::Nesterov:
        return std::make_unique<NesterovSolver<T>>(stop);
    case Solver::ActiveSet:
        return std::make_unique<PassiveSetSolver<T>>(PassiveSetMethod::ActiveSet);
    case Solver::BlockPivoting:
        break;
    }
    return std::make_unique<PassiveSetSolver<T>>(PassiveSetMethod::BlockPivoting);
}

template <class T> double squaredProjectedGradient(const GramBlock<T>& b, T* GX) {
    kernels::gramKernels<T>(simdLevel()).multiply(b.G, b.atoms, b.stride, b.X, b.columns, GX);
    double total = 0;
    for (Index j = 0; j < b.columns; ++j) {
        for (Index a = 0; a < b.atoms; ++a) {
            const Index at = j * b.stride + a;
            const auto slope = static_cast<double>(GX[at] - b.N[at]);
            const double projected = b.X[at] > 0 ? slope : std::min(slope, 0.0);
            total += projected * projected;
        }
    }
    return total;
}

template std::unique_ptr<GramSolver<float>> makeGramSolver(Solver, const InnerStop&);
template std::unique_ptr<GramSolver<double>> makeGramSolver(Solver, const InnerStop&);
template double squaredProjectedGradient(const GramBlock<float>&, float*);
template double squaredProjectedGradient(const GramBlock<double>&, double*);

} // namespace winnow::nmf
