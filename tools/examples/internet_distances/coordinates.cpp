// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/internet_distances/coordinates.h"

#include "nmf/nnls.h"
#include "nmf/variants/weighted.h"
#include "tools/examples/common/rivals.h"

#include <Eigen/QR>

#include <algorithm>
#include <cmath>

namespace winnow::examples::internet_distances {
namespace {

/// D ~ X Y^T with the diagonal left out.
void factorizeLandmarks(const Matrix& D, Index dimensions, bool nonNegative, std::uint64_t seed, Matrix& X,
                        Matrix& Y) {
    if (!nonNegative) {
        const Svd svd = truncatedSvd(D, dimensions);
        X = svd.U * svd.s.asDiagonal();
        Y = svd.Vt.transpose();
        return;
    }
    nmf::Options options;
    options.rank = dimensions;
    options.beta = 2;
    options.maxIterations = 1000;
    options.seed = seed;
    Matrix weights = Matrix::Ones(D.rows(), D.cols());
    weights.diagonal().setZero();
    const auto fit = nmf::factorizeWeighted<double>(D, weights, {}, {}, options);
    X = fit.W;
    Y = fit.H.transpose();
}

Matrix solve(const Matrix& A, const Matrix& B, bool nonNegative) {
    return nonNegative ? nmf::nnls<double>(A, B) : Matrix(A.colPivHouseholderQr().solve(B));
}

Matrix pick(const Matrix& rows, const std::vector<Index>& which) {
    Matrix result(static_cast<Index>(which.size()), rows.cols());
    for (std::size_t i = 0; i < which.size(); ++i)
        result.row(static_cast<Index>(i)) = rows.row(which[i]);
    return result;
}

} // namespace

Prediction ides(const Matrix& times, Index landmarks, Index dimensions, bool nonNegative,
                std::uint64_t seed) {
    const Index n = times.rows();
    Random random(seed);
    std::vector<Index> chosen = random.permutation(n);
    chosen.resize(static_cast<std::size_t>(landmarks));
    Matrix between(landmarks, landmarks), to(landmarks, n), from(landmarks, n);
    Prediction result{{}, Matrix::Zero(n, n)};
    for (Index a = 0; a < landmarks; ++a) {
        const Index host = chosen[static_cast<std::size_t>(a)];
        to.row(a) = times.col(host).transpose(); // of every host to the landmark
        from.row(a) = times.row(host);
        result.measured.row(host).setOnes();
        result.measured.col(host).setOnes();
        for (Index b = 0; b < landmarks; ++b)
            between(a, b) = times(host, chosen[static_cast<std::size_t>(b)]);
    }
    result.measured.diagonal().setZero();
    Matrix X, Y;
    factorizeLandmarks(between, dimensions, nonNegative, seed, X, Y);
    const Matrix out = solve(Y, to, nonNegative), in = solve(X, from, nonNegative);
    result.distances = (out.transpose() * in).cwiseMax(0.0);
    return result;
}

Prediction phoenix(const Matrix& times, Index references, Index dimensions, std::uint64_t seed) {
    const Index n = times.rows();
    Random random(seed);
    const std::vector<Index> order = random.permutation(n);
    // The first hosts know one another and are placed by NMF.
    const std::vector<Index> early(order.begin(), order.begin() + references + 1);
    Matrix between(references + 1, references + 1), X, Y;
    Prediction result{{}, Matrix::Zero(n, n)};
    for (Index a = 0; a <= references; ++a)
        for (Index b = 0; b <= references; ++b) {
            const Index i = early[static_cast<std::size_t>(a)], j = early[static_cast<std::size_t>(b)];
            between(a, b) = times(i, j);
            if (i != j) result.measured(i, j) = 1;
        }
    factorizeLandmarks(between, dimensions, true, seed, X, Y);
    Matrix out = Matrix::Zero(n, dimensions), in = out;
    std::vector<std::vector<Index>> neighbours(static_cast<std::size_t>(n));
    for (Index a = 0; a <= references; ++a) {
        const Index i = early[static_cast<std::size_t>(a)];
        out.row(i) = X.row(a);
        in.row(i) = Y.row(a);
        for (const Index j : early)
            if (j != i) neighbours[static_cast<std::size_t>(i)].push_back(j);
    }
    Vector error = Vector::Constant(n, 0.2); // median relative error of each host to its references
    const auto place = [&](Index i) {
        const std::vector<Index>& refs = neighbours[static_cast<std::size_t>(i)];
        const auto count = static_cast<Index>(refs.size());
        Vector to(count), from(count), toWeight(count), fromWeight(count);
        for (Index r = 0; r < count; ++r) {
            const Index j = refs[static_cast<std::size_t>(r)];
            to(r) = times(i, j);
            from(r) = times(j, i);
            toWeight(r) = 1 / (error(j) + 0.1);
            fromWeight(r) = 1 / (error(j) + 0.1);
        }
        const Matrix A = pick(in, refs), B = pick(out, refs);
        out.row(i) = nmf::nnls<double>(toWeight.asDiagonal() * A, toWeight.cwiseProduct(to)).transpose();
        in.row(i) = nmf::nnls<double>(fromWeight.asDiagonal() * B, fromWeight.cwiseProduct(from)).transpose();
        const Vector off = (A * out.row(i).transpose() - to).cwiseAbs().cwiseQuotient(to);
        error(i) = quantile({off.data(), off.data() + off.size()}, 0.5);
    };
    for (std::size_t at = static_cast<std::size_t>(references) + 1; at < order.size(); ++at) {
        const Index i = order[at];
        for (const Index p : random.permutation(static_cast<Index>(at))) {
            if (static_cast<Index>(neighbours[static_cast<std::size_t>(i)].size()) == references) break;
            const Index j = order[static_cast<std::size_t>(p)];
            neighbours[static_cast<std::size_t>(i)].push_back(j);
            result.measured(i, j) = result.measured(j, i) = 1;
        }
        place(i);
    }
    for (int round = 0; round < 5; ++round)
        for (const Index i : order)
            place(i);
    result.distances = out * in.transpose();
    return result;
}

Prediction vivaldi(const Matrix& times, Index references, std::uint64_t seed) {
    const Index n = times.rows();
    constexpr Index space = 3;
    Random random(seed);
    Prediction result{Matrix::Zero(n, n), Matrix::Zero(n, n)};
    Matrix place = random.normalMatrix(space, n);
    Vector height = Vector::Ones(n), error = Vector::Ones(n);
    std::vector<std::vector<Index>> neighbours(static_cast<std::size_t>(n));
    for (Index i = 0; i < n; ++i)
        for (const Index j : random.permutation(n)) {
            if (static_cast<Index>(neighbours[static_cast<std::size_t>(i)].size()) == references) break;
            if (j == i) continue;
            neighbours[static_cast<std::size_t>(i)].push_back(j);
            result.measured(i, j) = result.measured(j, i) = 1;
        }
    const auto distance = [&](Index i, Index j) {
        return (place.col(i) - place.col(j)).norm() + height(i) + height(j);
    };
    // The paper's constants: 0.25 for both the step and the smoothing of errors.
    for (int round = 0; round < 100; ++round)
        for (Index i = 0; i < n; ++i)
            for (const Index j : neighbours[static_cast<std::size_t>(i)]) {
                const double measured = (times(i, j) + times(j, i)) / 2, now = distance(i, j);
                const double weight = error(i) / (error(i) + error(j));
                const double off = std::abs(now - measured) / measured;
                error(i) = off * 0.25 * weight + error(i) * (1 - 0.25 * weight);
                const double step = 0.25 * weight * (measured - now) / now;
                place.col(i) += step * (place.col(i) - place.col(j));
                height(i) = std::max(0.1, height(i) + step * (height(i) + height(j)));
            }
    for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n; ++j)
            if (i != j) result.distances(i, j) = distance(i, j);
    return result;
}

} // namespace winnow::examples::internet_distances
