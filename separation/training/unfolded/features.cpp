// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/features.h"

#include "separation/constants.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace winnow::separation::unfolded {
namespace {

template <class T> using Array = Eigen::Array<T, Eigen::Dynamic, 1>;

// As in the engine: layered/noise_tracker.cpp, frame_views.cpp, layered_separator.cpp.
constexpr double trackerFloor = 1e-10;
constexpr double silentPower = 1e-9 * 0.5 * constants::powerSumOfUnitMeanSquare; // of a frame at -90 dBFS
constexpr int quickFrames = 6;

/// x^exponent for x >= 0, without logarithms for the exponents of p = 1/2, the usual one.
template <class T> void raise(nmf::Matrix<T>& x, T exponent) {
    if (exponent == T(0.25))
        x = x.cwiseSqrt().cwiseSqrt();
    else if (exponent == T(4))
        x = x.cwiseAbs2().cwiseAbs2();
    else
        x = x.array().pow(exponent);
}

/// |X|, without the care for extreme values that makes std::abs slow.
template <class T> nmf::Matrix<T> magnitudes(const Spectra<T>& X) {
    return X.cwiseAbs2().cwiseSqrt();
}

/// One band-limited signal's past, newest first: C frames, all set to the first.
template <class T, class Out>
void writeContext(const nmf::Matrix<T>& b, Eigen::Index t, int count, Out&& out) {
    for (int c = 0; c < count; ++c)
        out.segment(c * b.rows(), b.rows()) = b.col(std::max<Eigen::Index>(t - 1 - c, 0));
}

} // namespace

template <class T> void dropSilence(Spectra<T>& X, Spectra<T>& S) {
    std::vector<Eigen::Index> kept;
    for (Eigen::Index t = 0; t < X.cols(); ++t)
        if (X.col(t).squaredNorm() >= T(silentPower)) kept.push_back(t);
    if (kept.empty()) kept.push_back(0);
    if (static_cast<Eigen::Index>(kept.size()) == X.cols()) return;
    X = Spectra<T>(X(Eigen::all, kept));
    S = Spectra<T>(S(Eigen::all, kept));
}

template <class T> nmf::Matrix<T> trackNoise(const Spectra<T>& X) {
    const T prior = T(std::pow(10.0, 1.5)); // 15 dB
    nmf::Matrix<T> out(X.rows(), X.cols());
    Array<T> q = X.col(0).cwiseAbs2().array() + T(trackerFloor), pm = Array<T>::Constant(X.rows(), T(0.5));
    for (Eigen::Index t = 0; t < X.cols(); ++t) {
        const Array<T> P = X.col(t).cwiseAbs2().array();
        Array<T> pr = T(1) / (T(1) + (T(1) + prior) * (-(P / q * (prior / (T(1) + prior))).min(T(60))).exp());
        pm = T(0.9) * pm + T(0.1) * pr;
        pr = (pm > T(0.99)).select(pr.min(T(0.99)), pr);
        Array<T> e = (T(1) - pr) * P + pr * q;
        T a = T(0.8);
        if (t < quickFrames) {
            a = T(t) / T(t + 1);
            e = T(0.5) * e + T(0.5) * P;
        }
        q = (a * q + (T(1) - a) * e).max(T(trackerFloor));
        out.col(t) = q.matrix();
    }
    return out;
}

template <class T> FeatureExtractor<T>::FeatureExtractor(const Shape& shape) : shape_(shape) {
    const auto d = layered::makeBands(shape.dynamicAtoms, shape.lagBands);
    bands_ = {d.E.cast<T>(), d.M.cast<T>(), d.Mf.cast<T>(), d.Mb.cast<T>(), d.LG.cast<T>()};
    const int size = 2 * (Shape::bins - 1);
    cosines_.resize(layered::lagCount, Shape::bins);
    for (int l = 0; l < layered::lagCount; ++l) {
        for (int k = 0; k < Shape::bins; ++k) {
            const double weight = k == 0 || k == Shape::bins - 1 ? 1 : 2;
            cosines_(l, k) = T(weight / size * std::cos(2 * std::numbers::pi * k * l / size));
        }
    }
}

