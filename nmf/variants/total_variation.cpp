// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/total_variation.h"

#include <cmath>

namespace winnow::nmf {

namespace {

/// sqrt(dx^2 + dy^2 + epsilon^2) of a pixel.
double slope(const Eigen::Ref<const Eigen::VectorXd>& image, Index i, Index height, double epsilon) {
    const double below = (i + 1) % height != 0 ? image(i + 1) - image(i) : 0;
    const double right = i + height < image.size() ? image(i + height) - image(i) : 0;
    return std::sqrt(below * below + right * right + epsilon * epsilon);
}

class VariationSolver {
public:
    VariationSolver(const ConstMatrix& V, const TotalVariationOptions& options, double epsilon,
                    Matrix<double>& W, Matrix<double>& H)
        : V_(V), o_(options), epsilon_(epsilon), W_(W), H_(H) {}

    void step() {
        stepH();
        stepW();
    }

    double objective() const {
        double total = (V_ - W_ * H_).squaredNorm() / 2;
        for (Index a = 0; a < W_.cols(); ++a)
            total += o_.strength * H_.row(a).norm() * variation(a);
        return total;
    }

private:
    double variation(Index a) const { return totalVariation(W_.col(a), o_.height, epsilon_); }

    void stepH() {
        // |h| <= (|h|^2 / |h0| + |h0|) / 2
        Matrix<double> G = W_.transpose() * W_;
        const Matrix<double> N = W_.transpose() * V_;
        for (Index a = 0; a < W_.cols(); ++a) {
            const double norm = H_.row(a).norm();
            if (norm > 0) G(a, a) += o_.strength * variation(a) / norm;
        }
        coordinateSweep(G, N, H_);
    }

    void stepW() {
        const Matrix<double> G = H_ * H_.transpose(), N = V_ * H_.transpose();
        for (Index a = 0; a < W_.cols(); ++a) {
            if (!(G(a, a) > 0)) continue;
            const Eigen::VectorXd rest = N.col(a) - W_ * G.col(a) + G(a, a) * W_.col(a);
            smooth(a, G(a, a), rest, o_.strength * std::sqrt(G(a, a)));
        }
    }

    /// Lowers curvature / 2 |w|^2 - rest . w + strength TV(w) over w_a, by one round of reweighted squares.
    void smooth(Index a, double curvature, const Eigen::VectorXd& rest, double strength) {
        Eigen::VectorXd w = W_.col(a);
        const Index m = w.size(), height = o_.height;
        Eigen::VectorXd weight(m); // of the squares at each pixel
        for (Index i = 0; i < m; ++i)
            weight(i) = strength / slope(w, i, height, epsilon_);
        for (Index i = 0; i < m; ++i) {
            double pull = rest(i), stiffness = curvature;
            const auto tie = [&](Index other, double by) {
                pull += by * w(other);
                stiffness += by;
            };
            if ((i + 1) % height != 0) tie(i + 1, weight(i));
            if (i + height < m) tie(i + height, weight(i));
            if (i % height != 0) tie(i - 1, weight(i - 1));
            if (i >= height) tie(i - height, weight(i - height));
            w(i) = std::max(0.0, pull / stiffness);
        }
        W_.col(a) = w;
    }

    const ConstMatrix& V_;
    const TotalVariationOptions& o_;
    double epsilon_;
    Matrix<double>& W_;
    Matrix<double>& H_;
};

} // namespace

double totalVariation(const Eigen::Ref<const Eigen::VectorXd>& image, Index height, double epsilon) {
    double total = 0;
    for (Index i = 0; i < image.size(); ++i)
        total += slope(image, i, height, epsilon) - epsilon;
    return total;
}

TotalVariationFactorization totalVariationNmf(const ConstMatrix& V, const TotalVariationOptions& options) {
    checkVariant(options);
    checkMatrix("V", V);
    if (options.height < 1 || V.rows() % options.height != 0)
        throw InvalidInput("height must be at least 1 and divide the number of rows of V.");
    if (!(options.strength >= 0) || !std::isfinite(options.strength))
        throw InvalidInput("strength must be zero or positive, and finite.");
    if (!(options.epsilon > 0)) throw InvalidInput("epsilon must be above 0.");
    TotalVariationFactorization result;
    const Index k = options.rank;
    Matrix<double>& W = result.W;
    Matrix<double>& H = result.H;
    const double parts = 0.3025 * static_cast<double>(k);
    H = randomFactor(k, V.cols(), options.seed, 0) / std::sqrt(static_cast<double>(V.cols()));
    W = randomFactor(V.rows(), k, options.seed, 1,
                     V.mean() * std::sqrt(static_cast<double>(V.cols())) / parts);
    const double size = std::sqrt(W.array().square().mean());
    VariationSolver solver(V, options, options.epsilon * (size > 0 ? size : 1.0), W, H);
    result.course = runVariant(
        options, [&] { solver.step(); }, [&] { return solver.objective(); });
    for (Index a = 0; a < k; ++a) {
        const double norm = H.row(a).norm();
        if (!(norm > 0)) continue;
        H.row(a) /= norm;
        W.col(a) *= norm;
    }
    return result;
}

} // namespace winnow::nmf
