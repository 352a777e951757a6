// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/smooth.h"

#include "nmf/beta_divergence.h"

#include <cmath>

namespace winnow::nmf {

namespace {

class SmoothSolver {
public:
    SmoothSolver(const ConstMatrix& V, const SmoothOptions& options, Matrix<double>& W, Matrix<double>& H)
        : V_(V), o_(options), W_(W), H_(H), floor_(o_.beta == 2 ? 0 : modelFloor(V.maxCoeff())) {}

    void step() {
        if (o_.beta == 2)
            stepSquares();
        else
            stepKl();
    }

    double objective() const {
        double total = 0;
        for (Index a = 0; a < H_.rows(); ++a)
            total += o_.smoothness / 2 * W_.col(a).squaredNorm() * roughness(a);
        for (Index j = 0; j < V_.cols(); ++j) {
            const Eigen::VectorXd r = W_ * H_.col(j);
            for (Index i = 0; i < V_.rows(); ++i)
                total += betaDivergence(V_(i, j), r(i) + floor_, o_.beta);
        }
        return total;
    }

private:
    double roughness(Index a) const {
        const Index n = H_.cols();
        return n > 1 ? (H_.row(a).tail(n - 1) - H_.row(a).head(n - 1)).squaredNorm() : 0;
    }

    void stepSquares() {
        const Matrix<double> G = W_.transpose() * W_, N = W_.transpose() * V_;
        const Index n = H_.cols();
        for (Index a = 0; a < H_.rows(); ++a) {
            if (!(G(a, a) > 0)) continue;
            const double weight = o_.smoothness * G(a, a);
            const Eigen::RowVectorXd rest = N.row(a) - G.row(a) * H_ + G(a, a) * H_.row(a);
            for (Index t = 0; t < n; ++t) {
                const double neighbours = (t > 0 ? H_(a, t - 1) : 0) + (t + 1 < n ? H_(a, t + 1) : 0);
                const double count = (t > 0 ? 1 : 0) + (t + 1 < n ? 1 : 0);
                H_(a, t) = std::max(0.0, (rest(t) + weight * neighbours) / (G(a, a) + weight * count));
            }
        }
        Matrix<double> gram = H_ * H_.transpose();
        for (Index a = 0; a < H_.rows(); ++a)
            gram(a, a) += o_.smoothness * roughness(a);
        Matrix<double> A = W_.transpose();
        coordinateSweep(gram, H_ * V_.transpose(), A);
        W_ = A.transpose();
    }

    Matrix<double> ratio() const { return V_.array() / ((W_ * H_).array() + floor_); }

    void stepKl() {
        Matrix<double> numerator = W_.transpose() * ratio();
        const Matrix<double> before = H_;
        const Index n = H_.cols();
        for (Index a = 0; a < H_.rows(); ++a) {
            const double weight = 2 * o_.smoothness * W_.col(a).squaredNorm(), sum = W_.col(a).sum();
            for (Index t = 0; t < n; ++t) {
                // (h - h')^2 / 2 <= (h - m)^2 + (h' - m)^2 with m their mean now.
                double count = 0, means = 0;
                for (const Index s : {t - 1, t + 1}) {
                    if (s < 0 || s >= n) continue;
                    means += (before(a, t) + before(a, s)) / 2;
                    ++count;
                }
                H_(a, t) = root(weight * count, sum - weight * means, numerator(a, t) * before(a, t));
            }
        }
        numerator = ratio() * H_.transpose();
        for (Index a = 0; a < H_.rows(); ++a) {
            const double square = o_.smoothness * roughness(a), sum = H_.row(a).sum();
            for (Index i = 0; i < W_.rows(); ++i)
                W_(i, a) = root(square, sum, numerator(i, a) * W_(i, a));
        }
    }

    /// The x >= 0 of square x^2 + slope x - pull = 0.
    static double root(double square, double slope, double pull) {
        constexpr double tiny = 1e-100;
        if (!(pull > 0) && slope >= 0) return 0;
        const double discriminant = std::sqrt(slope * slope + 4 * square * pull);
        // Written so that nothing cancels.
        const double x = slope > 0    ? 2 * pull / (slope + discriminant)
                         : square > 0 ? (discriminant - slope) / (2 * square)
                                      : 0;
        return std::max(x, tiny);
    }

    const ConstMatrix& V_;
    const SmoothOptions& o_;
    Matrix<double>& W_;
    Matrix<double>& H_;
    double floor_;
};

} // namespace

SmoothFactorization smoothNmf(const ConstMatrix& V, const SmoothOptions& options) {
    checkVariant(options);
    checkMatrix("V", V);
    if (options.beta != 1 && options.beta != 2)
        throw InvalidInput("Smooth NMF is for beta 2 (Frobenius) and 1 (Kullback-Leibler).");
    if (!(options.smoothness >= 0) || !std::isfinite(options.smoothness))
        throw InvalidInput("smoothness must be zero or positive, and finite.");
    SmoothFactorization result;
    result.W = randomFactor(V.rows(), options.rank, options.seed, 0);
    result.H = randomFactor(options.rank, V.cols(), options.seed, 1,
                            V.mean() / (0.3025 * static_cast<double>(options.rank)));
    SmoothSolver solver(V, options, result.W, result.H);
    result.course = runVariant(
        options, [&] { solver.step(); }, [&] { return solver.objective(); });
    for (Index a = 0; a < options.rank; ++a) {
        const double norm = result.W.col(a).norm();
        if (!(norm > 0)) continue;
        result.W.col(a) /= norm;
        result.H.row(a) *= norm;
    }
    return result;
}

} // namespace winnow::nmf