template <class T>
void FeatureExtractor<T>::features(const Spectra<T>& X, const nmf::Matrix<T>& q, SequenceData<T>& out) const {
    const auto N = X.cols();
    const int fine = Shape::fineBands, erb = Shape::erbBands, C = shape_.context;
    const T eps = T(shape_.eps), p = T(shape_.p);
    out.A = X.cwiseAbs2();
    out.An = q;
    for (nmf::Matrix<T>* power : {&out.A, &out.An})
        raise(*power, p / 2);
    nmf::Matrix<T> x = bands_.M * out.A, b = bands_.E * out.A, nbd = bands_.E * out.An;
    out.n.noalias() = bands_.M * out.An;

    T level = b.col(0).mean();
    for (Eigen::Index t = 0; t < N; ++t) { // makes everything independent of gain
        const T m = b.col(t).mean();
        level = std::max(T(0.97) * level + T(0.03) * m, T(0.2) * m);
        const T scale = T(1) / (level + T(1e-6));
        out.A.col(t) *= scale;
        out.An.col(t) *= scale;
        out.n.col(t) *= scale;
        x.col(t) *= scale;
        b.col(t) *= scale;
        nbd.col(t) *= scale;
    }

    const auto view = [&](const nmf::Matrix<T>& signal, const nmf::Matrix<T>& noise) -> nmf::Matrix<T> {
        nmf::Matrix<T> ratio = (signal.array() / (noise.array() + T(1e-4))).min(T(30));
        raise(ratio, T(2) / p);
        return T(0.25) * ratio.array().log1p();
    };
    const nmf::Matrix<T> y = view(x, out.n), yb = view(b, nbd);
    nmf::Matrix<T> r = cosines_ * out.A;
    for (Eigen::Index t = 0; t < N; ++t)
        r.col(t) = (r.col(t) / (r(0, t) + T(1e-6))).cwiseMax(T(0)).eval();

    out.v1.resize(shape_.viewSize1(), N);
    const int slowRow = fine + erb * C, viewAt = viewRow(shape_);
    out.v1.topRows(fine) = x;
    out.v1.middleRows(slowRow + 2 * erb, erb) = nbd;
    out.v1.middleRows(viewAt, fine) = y;
    out.v1.bottomRows(shape_.lagBands).noalias() = T(3) * (bands_.LG * r);
    Array<T> s1 = Array<T>::Zero(erb), s2 = s1;
    for (Eigen::Index t = 0; t < N; ++t) {
        auto v = out.v1.col(t);
        s1 = T(0.9) * s1 + T(0.1) * b.col(t).array();
        s2 = T(0.975) * s2 + T(0.025) * b.col(t).array();
        v.segment(slowRow, erb) = s1.matrix();
        v.segment(slowRow + erb, erb) = s2.matrix();
        writeContext(b, t, C, v.segment(fine, erb * C));
        writeContext(yb, t, C, v.segment(viewAt + fine, erb * C));
    }
    out.v1.array() += eps;
}

template <class T>
void FeatureExtractor<T>::targets(const Spectra<T>& X, const Spectra<T>& S, SequenceData<T>& out) {
    out.magnitude = magnitudes<T>(X);
    const T scale = T(1) / (out.magnitude.mean() + T(1e-7));
    const nmf::Matrix<T> wanted = magnitudes<T>(S);
    out.phase = T(1) - ((X.array() * S.array().conjugate()).real() /
                        (out.magnitude.array() * wanted.array() + T(1e-9)))
                           .max(T(-1))
                           .min(T(1));
    out.target = ((wanted.array() * scale + T(1e-4)).log() * T(0.4)).exp();
    out.magnitude *= scale;
}

template void dropSilence(Spectra<float>&, Spectra<float>&);
template void dropSilence(Spectra<double>&, Spectra<double>&);
template nmf::Matrix<float> trackNoise(const Spectra<float>&);
template nmf::Matrix<double> trackNoise(const Spectra<double>&);
template class FeatureExtractor<float>;
template class FeatureExtractor<double>;

} // namespace winnow::separation::unfolded
