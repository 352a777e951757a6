// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/convolutive.h"

#include "nmf/beta_divergence.h"
#include "nmf/multiplicative_step.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

namespace {

using Factors = std::vector<Matrix<double>>;

/// Ratios of a multiplicative step: V R^(beta-2) and R^(beta-1).
struct Ratios {
    Matrix<double> Q, P;
};

Ratios ratiosOf(const ConstMatrix& V, const Matrix<double>& R, double beta) {
    return {V.array() * R.array().pow(beta - 2), R.array().pow(beta - 1)};
}

/// Calls f(t, s, rows, columns) for each tap and shift, with the sizes of what of V they reach.
template <class F> void forEachShift(const Factors& W, const Factors& H, F&& f) {
    const Index m = W[0].rows(), n = H[0].cols();
    for (std::size_t t = 0; t < W.size(); ++t)
        for (std::size_t s = 0; s < H.size(); ++s)
            if (static_cast<Index>(t) < n && static_cast<Index>(s) < m)
                f(t, s, m - static_cast<Index>(s), n - static_cast<Index>(t));
}

Factors zeros(const Factors& like) {
    Factors result;
    for (const Matrix<double>& x : like)
        result.push_back(Matrix<double>::Zero(x.rows(), x.cols()));
    return result;
}

class Solver2d {
public:
    Solver2d(const ConstMatrix& V, const ConvolutiveOptions& options, Factors& W, Factors& H)
        : V_(V), o_(options), W_(W), H_(H), floor_(modelFloor(V.maxCoeff())),
          kindW_(StepKind::of(options.beta, options.l1H > 0)), kindH_(StepKind::of(options.beta, false)) {}

    void step() {
        update(false);
        update(true);
    }

    double objective() const {
        const Matrix<double> R = model();
        const double dataPlus = kindH_.divergence == kernels::Divergence::ItakuraSaito ? floor_ : 0;
        double total = 0;
        for (Index j = 0; j < V_.cols(); ++j)
            for (Index i = 0; i < V_.rows(); ++i)
                total += betaDivergence(V_(i, j) + dataPlus, R(i, j), o_.beta);
        for (Index a = 0; o_.l1H > 0 && a < o_.rank; ++a)
            total += o_.l1H * norm(a) * sum(a);
        return total;
    }

    /// With a penalty: atoms of norm 1.
    void normalise() {
        for (Index a = 0; o_.l1H > 0 && a < o_.rank; ++a) {
            const double size = norm(a);
            if (!(size > 0)) continue;
            for (Matrix<double>& w : W_)
                w.col(a) /= size;
            for (Matrix<double>& h : H_)
                h.row(a) *= size;
        }
    }

private:
    Matrix<double> model() const { return convolutiveModel(W_, H_).array() + floor_; }

    double norm(Index a) const {
        double squares = 0;
        for (const Matrix<double>& w : W_)
            squares += w.col(a).squaredNorm();
        return std::sqrt(squares);
    }

    double sum(Index a) const {
        double total = 0;
        for (const Matrix<double>& h : H_)
            total += h.row(a).sum();
        return total;
    }

    void update(bool ofW) {
        Matrix<double> data = V_;
        if (kindH_.divergence == kernels::Divergence::ItakuraSaito) data.array() += floor_;
        const Ratios ratios = ratiosOf(data, model(), o_.beta);
        Factors& X = ofW ? W_ : H_;
        Factors numerator = zeros(X), denominator = zeros(X);
        forEachShift(W_, H_, [&](std::size_t t, std::size_t s, Index rows, Index columns) {
            const auto Q = ratios.Q.bottomRightCorner(rows, columns);
            const auto P = ratios.P.bottomRightCorner(rows, columns);
            if (ofW) {
                const auto h = H_[s].leftCols(columns).transpose();
                numerator[t].topRows(rows) += Q * h;
                denominator[t].topRows(rows) += P * h;
            } else {
                const auto w = W_[t].topRows(rows).transpose();
                numerator[s].leftCols(columns) += w * Q;
                denominator[s].leftCols(columns) += w * P;
            }
        });
        for (Index a = 0; a < o_.rank; ++a) {
            // The penalty l1H |w_a| sum(h_a): see Penalties.
            const double size = norm(a);
            const double slope = ofW ? 0 : o_.l1H * size;
            const double square = ofW && o_.l1H > 0 && size > 0 ? o_.l1H * sum(a) / size : 0;
            for (std::size_t p = 0; p < X.size(); ++p)
                for (Index i = 0; i < (ofW ? V_.rows() : V_.cols()); ++i) {
                    double& x = ofW ? X[p](i, a) : X[p](a, i);
                    const double up = ofW ? numerator[p](i, a) : numerator[p](a, i);
                    const double down = ofW ? denominator[p](i, a) : denominator[p](a, i);
                    x = multiplicativeStep(ofW ? kindW_ : kindH_, x, up, down + slope, square, 1e-100);
                }
        }
    }

