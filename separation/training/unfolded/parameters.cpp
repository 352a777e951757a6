// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/parameters.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace winnow::separation::unfolded {
namespace {

template <class T> using Array = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;
template <class T> using ConstArray = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;
template <class T> using Matrix = Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>>;
template <class T> using ConstMatrix = Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>>;

constexpr double denBOffset =
    1.1; // denb = 1/(1.1 + softplus): 1 plus the 0.1 that every dynamic atom's numerator has
constexpr double largestSmoothing = 0.98;

template <class T> Array<T> part(const Layout& layout, std::span<T> values, int segment) {
    return {values.data() + layout.offset(segment), static_cast<Eigen::Index>(layout.size(segment))};
}
template <class T> ConstArray<T> part(const Layout& layout, std::span<const T> values, int segment) {
    return {values.data() + layout.offset(segment), static_cast<Eigen::Index>(layout.size(segment))};
}

template <class T> T softplus(T x) {
    return x > T(20) ? x : std::log1p(std::exp(x));
}
template <class T> T sigmoid(T x) {
    return T(1) / (T(1) + std::exp(-x));
}

template <class T> void softmax(const ConstArray<T>& in, Array<T> out) {
    out = (in - in.maxCoeff()).exp();
    out /= out.sum();
}

/// Segments of a layer start at W: W, u, prior, kap, den, eta.
template <class T>
void layerWeights(const Layout& layout, int first, Eigen::Index D, Eigen::Index K, std::span<const T> theta,
                  std::span<T> weights) {
    const auto in = [&](int s) { return part<T>(layout, theta, first + s); };
    const auto out = [&](int s) { return part<T>(layout, weights, first + s); };
    softmax<T>(in(1), out(1));
    softmax<T>(in(2), out(2));
    out(0) = in(0).exp();
    Matrix<T> W(out(0).data(), D, K);
    const Eigen::Matrix<T, 1, Eigen::Dynamic> sums = out(1).matrix().transpose() * W;
    W.array().rowwise() /= sums.array();
    out(3) = in(3).unaryExpr(&softplus<T>);
    out(4) = T(1) / (T(1) + in(4).unaryExpr(&softplus<T>) + out(3));
    out(5) = in(5);
}

template <class T> void softmaxGradient(const ConstArray<T>& y, const Array<T>& dy, Array<T> dx) {
    dx = y * (dy - (y * dy).sum());
}

template <class T>
void layerGradient(const Layout& layout, int first, Eigen::Index D, Eigen::Index K, std::span<const T> theta,
                   std::span<const T> weights, std::span<T> dweights, std::span<T> dtheta) {
    const auto in = [&](int s) { return part<T>(layout, theta, first + s); };
    const auto w = [&](int s) { return part<T>(layout, weights, first + s); };
    const auto dw = [&](int s) { return part<T>(layout, dweights, first + s); };
    const auto out = [&](int s) { return part<T>(layout, dtheta, first + s); };
    // W = E/(u^T E): dtheta = W (dW - u m), du = -W m with m_k = sum_d dW_dk W_dk.
    const ConstMatrix<T> W(w(0).data(), D, K), dW(dw(0).data(), D, K);
    const Eigen::Array<T, Eigen::Dynamic, 1> m = W.cwiseProduct(dW).colwise().sum().transpose();
    Matrix<T> dth(out(0).data(), D, K);
    for (Eigen::Index k = 0; k < K; ++k)
        dth.col(k).array() = W.col(k).array() * (dW.col(k).array() - w(1) * m[k]);
    dw(1) -= (W * m.matrix()).array();
    softmaxGradient<T>(w(1), dw(1), out(1));
    softmaxGradient<T>(w(2), dw(2), out(2));
    const Eigen::Array<T, Eigen::Dynamic, 1> dsum = -dw(4) * w(4).square(); // of lam and of kap through den
    out(3) = (dw(3) + dsum) * in(3).unaryExpr(&sigmoid<T>);
    out(4) = dsum * in(4).unaryExpr(&sigmoid<T>);
    out(5) = dw(5);
}

} // namespace

