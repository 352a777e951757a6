// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/tensor.h"

#include "nmf/nnls.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace winnow::nmf {

namespace {

Index sizeOf(const std::vector<Index>& dimensions) {
    return std::accumulate(dimensions.begin(), dimensions.end(), Index{1}, std::multiplies<>());
}

/// X with dimension d along the rows: d x (all others, the first fastest).
Matrix<double> unfold(const Tensor& X, std::size_t d) {
    const Index rows = X.dimensions[d];
    const Index inner = sizeOf({X.dimensions.begin(), X.dimensions.begin() + static_cast<std::ptrdiff_t>(d)});
    const Index outer = sizeOf(X.dimensions) / (rows * inner);
    Matrix<double> result(rows, inner * outer);
    for (Index o = 0; o < outer; ++o)
        for (Index r = 0; r < rows; ++r)
            for (Index i = 0; i < inner; ++i)
                result(r, i + inner * o) = X.values[static_cast<std::size_t>(i + inner * (r + rows * o))];
    return result;
}

/// Row-wise products of all factors but `skip` (any value for none), the first fastest.
Matrix<double> khatriRao(const std::vector<Matrix<double>>& factors, std::size_t skip) {
    Matrix<double> result = Matrix<double>::Ones(1, factors[0].cols());
    for (std::size_t d = 0; d < factors.size(); ++d) {
        if (d == skip) continue;
        const Matrix<double>& A = factors[d];
        Matrix<double> next(result.rows() * A.rows(), A.cols());
        for (Index i = 0; i < A.rows(); ++i)
            next.middleRows(i * result.rows(), result.rows()) = result.array().rowwise() * A.row(i).array();
        result = std::move(next);
    }
    return result;
}

class TensorSolver {
public:
    TensorSolver(const Tensor& X, const TensorOptions& options, std::vector<Matrix<double>>& factors)
        : options_(options), factors_(factors) {
        double mean = 0;
        for (const double x : X.values)
            mean += x / static_cast<double>(X.values.size());
        const std::size_t order = X.dimensions.size();
        const double perAtom =
            mean / static_cast<double>(options.rank) / std::pow(0.55, static_cast<double>(order));
        for (std::size_t d = 0; d < order; ++d) {
            unfolded_.push_back(unfold(X, d));
            factors_.push_back(randomFactor(X.dimensions[d], options.rank, options.seed,
                                            static_cast<std::uint64_t>(d), d + 1 == order ? perAtom : 1));
        }
        for (std::size_t d = 0; d + 1 < order; ++d)
            normalise(d);
    }

    void step() {
        for (std::size_t d = 0; d < factors_.size(); ++d) {
            Matrix<double> G = Matrix<double>::Ones(options_.rank, options_.rank);
            for (std::size_t other = 0; other < factors_.size(); ++other)
                if (other != d) G.array() *= (factors_[other].transpose() * factors_[other]).array();
            const Matrix<double> N = (unfolded_[d] * khatriRao(factors_, d)).transpose();
            Matrix<double> A = factors_[d].transpose();
            if (options_.solver == Solver::Hals)
                coordinateSweep(G, N, A);
            else if (options_.solver == Solver::Mu)
                multiplyBy(N, G * A, A);
            else
                A = nnlsGram<double>(G, N);
            factors_[d] = A.transpose();
            if (d + 1 < factors_.size()) normalise(d);
        }
    }

    double objective() const {
        const std::size_t last = factors_.size() - 1;
        return (unfolded_[last] - factors_[last] * khatriRao(factors_, last).transpose()).squaredNorm() / 2;
    }

private:
    /// Columns of a factor to norm 1, the scale to the last one.
    void normalise(std::size_t d) {
        for (Index a = 0; a < options_.rank; ++a) {
            const double norm = factors_[d].col(a).norm();
            if (!(norm > 0)) continue;
            factors_[d].col(a) /= norm;
            factors_.back().col(a) *= norm;
        }
    }

    const TensorOptions& options_;
    std::vector<Matrix<double>>& factors_;
    std::vector<Matrix<double>> unfolded_;
};

} // namespace

TensorFactorization factorizeTensor(const Tensor& X, const TensorOptions& options) {
    checkVariant(options);
    if (X.dimensions.size() < 2) throw InvalidInput("A tensor needs at least two dimensions.");
    if (std::any_of(X.dimensions.begin(), X.dimensions.end(), [](Index d) { return d < 1; }) ||
        sizeOf(X.dimensions) != static_cast<Index>(X.values.size()))
        throw InvalidInput("The tensor's dimensions do not go with the number of its values.");
    checkMatrix("The tensor",
                Eigen::Map<const Matrix<double>>(X.values.data(), static_cast<Index>(X.values.size()), 1));
    if (options.solver != Solver::Mu && options.solver != Solver::Hals &&
        options.solver != Solver::BlockPivoting)
        throw InvalidInput("Tensors are factorized with Solver::Mu, Hals or BlockPivoting.");
    TensorFactorization result;
    TensorSolver solver(X, options, result.factors);
    result.course = runVariant(
        options, [&] { solver.step(); }, [&] { return solver.objective(); });
    return result;
}

Tensor tensorModel(const std::vector<Matrix<double>>& factors) {
    Tensor result;
    for (const Matrix<double>& A : factors)
        result.dimensions.push_back(A.rows());
    const Eigen::VectorXd values = khatriRao(factors, factors.size()).rowwise().sum();
    result.values.assign(values.begin(), values.end());
    return result;
}

} // namespace winnow::nmf
