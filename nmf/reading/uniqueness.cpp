// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/reading/uniqueness.h"

#include "nmf/random.h"

#include <Eigen/LU>
#include <Eigen/QR>

#include <algorithm>
#include <numeric>

namespace winnow::nmf {

namespace {

using Rows = std::vector<Index>;

/// m over k, or `most` + 1 if it is more.
Index combinations(Index m, Index k, Index most) {
    double count = 1;
    for (Index i = 1; i <= k; ++i) {
        count = count * static_cast<double>(m - k + i) / static_cast<double>(i);
        if (count > static_cast<double>(most)) return most + 1;
    }
    return static_cast<Index>(count + 0.5);
}

/// The next k of m in order; false after the last.
bool advance(Rows& rows, Index m) {
    for (auto i = static_cast<Index>(rows.size()) - 1; i >= 0; --i) {
        auto& at = rows[static_cast<std::size_t>(i)];
        if (at < m - static_cast<Index>(rows.size()) + i) {
            ++at;
            for (std::size_t j = static_cast<std::size_t>(i) + 1; j < rows.size(); ++j)
                rows[j] = rows[j - 1] + 1;
            return true;
        }
    }
    return false;
}

Rows draw(Index count, Index m, std::uint64_t seed, std::uint64_t trial) {
    Rows rows;
    for (std::uint64_t i = 0; static_cast<Index>(rows.size()) < count; ++i) {
        const auto row = static_cast<Index>(uniformAt(seed, 1000 + trial, i) * static_cast<double>(m));
        if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(row);
    }
    return rows;
}

/// |x| of the vertex where the given rows of X x are zero and sum(x) = 1; 0 if there is none that is
/// feasible, or if it is a unit vector, as some always are.
double vertex(const Matrix<double>& X, const Rows& rows) {
    const Index k = X.cols();
    Matrix<double> A(k, k);
    A.topRows(k - 1) = X(rows, Eigen::all);
    A.row(k - 1).setOnes();
    const Eigen::FullPivLU<Matrix<double>> lu(A);
    if (!lu.isInvertible()) return 0;
    Eigen::VectorXd b = Eigen::VectorXd::Zero(k);
    b(k - 1) = 1;
    const Eigen::VectorXd x = lu.solve(b);
    const double rounding = 1e-9 * x.cwiseAbs().maxCoeff();
    if (x.maxCoeff() > 1 - 1e-9 && x.cwiseAbs().sum() < 1 + 1e-9) return 0;
    return (X * x).minCoeff() >= -rounding ? x.norm() : 0;
}

bool spans(const Matrix<double>& X, const Rows& rows, Index rank) {
    if (static_cast<Index>(rows.size()) < rank) return false;
    Eigen::ColPivHouseholderQR<Matrix<double>> qr(X(rows, Eigen::all));
    qr.setThreshold(1e-9);
    return qr.rank() >= rank;
}

} // namespace

FactorDiagnostics diagnose(const ConstMatrix& given, double zero, Index most, std::uint64_t seed) {
    checkMatrix("X", given);
    const Index k = given.cols();
    // Clean zeros, columns of maximum 1, rows of sum 1; zero rows say nothing.
    Matrix<double> X = given;
    for (Index a = 0; a < k; ++a) {
        const double largest = X.col(a).maxCoeff();
        if (largest > 0) X.col(a) /= largest;
    }
    X = (X.array() <= zero).select(0.0, X);
    Rows used;
    for (Index i = 0; i < X.rows(); ++i)
        if (X.row(i).sum() > 0) used.push_back(i);
    X = Matrix<double>(X(used, Eigen::all));
    FactorDiagnostics result;
    if (X.rows() == 0) return result;
    for (Index i = 0; i < X.rows(); ++i)
        X.row(i) /= X.row(i).sum();

    result.supportsIncomparable = result.boundaryClose = result.separable = true;
    for (Index a = 0; a < k; ++a) {
        Rows empty;
        bool pure = false;
        for (Index i = 0; i < X.rows(); ++i) {
            if (X(i, a) == 0) empty.push_back(i);
            pure |= X(i, a) == 1;
        }
        result.separable &= pure;
        result.boundaryClose &= spans(X, empty, k - 1);
        for (Index b = 0; b < k; ++b)
            if (b != a && ((X.col(a).array() > 0) && (X.col(b).array() == 0)).count() == 0)
                result.supportsIncomparable = false;
    }
    Rows all(static_cast<std::size_t>(X.rows()));
    std::iota(all.begin(), all.end(), Index{0});
    if (!spans(X, all, k)) { // the set is unbounded
        result.reach = std::numeric_limits<double>::infinity();
        result.scattered = Scattered::No;
        return result;
    }
    const bool few = combinations(X.rows(), k - 1, most) <= most;
    Rows rows(static_cast<std::size_t>(k - 1));
    std::iota(rows.begin(), rows.end(), Index{0});
    for (Index trial = 0; few || trial < most; ++trial) {
        if (!few) rows = draw(k - 1, X.rows(), seed, static_cast<std::uint64_t>(trial));
        result.reach = std::max(result.reach, vertex(X, rows));
        if (few && !advance(rows, X.rows())) break;
    }
    if (result.reach > 1 - 1e-9)
        result.scattered = Scattered::No;
    else if (few)
        result.scattered = Scattered::Yes;
    return result;
}

bool provenUnique(const FactorDiagnostics& W, const FactorDiagnostics& H) noexcept {
    return W.scattered == Scattered::Yes && H.scattered == Scattered::Yes;
}

} // namespace winnow::nmf