template <class T>
void weightsFromTheta(const Layout& layout, std::span<const T> theta, std::span<T> weights) {
    const Shape& shape = layout.shape();
    layerWeights<T>(layout, segW1, shape.viewSize1(), shape.atoms1, theta, weights);
    layerWeights<T>(layout, segW2, shape.viewSize2(), shape.atoms2(), theta, weights);
    const auto in = [&](int s) { return part<T>(layout, theta, s); };
    const auto out = [&](int s) { return part<T>(layout, weights, s); };
    out(segB0) = in(segB0).exp();
    out(segDenB) = T(1) / (T(denBOffset) + in(segDenB).unaryExpr(&softplus<T>));
    out(segDecay) = in(segDecay).unaryExpr(&sigmoid<T>);
    out(segTraceGain) = in(segTraceGain).exp() * T(shape.atoms1);
    out(segR) = in(segR).exp();
    out(segOver) = in(segOver).exp();
    out(segSlope) = in(segSlope).exp();
    out(segSag) = in(segSag);
    out(segOffset) = in(segOffset);
    out(segSmooth) = T(largestSmoothing) * in(segSmooth).unaryExpr(&sigmoid<T>);
}

template <class T>
void thetaGradient(const Layout& layout, std::span<const T> theta, std::span<const T> weights,
                   std::span<T> weightGradient, std::span<T> gradient) {
    const Shape& shape = layout.shape();
    layerGradient<T>(layout, segW1, shape.viewSize1(), shape.atoms1, theta, weights, weightGradient,
                     gradient);
    layerGradient<T>(layout, segW2, shape.viewSize2(), shape.atoms2(), theta, weights, weightGradient,
                     gradient);
    const auto in = [&](int s) { return part<T>(layout, theta, s); };
    const auto w = [&](int s) { return part<T>(layout, weights, s); };
    const auto dw = [&](int s) { return part<T>(layout, weightGradient, s); };
    const auto out = [&](int s) { return part<T>(layout, gradient, s); };
    for (const int exponential : {segB0, segTraceGain, segR, segOver, segSlope})
        out(exponential) = dw(exponential) * w(exponential);
    out(segDenB) = -dw(segDenB) * w(segDenB).square() * in(segDenB).unaryExpr(&sigmoid<T>);
    out(segDecay) = dw(segDecay) * w(segDecay) * (T(1) - w(segDecay));
    out(segSag) = dw(segSag);
    out(segOffset) = dw(segOffset);
    out(segSmooth) = dw(segSmooth) * w(segSmooth) * (T(1) - w(segSmooth) / T(largestSmoothing));
}

template <class T> void setStart(const Layout& layout, std::span<T> theta) {
    const auto set = [&](int s, double value) { part<T>(layout, theta, s) = T(value); };
    for (const int first : {segW1, segW2}) {
        set(first + 1, 0);
        set(first + 2, 0);
        set(first + 3, -3);
        set(first + 4, -3);
        set(first + 5, 3);
    }
    set(segB0, -0.7);
    set(segDenB, -3);
    set(segTraceGain, 0);
    set(segOver, 0);
    set(segSlope, 1.5);
    set(segSag, 0.5);
    set(segOffset, 0);
    set(segSmooth, -1);
    // decay = exp(-1/tau), tau four times longer from one trace to the next
    const Shape& shape = layout.shape();
    auto decay = part<T>(layout, theta, segDecay);
    double tau = 2.5; // frames
    for (int i = 0; i < shape.traces; ++i, tau *= 4) {
        const double d = std::exp(-1 / tau);
        decay.segment(i * shape.atoms1, shape.atoms1) = T(std::log(d / (1 - d)));
    }
}

template void weightsFromTheta(const Layout&, std::span<const float>, std::span<float>);
template void weightsFromTheta(const Layout&, std::span<const double>, std::span<double>);
template void thetaGradient(const Layout&, std::span<const float>, std::span<const float>, std::span<float>,
                            std::span<float>);
template void thetaGradient(const Layout&, std::span<const double>, std::span<const double>,
                            std::span<double>, std::span<double>);
template void setStart(const Layout&, std::span<float>);
template void setStart(const Layout&, std::span<double>);

} // namespace winnow::separation::unfolded
