// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/exact/anchor_words.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

namespace winnow::nmf {

namespace {

/// Rows that span the largest simplex, greedily: the farthest from the origin, then each time the farthest
/// from the affine span of those before.
std::vector<Index> findAnchors(const Matrix<double>& rows, const std::vector<Index>& candidates, Index k) {
    Matrix<double> points = rows(candidates, Eigen::all);
    std::vector<Index> anchors;
    Index first = 0;
    const double largest = points.rowwise().squaredNorm().maxCoeff(&first);
    anchors.push_back(candidates[static_cast<std::size_t>(first)]);
    points.rowwise() -= Eigen::RowVectorXd(points.row(first));
    while (static_cast<Index>(anchors.size()) < k) {
        Index next = 0;
        const double distance = points.rowwise().squaredNorm().maxCoeff(&next);
        if (!(distance > 1e-20 * largest))
            throw InvalidInput("The words span only " + std::to_string(anchors.size()) +
                               " topics; ask for no more.");
        anchors.push_back(candidates[static_cast<std::size_t>(next)]);
        const Eigen::RowVectorXd direction = points.row(next).normalized();
        points -= (points * direction.transpose()) * direction;
    }
    return anchors;
}

/// The weights on the simplex with the least |target - S^T c|^2, from G = S S^T and n = S target.
Eigen::VectorXd mixture(const Matrix<double>& G, const Eigen::VectorXd& n, double norm) {
    const Index k = G.rows();
    Eigen::VectorXd c = Eigen::VectorXd::Constant(k, 1 / static_cast<double>(k)), ahead = c;
    double momentum = 1;
    for (int i = 0; i < 2000; ++i) {
        const Eigen::VectorXd next = projectToSimplex(ahead - (G * ahead - n) / norm);
        const Eigen::VectorXd moved = next - c;
        if (moved.dot(ahead - next) > 0) { // the momentum leads back
            momentum = 1;
            ahead = next;
        } else {
            const double following = (1 + std::sqrt(4 * momentum * momentum + 1)) / 2;
            ahead = next + (momentum - 1) / following * moved;
            momentum = following;
        }
        c = next;
        if (moved.squaredNorm() < 1e-24 && i > 0) break;
    }
    return c;
}

} // namespace

Eigen::VectorXd projectToSimplex(const Eigen::VectorXd& x) {
    std::vector<double> sorted(x.begin(), x.end());
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    double sum = 0, shift = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        sum += sorted[i];
        const double candidate = (sum - 1) / static_cast<double>(i + 1);
        if (sorted[i] > candidate) shift = candidate;
    }
    return (x.array() - shift).max(0.0);
}

Matrix<double> cooccurrence(const SparseMatrix<double>& counts) {
    Matrix<double> Q = Matrix<double>::Zero(counts.rows(), counts.rows());
    double documents = 0;
    for (Index d = 0; d < counts.outerSize(); ++d) {
        double length = 0;
        for (SparseMatrix<double>::InnerIterator it(counts, d); it; ++it) {
            if (!(it.value() >= 0) || !std::isfinite(it.value()))
                throw InvalidInput("The counts must be finite and not negative.");
            length += it.value();
        }
        if (!(length >= 2)) continue;
        ++documents;
        const double weight = 1 / (length * (length - 1));
        for (SparseMatrix<double>::InnerIterator i(counts, d); i; ++i) {
            for (SparseMatrix<double>::InnerIterator j(counts, d); j; ++j)
                Q(i.row(), j.row()) += weight * i.value() * j.value();
            Q(i.row(), i.row()) -= weight * i.value();
        }
    }
    if (documents > 0) Q /= documents;
    return Q.cwiseMax(0.0); // counts below 1 would make the diagonal negative
}

AnchorTopics anchorTopics(const Matrix<double>& Q, const std::vector<Index>& documents,
                          const AnchorOptions& options) {
    checkMatrix("Q", Q);
    const Index words = Q.rows(), k = options.topics;
    if (Q.cols() != words || (Q - Q.transpose()).cwiseAbs().maxCoeff() > 1e-9 * Q.maxCoeff())
        throw InvalidInput("Q must be square and symmetric.");
    if (!documents.empty() && static_cast<Index>(documents.size()) != words)
        throw InvalidInput("documents must be empty or have one element a word.");
    const Eigen::VectorXd frequency = Q.rowwise().sum();
    Matrix<double> rows = Q;
    std::vector<Index> candidates;
    for (Index i = 0; i < words; ++i) {
        if (frequency(i) > 0) rows.row(i) /= frequency(i);
        const bool common =
            documents.empty() || documents[static_cast<std::size_t>(i)] >= options.minDocuments;
        if (frequency(i) > 0 && common) candidates.push_back(i);
    }
    if (k < 1 || static_cast<Index>(candidates.size()) < k)
        throw InvalidInput("topics is " + std::to_string(k) +
                           "; it must be between 1 and the number of words that may be anchors, " +
                           std::to_string(candidates.size()) + ".");
    AnchorTopics result;
    result.anchors = findAnchors(rows, candidates, k);
    const Matrix<double> S = rows(result.anchors, Eigen::all);
    const Matrix<double> G = S * S.transpose();
    const double norm =
        Eigen::SelfAdjointEigenSolver<Matrix<double>>(G, Eigen::EigenvaluesOnly).eigenvalues().maxCoeff();
    result.topics = Matrix<double>::Zero(words, k);
    for (Index i = 0; i < words; ++i) // P(topic | word) P(word)
        if (frequency(i) > 0)
            result.topics.row(i) = frequency(i) * mixture(G, S * rows.row(i).transpose(), norm).transpose();
    for (Index a = 0; a < k; ++a)
        result.topics.col(a) /= result.topics.col(a).sum();
    // Q = A R A^T
    const Eigen::CompleteOrthogonalDecomposition<Matrix<double>> inverse(result.topics);
    result.correlation = inverse.solve(inverse.solve(Q).transpose());
    return result;
}

} // namespace winnow::nmf
