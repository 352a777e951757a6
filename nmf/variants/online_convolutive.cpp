// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/online_convolutive.h"

#include "nmf/variants/online_input.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

OnlineConvolutiveNmf::OnlineConvolutiveNmf(const OnlineConvolutiveOptions& options) : options_(options) {
    checkOnlineOptions(options);
    if (options.taps < 1) throw InvalidInput("taps must be at least 1.");
    past_ = Matrix<double>::Zero(options.rank, options.taps - 1);
}

std::vector<Matrix<double>> OnlineConvolutiveNmf::W() const {
    std::vector<Matrix<double>> result;
    for (Index t = 0; W_.size() > 0 && t < options_.taps; ++t)
        result.emplace_back(W_.middleCols(t * options_.rank, options_.rank));
    return result;
}

/// Z, kT x b: block t is H moved right by t, with the past coming in from the left.
Matrix<double> OnlineConvolutiveNmf::stacked(const Matrix<double>& H, const Matrix<double>& past) const {
    const Index k = options_.rank, b = H.cols();
    Matrix<double> all(k, past.cols() + b);
    all.leftCols(past.cols()) = past; // may be empty
    all.rightCols(b) = H;
    Matrix<double> Z(k * options_.taps, b);
    for (Index t = 0; t < options_.taps; ++t)
        Z.middleRows(t * k, k) = all.middleCols(past.cols() - t, b);
    return Z;
}

Matrix<double> OnlineConvolutiveNmf::activate(const ConstMatrix& batch, const Matrix<double>& past) const {
    const Index k = options_.rank, b = batch.cols();
    // Sum over t of W[t]^T times the columns t later.
    const auto correlate = [&](const Matrix<double>& X) {
        const Matrix<double> products = W_.transpose() * X; // kT x b
        Matrix<double> sum = products.topRows(k);
        for (Index t = 1; t < std::min(options_.taps, b); ++t)
            sum.leftCols(b - t) += products.middleRows(t * k, k).rightCols(b - t);
        return sum;
    };
    const Matrix<double> numerator = correlate(batch);
    // The scale at which the model's mean is the data's; nothing is known about the shape.
    const double mean = (W_.colwise().sum().sum() / static_cast<double>(k)) + 1e-290;
    Matrix<double> H =
        Matrix<double>::Constant(k, b, batch.sum() / static_cast<double>(b * k) / mean + 1e-290);
    for (int i = 0; i < options_.activationSteps; ++i) {
        const Matrix<double> model = W_ * stacked(H, past);
        multiplyBy(numerator, correlate(model).array() + options_.l1H, H);
    }
    return H;
}

Matrix<double> OnlineConvolutiveNmf::transform(const ConstMatrix& columns) const {
    checkOnlineTransform(columns, W_);
    return activate(columns, Matrix<double>::Zero(options_.rank, options_.taps - 1));
}

Matrix<double> OnlineConvolutiveNmf::learn(const ConstMatrix& batch) {
    checkOnlineBatch(batch, W_);
    const Index k = options_.rank, T = options_.taps;
    if (W_.size() == 0) {
        W_ = randomFactor(batch.rows(), k * T, options_.seed, 0);
        for (Index a = 0; a < k; ++a) {
            double squares = 0;
            for (Index t = 0; t < T; ++t)
                squares += W_.col(t * k + a).squaredNorm();
            for (Index t = 0; t < T; ++t)
                W_.col(t * k + a) /= std::sqrt(squares);
        }
        A_ = Matrix<double>::Zero(k * T, k * T);
        B_ = Matrix<double>::Zero(batch.rows(), k * T);
    }
    Matrix<double> H = activate(batch, past_);
    const Matrix<double> Z = stacked(H, past_);
    A_ = options_.forgetting * A_ + Z * Z.transpose();
    B_ = options_.forgetting * B_ + batch * Z.transpose();
    for (int s = 0; s < options_.dictionarySteps; ++s)
        learnDictionary();
    Matrix<double> all(k, past_.cols() + H.cols());
    all.leftCols(past_.cols()) = past_;
    all.rightCols(H.cols()) = H;
    past_ = all.rightCols(T - 1).eval();
    seen_ += batch.cols();
    return H;
}

void OnlineConvolutiveNmf::learnDictionary() {
    const Index k = options_.rank, T = options_.taps;
    Matrix<double> atom(W_.rows(), T);
    for (Index a = 0; a < k; ++a) {
        for (Index t = 0; t < T; ++t) {
            const Index c = t * k + a;
            if (A_(c, c) > 0) W_.col(c) = (W_.col(c) + (B_.col(c) - W_ * A_.col(c)) / A_(c, c)).cwiseMax(0.0);
            atom.col(t) = W_.col(c);
        }
        // The ball, not the sphere: what is inside is the minimum.
        const double norm = atom.norm();
        for (Index t = 0; norm > 1 && t < T; ++t)
            W_.col(t * k + a) /= norm;
    }
}

} // namespace winnow::nmf
