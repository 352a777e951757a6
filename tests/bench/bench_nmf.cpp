// SPDX-License-Identifier: GPL-3.0-or-later
/// Multiplicative updates and the single frame, at the machine's SIMD level or the one in WINNOW_SIMD, one
/// thread. Rows named eigen_* are plain Eigen at the same level. compare_nmf.py runs this beside numpy and
/// scikit-learn.
#include "nmf/factorize_input.h"
#include "nmf/frame_solver.h"
#include "nmf/multiplicative_solver.h"
#include "nmf/simd.h"
#include "tests/bench/eigen_nmf.h"
#include "tests/bench/nmf_data.h"

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using namespace winnow;

constexpr nmf::Index kRows = 513;
constexpr nmf::Index kColumns = 20000;
constexpr nmf::Index kFrameAtoms = 128;

const nmf::Matrix<float>& data() {
    static const nmf::Matrix<float> V = bench::spectrogram(kRows, kColumns);
    return V;
}

/// One iteration of H and W. Arguments: atoms, beta in tenths.
void update(benchmark::State& state) {
    nmf::Options options;
    options.rank = state.range(0);
    options.beta = static_cast<double>(state.range(1)) / 10;
    const nmf::MatrixView<float> V = data();
    const nmf::Matrix<float> W = bench::uniformFactor(kRows, options.rank, 1);
    nmf::Matrix<float> H = bench::uniformFactor(options.rank, kColumns, 2);
    const nmf::StridedColumns<float> columns({V.data(), V.rows(), V.cols(), 1, V.outerStride()});
    nmf::MatrixActivations<float> activations(H);
    nmf::MultiplicativeSolver<float> solver(columns, nmf::checkData(V), options, W, activations);
    solver.iterate(1);
    for (auto _ : state)
        solver.iterate(1);
    state.SetLabel(nmf::name(nmf::simdLevel()));
}

/// An evaluation of the objective, as every `checkEvery` iterations. Arguments as above.
void objective(benchmark::State& state) {
    nmf::Options options;
    options.rank = state.range(0);
    options.beta = static_cast<double>(state.range(1)) / 10;
    const nmf::MatrixView<float> V = data();
    const nmf::Matrix<float> W = bench::uniformFactor(kRows, options.rank, 1);
    nmf::Matrix<float> H = bench::uniformFactor(options.rank, kColumns, 2);
    const nmf::StridedColumns<float> columns({V.data(), V.rows(), V.cols(), 1, V.outerStride()});
    nmf::MatrixActivations<float> activations(H);
    nmf::MultiplicativeSolver<float> solver(columns, nmf::checkData(V), options, W, activations);
    for (auto _ : state)
        benchmark::DoNotOptimize(solver.objective());
}

using EigenIteration = void (*bench::EigenKernels::*)(const bench::EigenNmf&);

void eigenUpdate(benchmark::State& state, EigenIteration iteration) {
    const nmf::Index k = state.range(0);
    nmf::Matrix<float> W = bench::uniformFactor(kRows, k, 1);
    nmf::Matrix<float> H = bench::uniformFactor(k, kColumns, 2);
    nmf::Matrix<float> R(kRows, kColumns);
    const bench::EigenNmf problem{data().data(), W.data(), H.data(), R.data(), kRows, kColumns, k};
    (bench::eigenKernels().*iteration)(problem);
    for (auto _ : state)
        (bench::eigenKernels().*iteration)(problem);
}

void eigenNaive(benchmark::State& state) {
    eigenUpdate(state, &bench::EigenKernels::naive);
}
void eigenInPlace(benchmark::State& state) {
    eigenUpdate(state, &bench::EigenKernels::inPlace);
}
void eigenProducts(benchmark::State& state) {
    eigenUpdate(state, &bench::EigenKernels::products);
}

/// One frame with W fixed, Kullback-Leibler. Argument: iterations.
void frame(benchmark::State& state) {
    const nmf::PackedBasis basis(bench::uniformFactor(kRows, kFrameAtoms, 1));
    nmf::FrameSolver solver;
    solver.prepare(basis);
    const nmf::Matrix<float> v = data().col(0);
    const std::vector<float> l1(kFrameAtoms, 0.1F);
    std::vector<float> h(kFrameAtoms);
    for (auto _ : state) {
        std::fill(h.begin(), h.end(), 1.0F);
        solver.solveKl(basis, {v.data(), static_cast<std::size_t>(kRows)}, l1, h,
                       static_cast<int>(state.range(0)));
        benchmark::DoNotOptimize(h.data());
    }
    state.SetLabel(nmf::name(nmf::simdLevel()));
}

void eigenFrame(benchmark::State& state) {
    nmf::Matrix<float> W = bench::uniformFactor(kRows, kFrameAtoms, 1);
    for (nmf::Index a = 0; a < W.cols(); ++a)
        W.col(a) /= W.col(a).sum();
    nmf::Matrix<float> v = data().col(0);
    nmf::Matrix<float> h(kFrameAtoms, 1);
    const bench::EigenNmf problem{nullptr, W.data(), h.data(), v.data(), kRows, 1, kFrameAtoms};
    for (auto _ : state) {
        h.setOnes();
        bench::eigenKernels().frame(problem, static_cast<int>(state.range(0)));
        benchmark::DoNotOptimize(h.data());
    }
}

BENCHMARK(update)->Args({64, 10})->Args({128, 10})->Args({64, 0})->Args({64, 20})->Args({64, 5})->Unit(
    benchmark::kMillisecond);
BENCHMARK(objective)->Args({64, 10})->Args({64, 0})->Args({64, 20})->Unit(benchmark::kMillisecond);
BENCHMARK(eigenNaive)->Name("eigen_naive")->Arg(64)->Unit(benchmark::kMillisecond);
BENCHMARK(eigenInPlace)->Name("eigen_in_place")->Arg(64)->Arg(128)->Unit(benchmark::kMillisecond);
BENCHMARK(eigenProducts)->Name("eigen_products")->Arg(64)->Arg(128)->Unit(benchmark::kMillisecond);
BENCHMARK(frame)->Arg(10)->Arg(25)->Arg(50)->Unit(benchmark::kMicrosecond);
BENCHMARK(eigenFrame)->Name("eigen_frame")->Arg(10)->Arg(25)->Arg(50)->Unit(benchmark::kMicrosecond);

} // namespace
