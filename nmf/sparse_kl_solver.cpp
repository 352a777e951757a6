// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/sparse_kl_solver.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

template <class T>
SparseKlSolver<T>::SparseKlSolver(const SparseOperand<T>& V, const Scaling<T>& scaling,
                                  const Options& options, const Matrix<T>& W, Matrix<T>& H,
                                  const Penalties& penalties)
    : V_(V), kernels_(kernels::gramKernels<T>(simdLevel())), options_(options), penalties_(penalties),
      atoms_(W.cols()), stride_((atoms_ + kernels_.lanes - 1) / kernels_.lanes * kernels_.lanes),
      firstLearned_(options.updateW ? options.fixedAtoms : atoms_), epsilon_(static_cast<T>(scaling.epsilon)),
      floorH_(scaling.floorH), H_(H), W_(stride_ * V.rows()),
      numerator_(firstLearned_ < atoms_ ? stride_ * V.rows() : 0), shards_(V.columns(), V.mostShards()),
      team_(shards_.threads(options.threads)), sizes_(static_cast<std::size_t>(atoms_)),
      stepW_(StepKind::of(1, penalties.hasSquareW())), stepH_(StepKind::of(1, penalties.hasSquareH())) {
    for (Index i = 0; i < V.rows(); ++i)
        for (Index a = 0; a < atoms_; ++a)
            W_.data()[i * stride_ + a] =
                W(i, a) > 0 ? std::max(W(i, a), static_cast<T>(scaling.floorW)) : T(0);
    for (int i = 0; i < team_.size(); ++i)
        workers_.push_back({AlignedBuffer<T>(stride_),
                            AlignedBuffer<T>(stride_),
                            AlignedBuffer<T>(static_cast<Index>(numerator_.size())),
                            {}});
}

template <class T> void SparseKlSolver<T>::measure() {
    measureW();
    measureH();
}

template <class T> void SparseKlSolver<T>::measureW() {
    const Eigen::Map<const Matrix<T>> W(W_.data(), stride_, V_.rows());
    Eigen::ArrayXd sums = Eigen::ArrayXd::Zero(stride_), squares = sums;
    for (Index i = 0; i < V_.rows(); ++i) {
        const Eigen::ArrayXd w = W.col(i).template cast<double>();
        sums += w;
        squares += w.square();
    }
    for (Index a = 0; a < atoms_; ++a) {
        sizes_[static_cast<std::size_t>(a)].sumW = sums(a);
        sizes_[static_cast<std::size_t>(a)].normW = std::sqrt(squares(a));
    }
}

template <class T> void SparseKlSolver<T>::measureH() {
    Eigen::ArrayXd sums = Eigen::ArrayXd::Zero(atoms_), squares = sums;
    for (Index j = 0; j < V_.columns(); ++j) {
        const Eigen::ArrayXd h = H_.col(j).template cast<double>();
        sums += h;
        squares += h.square();
    }
    for (Index a = 0; a < atoms_; ++a) {
        sizes_[static_cast<std::size_t>(a)].sumH = sums(a);
        sizes_[static_cast<std::size_t>(a)].normH = std::sqrt(squares(a));
    }
}

template <class T> AtomSize SparseKlSolver<T>::sizeOf(Index a) const noexcept {
    return sizes_[static_cast<std::size_t>(a)];
}

template <class T>
void SparseKlSolver<T>::updateColumn(Index column, Worker& worker, const std::vector<AtomStep>& steps) {
    kernels_.ratioSparse(V_.block(0, V_.columns()), column, W_.data(), worker.h.data(), stride_, epsilon_,
                         worker.N.data());
    for (Index a = 0; a < atoms_; ++a) {
        T& h = worker.h.data()[a];
        const AtomStep& step = steps[static_cast<std::size_t>(a)];
        h = static_cast<T>(multiplicativeStep(stepH_, static_cast<double>(h),
                                              static_cast<double>(worker.N.data()[a]), step.denominator,
                                              step.square, floorH_));
        H_(a, column) = h;
    }
}

