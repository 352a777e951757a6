// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/exact/rank_factorization.h"

#include "nmf/dense_operand.h"
#include "nmf/exact/successive_projection.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

namespace {

/// Extreme columns, each scaled to sum 1: for exact data as many as the rank.
std::vector<Index> extremeColumns(const Matrix<double>& V) {
    Eigen::VectorXd weights(V.cols());
    for (Index j = 0; j < V.cols(); ++j)
        weights(j) = V.col(j).sum() > 0 ? 1 / V.col(j).sum() : 0;
    const DenseOperand<double> operand({V.data(), V.rows(), V.cols(), 1, V.rows()}, false, 1, 0);
    return successiveProjection<double>(operand, std::min(V.rows(), V.cols()), weights);
}

/// Columns left when those that are but rounding are dropped: the span is that of the first `rank`.
Index rankOf(const Matrix<double>& V, const std::vector<Index>& columns, double tolerance) {
    Matrix<double> rest = V;
    const double size = V.norm();
    for (std::size_t r = 0; r <= columns.size(); ++r) {
        if (rest.norm() <= tolerance * size) return static_cast<Index>(r);
        if (r == columns.size()) break;
        const Eigen::VectorXd u = rest.col(columns[r]).normalized();
        rest -= u * (u.transpose() * rest);
    }
    return static_cast<Index>(columns.size());
}

std::string numbers(Index rank) {
    return std::to_string(rank) + " x " + std::to_string(rank);
}

} // namespace

ExactAnswer exactRankFactorization(const ConstMatrix& V, double tolerance) {
    checkMatrix("V", V);
    if (!(tolerance > 0 && tolerance < 1)) throw InvalidInput("tolerance must be between 0 and 1.");
    ExactAnswer answer;
    const double largest = V.maxCoeff();
    if (!(largest > 0)) {
        answer.reason = "V is zero; there is nothing to factorize.";
        return answer;
    }
    const Matrix<double> data = V / largest, transposed = data.transpose();
    std::vector<Index> columns = extremeColumns(data), rows = extremeColumns(transposed);
    const Index rank = rankOf(data, columns, tolerance);
    answer.rank = rank;
    columns.resize(static_cast<std::size_t>(std::min<Index>(rank, static_cast<Index>(columns.size()))));
    rows.resize(std::min(rows.size(), static_cast<std::size_t>(rank)));
    Matrix<double> core = data(rows, columns);
    // Each extreme row must meet one extreme column only, and each column one row.
    std::vector<Index> ordered(static_cast<std::size_t>(rank), -1);
    bool monomial = static_cast<Index>(rows.size()) == rank;
    for (Index a = 0; a < rank && monomial; ++a) {
        Index at = 0;
        const double most = core.col(a).maxCoeff(&at);
        monomial =
            most > tolerance && core.col(a).sum() - most <= tolerance * most * static_cast<double>(rank) &&
            core.row(at).sum() - most <= tolerance * core.row(at).maxCoeff() * static_cast<double>(rank);
        if (std::find(ordered.begin(), ordered.end(), rows[static_cast<std::size_t>(at)]) != ordered.end())
            monomial = false;
        ordered[static_cast<std::size_t>(a)] = rows[static_cast<std::size_t>(at)];
    }
    if (!monomial) {
        answer.reason = "V has rank " + std::to_string(rank) + " but no " + numbers(rank) +
                        " submatrix with one positive element in each row and column: there is no exact "
                        "factorization of this kind.";
        return answer;
    }
    ExactFactorization f;
    f.columns = columns;
    f.rows = ordered;
    f.W = V(Eigen::all, columns);
    f.H = V(ordered, Eigen::all);
    for (Index a = 0; a < rank; ++a)
        f.H.row(a) /= V(ordered[static_cast<std::size_t>(a)], columns[static_cast<std::size_t>(a)]);
    if ((V - f.W * f.H).norm() > 100 * tolerance * V.norm()) {
        answer.reason = "The extreme rows and columns of V do not make it up: there is no exact "
                        "factorization of this kind.";
        return answer;
    }
    answer.factors = std::move(f);
    return answer;
}

ExactSymmetricAnswer exactSymmetricFactorization(const ConstMatrix& A, double tolerance) {
    checkMatrix("A", A);
    if (!(tolerance > 0 && tolerance < 1)) throw InvalidInput("tolerance must be between 0 and 1.");
    if (A.rows() != A.cols() || (A - A.transpose()).cwiseAbs().maxCoeff() > 1e-12 * A.maxCoeff())
        throw InvalidInput("A must be square and symmetric.");
    ExactSymmetricAnswer answer;
    const double largest = A.maxCoeff();
    if (!(largest > 0)) {
        answer.reason = "A is zero; there is nothing to factorize.";
        return answer;
    }
    const Matrix<double> data = A / largest;
    std::vector<Index> rows = extremeColumns(data);
    answer.rank = rankOf(data, rows, tolerance);
    rows.resize(static_cast<std::size_t>(std::min<Index>(answer.rank, static_cast<Index>(rows.size()))));
    const Matrix<double> core = A(rows, rows);
    const double off = (core - Matrix<double>(core.diagonal().asDiagonal())).cwiseAbs().maxCoeff();
    const bool diagonal = off <= tolerance * largest && core.diagonal().minCoeff() > tolerance * largest;
    Matrix<double> H = A(Eigen::all, rows);
    for (Index a = 0; diagonal && a < H.cols(); ++a)
        H.col(a) /= std::sqrt(core(a, a));
    if (!diagonal || (A - H * H.transpose()).norm() > 100 * tolerance * A.norm()) {
        answer.reason = "A has rank " + std::to_string(answer.rank) +
                        " but no diagonal principal submatrix of size " + numbers(answer.rank) +
                        " that makes it up: there is no exact factorization of this kind.";
        return answer;
    }
    answer.H = std::move(H);
    answer.rows = rows;
    return answer;
}

} // namespace winnow::nmf