    const ConstMatrix& V_;
    const ConvolutiveOptions& o_;
    Factors& W_;
    Factors& H_;
    double floor_;
    StepKind kindW_, kindH_;
};

} // namespace

Matrix<double> convolutiveModel(const Factors& W, const Factors& H) {
    Matrix<double> R = Matrix<double>::Zero(W[0].rows(), H[0].cols());
    forEachShift(W, H, [&](std::size_t t, std::size_t s, Index rows, Index columns) {
        R.bottomRightCorner(rows, columns) += W[t].topRows(rows) * H[s].leftCols(columns);
    });
    return R;
}

ConvolutiveFactorization convolutiveNmf(const ConstMatrix& V, const ConvolutiveOptions& options) {
    checkVariant(options);
    checkMatrix("V", V);
    if (!(options.beta >= 0 && options.beta <= 3)) throw InvalidInput("beta must be between 0 and 3.");
    if (options.taps < 1 || options.taps > V.cols())
        throw InvalidInput("taps must be between 1 and the number of columns.");
    if (options.shifts < 1 || options.shifts > V.rows())
        throw InvalidInput("shifts must be between 1 and the number of rows.");
    if (!(options.l1H >= 0) || !std::isfinite(options.l1H))
        throw InvalidInput("l1H must be zero or positive, and finite.");
    ConvolutiveFactorization result;
    const double parts = static_cast<double>(options.taps * options.shifts * options.rank);
    for (Index t = 0; t < options.taps; ++t)
        result.W.push_back(
            randomFactor(V.rows(), options.rank, options.seed, static_cast<std::uint64_t>(2 * t)));
    for (Index s = 0; s < options.shifts; ++s)
        result.H.push_back(randomFactor(options.rank, V.cols(), options.seed,
                                        static_cast<std::uint64_t>(2 * s + 1), V.mean() / (0.3025 * parts)));
    Solver2d solver(V, options, result.W, result.H);
    result.course = runVariant(
        options, [&] { solver.step(); }, [&] { return solver.objective(); });
    solver.normalise();
    return result;
}

Matrix<double> maxPool(const Matrix<double>& H, Index pool) {
    if (pool < 1) throw InvalidInput("pool must be at least 1.");
    Matrix<double> result(H.rows(), (H.cols() + pool - 1) / pool);
    for (Index j = 0; j < result.cols(); ++j) {
        const Index first = j * pool;
        result.col(j) = H.middleCols(first, std::min(pool, H.cols() - first)).rowwise().maxCoeff();
    }
    return result;
}

std::vector<ConvolutiveFactorization> stackedConvolutiveNmf(const ConstMatrix& V,
                                                            const std::vector<StackLayer>& layers) {
    if (layers.empty()) throw InvalidInput("A stack needs at least one layer.");
    for (const StackLayer& layer : layers)
        if (layer.options.shifts != 1 || layer.pool < 1)
            throw InvalidInput("The layers of a stack have shifts 1 and pool at least 1.");
    std::vector<ConvolutiveFactorization> result;
    Matrix<double> data = V;
    for (const StackLayer& layer : layers) {
        result.push_back(convolutiveNmf(data, layer.options));
        data = maxPool(result.back().H[0], layer.pool);
    }
    return result;
}

} // namespace winnow::nmf