template <class T> void SparseKlSolver<T>::iterate() {
    measureW();
    if (!penalties_.none()) measureH();
    std::vector<AtomStep> steps;
    for (Index a = 0; a < atoms_; ++a)
        steps.push_back({sizeOf(a).sumW + penalties_.slopeH(a, sizeOf(a)), penalties_.squareH(a, sizeOf(a))});
    const bool learnsW = numerator_.size() > 0;
    if (learnsW) numerator_.clear();
    const kernels::SparseColumns<T> V = V_.block(0, V_.columns());
    const auto work = [&](int index, int shard) {
        Worker& worker = workers_[static_cast<std::size_t>(index)];
        if (learnsW) worker.sum.clear();
        const auto [begin, end] = shards_.tilesOf(shard);
        for (Index t = begin; t < end; ++t) {
            const auto [first, count] = shards_.columnsOf(t);
            for (Index j = first; j < first + count; ++j) {
                std::copy_n(H_.data() + j * atoms_, atoms_, worker.h.data());
                if (options_.updateH) updateColumn(j, worker, steps);
                if (learnsW)
                    kernels_.ratioSparseRows(V, j, W_.data(), worker.h.data(), stride_, epsilon_,
                                             worker.sum.data());
            }
        }
    };
    const auto commit = [&](int index, int) {
        const AlignedBuffer<T>& part = workers_[static_cast<std::size_t>(index)].sum;
        if (learnsW)
            for (std::size_t i = 0; i < part.size(); ++i)
                numerator_.data()[i] += part.data()[i];
    };
    team_.run(shards_.count(), {work, commit});
    if (learnsW) updateW();
}

template <class T> void SparseKlSolver<T>::updateW() {
    measureH();
    for (Index a = firstLearned_; a < atoms_; ++a) {
        const AtomSize size = sizeOf(a);
        const double denominator = size.sumH + penalties_.slopeW(a, size);
        const double square = penalties_.squareW(a, size);
        for (Index i = 0; i < V_.rows(); ++i) {
            T& w = W_.data()[i * stride_ + a];
            w = static_cast<T>(multiplicativeStep(stepW_, static_cast<double>(w),
                                                  static_cast<double>(numerator_.data()[i * stride_ + a]),
                                                  denominator, square, Scaling<T>::floorW));
        }
    }
}

template <class T> double SparseKlSolver<T>::objective() {
    const kernels::SparseColumns<T> V = V_.block(0, V_.columns());
    std::vector<double> parts(static_cast<std::size_t>(shards_.count()));
    const auto work = [&](int index, int shard) {
        Worker& worker = workers_[static_cast<std::size_t>(index)];
        const auto [begin, end] = shards_.tilesOf(shard);
        for (Index t = begin; t < end; ++t) {
            const auto [first, count] = shards_.columnsOf(t);
            double total = 0;
            for (Index j = first; j < first + count; ++j) {
                std::copy_n(H_.data() + j * atoms_, atoms_, worker.h.data());
                worker.model.resize(static_cast<std::size_t>(V.starts[j + 1] - V.starts[j]));
                kernels_.modelSparse(V, j, W_.data(), worker.h.data(), stride_, epsilon_,
                                     worker.model.data());
                for (std::size_t e = 0; e < worker.model.size(); ++e) {
                    const auto v = static_cast<double>(V.values[V.starts[j] + static_cast<int>(e)] * V.scale);
                    if (v > 0) total += v * std::log(v / static_cast<double>(worker.model[e])) - v;
                }
            }
            parts[static_cast<std::size_t>(shard)] += total;
        }
    };
    team_.run(shards_.count(), {work, [](int, int) {}});
    double total = 0;
    for (const double part : parts)
        total += part;
    measure();
    for (Index a = 0; a < atoms_; ++a)
        total += sizeOf(a).sumW * sizeOf(a).sumH + (penalties_.none() ? 0 : penalties_.value(a, sizeOf(a)));
    return std::max(total, 0.0);
}

template <class T> Matrix<T> SparseKlSolver<T>::W() const {
    using View = Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>;
    return View(W_.data(), atoms_, V_.rows(), Eigen::OuterStride<>(stride_)).transpose();
}

template class SparseKlSolver<float>;
template class SparseKlSolver<double>;

} // namespace winnow::nmf
