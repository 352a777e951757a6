// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/reference_nmf.h"

#include <cmath>
#include <random>

namespace winnow::test {

namespace {

double gammaOf(double beta) {
    if (beta < 1) return 1 / (2 - beta);
    if (beta > 2) return 1 / (beta - 1);
    return 1;
}

bool oneSided(const ReferenceOptions& o, Index rank) {
    const bool both = o.updateW && o.updateH && o.fixedAtoms < rank;
    return both && (o.l1W > 0) != (o.l1H > 0);
}

bool learned(const ReferenceOptions& o, Index a) {
    return o.updateW && a >= o.fixedAtoms;
}

/// Numerator and denominator terms of the gradient, elementwise: V R^(beta-2) and R^(beta-1).
void ratios(const MatrixD& V, const MatrixD& W, const MatrixD& H, double beta, MatrixD& Q, MatrixD& P) {
    const MatrixD R = referenceModel(V, W, H, beta);
    const double dataPlus = beta == 0 ? referenceFloor(V) : 0;
    Q.resize(V.rows(), V.cols());
    P.resize(V.rows(), V.cols());
    for (Index j = 0; j < V.cols(); ++j) {
        for (Index i = 0; i < V.rows(); ++i) {
            Q(i, j) = (V(i, j) + dataPlus) * (beta == 2 ? 1 : std::pow(R(i, j), beta - 2));
            P(i, j) = std::pow(R(i, j), beta - 1);
        }
    }
}

double updated(double x, double numerator, double denominator, double exponent) {
    if (x == 0 || numerator == 0) return 0;
    return x * std::pow(numerator / denominator, exponent);
}

/// The step with a penalty of weight / 2 x^2 added.
double updatedWithSquare(double x, double numerator, double denominator, double weight,
                         const ReferenceOptions& o) {
    if (o.beta == 1) {
        // weight x y^2 + denominator y - numerator = 0
        const double a = weight * x;
        const double root = std::sqrt(denominator * denominator + 4 * a * numerator);
        const double y = a > 0 ? (root - denominator) / (2 * a) : numerator / denominator;
        return x * std::pow(y, o.relaxation);
    }
    const double exponent = o.beta > 2 ? 1 / (o.beta - 1) : 1 / (3 - o.beta);
    return updated(x, numerator, denominator + weight * x, exponent * o.relaxation);
}

} // namespace

double referenceFloor(const MatrixD& V) {
    const double largest = V.maxCoeff();
    return 1e-15 * (largest > 0 ? std::exp2(std::floor(std::log2(largest))) : 1);
}

MatrixD referenceModel(const MatrixD& V, const MatrixD& W, const MatrixD& H, double beta) {
    MatrixD R(V.rows(), V.cols());
    for (Index j = 0; j < V.cols(); ++j) {
        for (Index i = 0; i < V.rows(); ++i) {
            double sum = beta == 2 ? 0 : referenceFloor(V);
            for (Index a = 0; a < W.cols(); ++a)
                sum += W(i, a) * H(a, j);
            R(i, j) = sum;
        }
    }
    return R;
}

double referenceDivergence(double v, double r, double beta) {
    if (beta == 1) return (v == 0 ? 0 : v * std::log(v / r)) - v + r;
    if (beta == 0) return v / r - std::log(v / r) - 1;
    return (std::pow(v, beta) + (beta - 1) * std::pow(r, beta) - beta * v * std::pow(r, beta - 1)) /
           (beta * (beta - 1));
}

double referenceObjective(const MatrixD& V, const MatrixD& W, const MatrixD& H, const ReferenceOptions& o) {
    const MatrixD R = referenceModel(V, W, H, o.beta);
    const double dataPlus = o.beta == 0 ? referenceFloor(V) : 0;
    double total = 0;
    for (Index j = 0; j < V.cols(); ++j)
        for (Index i = 0; i < V.rows(); ++i)
            total += referenceDivergence(V(i, j) + dataPlus, R(i, j), o.beta);
    for (Index a = 0; a < W.cols(); ++a) {
        const double sumW = W.col(a).sum();
        const double sumH = H.row(a).sum();
        if (oneSided(o, W.cols()) && learned(o, a))
            total += o.l1H * W.col(a).norm() * sumH + o.l1W * sumW * H.row(a).norm();
        else
            total += o.l1W * sumW + o.l1H * sumH;
    }
    return total;
}

void referenceIteration(const MatrixD& V, MatrixD& W, MatrixD& H, const ReferenceOptions& o) {
    const double exponent = o.relaxation * gammaOf(o.beta);
    const bool product = oneSided(o, W.cols());
    MatrixD Q;
    MatrixD P;
    if (o.updateH) {
        ratios(V, W, H, o.beta, Q, P);
        const MatrixD before = H;
        for (Index j = 0; j < V.cols(); ++j) {
            for (Index a = 0; a < W.cols(); ++a) {
                double numerator = 0;
                double denominator = product && learned(o, a) ? o.l1H * W.col(a).norm() : o.l1H;
                for (Index i = 0; i < V.rows(); ++i) {
                    numerator += W(i, a) * Q(i, j);
                    denominator += W(i, a) * P(i, j);
                }
                if (product && learned(o, a) && o.l1W > 0)
                    H(a, j) = updatedWithSquare(H(a, j), numerator, denominator,
                                                o.l1W * W.col(a).sum() / before.row(a).norm(), o);
                else if (product && o.l1W > 0) // all rows of H take the same exponent
                    H(a, j) = updatedWithSquare(H(a, j), numerator, denominator, 0, o);
                else
                    H(a, j) = updated(H(a, j), numerator, denominator, exponent);
            }
        }
    }
    if (!o.updateW) return;
    ratios(V, W, H, o.beta, Q, P);
    const MatrixD before = W;
    for (Index a = o.fixedAtoms; a < W.cols(); ++a) {
        for (Index i = 0; i < V.rows(); ++i) {
            double numerator = 0;
            double denominator = product ? o.l1W * H.row(a).norm() : o.l1W;
            for (Index j = 0; j < V.cols(); ++j) {
                numerator += Q(i, j) * H(a, j);
                denominator += P(i, j) * H(a, j);
            }
            if (product && o.l1H > 0)
                W(i, a) = updatedWithSquare(W(i, a), numerator, denominator,
                                            o.l1H * H.row(a).sum() / before.col(a).norm(), o);
            else
                W(i, a) = updated(W(i, a), numerator, denominator, exponent);
        }
    }
}

void referenceNormalise(MatrixD& W, MatrixD& H, const ReferenceOptions& o) {
    if (!oneSided(o, W.cols())) return;
    for (Index a = o.fixedAtoms; a < W.cols(); ++a) {
        const double norm = o.l1H > 0 ? W.col(a).norm() : 1 / H.row(a).norm();
        W.col(a) /= norm;
        H.row(a) *= norm;
    }
}

MatrixD referenceGradientH(const MatrixD& V, const MatrixD& W, const MatrixD& H, double beta) {
    MatrixD Q;
    MatrixD P;
    ratios(V, W, H, beta, Q, P);
    return W.transpose() * (P - Q);
}

Eigen::VectorXd referenceFrame(const MatrixD& W, const Eigen::VectorXd& v, const Eigen::VectorXd& l1,
                               Eigen::VectorXd h, int iterations, double floor) {
    MatrixD atoms = W;
    for (Index a = 0; a < W.cols(); ++a)
        atoms.col(a) /= W.col(a).sum();
    for (int t = 0; t < iterations; ++t) {
        const Eigen::VectorXd before = h;
        for (Index a = 0; a < W.cols(); ++a) {
            double numerator = 0;
            for (Index i = 0; i < W.rows(); ++i) {
                double model = floor;
                for (Index b = 0; b < W.cols(); ++b)
                    model += atoms(i, b) * before[b];
                numerator += atoms(i, a) * v[i] / model;
            }
            h[a] = before[a] * numerator / (1 + l1[a]);
        }
    }
    return h;
}

MatrixD randomMatrix(Index rows, Index columns, unsigned seed, double low) {
    std::mt19937_64 engine(seed);
    MatrixD result(rows, columns);
    for (Index i = 0; i < result.size(); ++i)
        result.data()[i] = low + (1 - low) * (static_cast<double>(engine() >> 11) * 0x1p-53);
    return result;
}

} // namespace winnow::test
