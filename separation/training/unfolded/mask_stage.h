// SPDX-License-Identifier: GPL-3.0-or-later
/// From the two parts to the smoothed gain, the loss on it, and the gradient of both.
#pragma once

#include "separation/training/unfolded/level.h"
#include "separation/training/unfolded/matrices.h"

namespace winnow::separation::unfolded::WINNOW_UNFOLDED_LEVEL {

/// Weights of the mask, each with one value a bin; for the gradient, where it adds.
template <class Scalar> struct MaskPointers {
    Scalar *R, *over, *slope, *sag, *offset, *smooth; // bins x K2, then bins each: over, e, c, off, dd
};

/// S = R_s h_s, Nz = R_n h_n + An over (Mf beta); xi from their log ratio; decision-directed smoothing; G =
/// zz/(1 + zz).
template <class T> class MaskStage {
public:
    static constexpr T partFloor = T(1e-4);
    static constexpr T magnitudeFloor = T(1e-3);
    static constexpr T lowestLogit = T(-12), highestLogit = T(9);
    static constexpr T highestRatio = T(30);

    MaskStage(int bins, int Ks, int Kn, int dynamic) : F_(bins), Ks_(Ks), Kn_(Kn), dynamic_(dynamic) {}

    /// @param Mf  bins x dynamic
    void setWeights(const MaskPointers<const T>& w, const T* Mf) {
        w_ = w;
        Mf_ = Mf;
    }

    /// @param h  K2 x N; @param beta  dynamic x N; @param A, An  bins x N, levelled magnitudes of mixture and
    /// tracker
    void forward(const Matrix<T>& h, const Matrix<T>& beta, const ConstMap<T>& A, const ConstMap<T>& An) {
        const auto N = h.cols();
        const auto R = matrix(w_.R, F_, Ks_ + Kn_);
        S_.noalias() = R.leftCols(Ks_) * h.topRows(Ks_);
        S_.array() += partFloor;
        follow_.noalias() = matrix(Mf_, F_, dynamic_) * beta;
        Nz_.noalias() = R.rightCols(Kn_) * h.bottomRows(Kn_);
        Nz_.array() += (follow_.array() * An.array()).colwise() * vector(w_.over, F_).array() + partFloor;
        for (Matrix<T>* m : {&logRatio_, &logSag_, &xi_, &ratio_, &previous_, &zz_, &gain_})
            m->resize(F_, N);
        const auto dd = vector(w_.smooth, F_).array();
        for (Eigen::Index t = 0; t < N; ++t) {
            const auto S = S_.col(t).array(), Nz = Nz_.col(t).array(), a = A.col(t).array();
            logRatio_.col(t).array() = (S / Nz).log();
            logSag_.col(t).array() = ((a + magnitudeFloor) / (S + Nz)).log();
            auto xi = xi_.col(t).array();
            xi = (vector(w_.slope, F_).array() * logRatio_.col(t).array() +
                  vector(w_.sag, F_).array() * logSag_.col(t).array() + vector(w_.offset, F_).array())
                     .max(lowestLogit)
                     .min(highestLogit)
                     .exp();
            ratio_.col(t).array() = ((a + magnitudeFloor) / Nz).min(highestRatio);
            if (t == 0)
                previous_.col(t) = xi_.col(t);
            else
                previous_.col(t).array() = (gain_.col(t - 1).array() * ratio_.col(t - 1).array()).square();
            auto zz = zz_.col(t).array();
            zz = dd * previous_.col(t).array() + (1 - dd) * xi;
            gain_.col(t).array() = zz / (1 + zz);
        }
    }

    const Matrix<T>& gain() const { return gain_; }

    /// @param dG  bins x N, gradient of the gain; overwritten
    /// @param dh, dbeta  set
    void backward(const Matrix<T>& h, const ConstMap<T>& An, Matrix<T>& dG, Matrix<T>& dh, Matrix<T>& dbeta,
                  const MaskPointers<T>& grad) {
        const auto N = h.cols();
        const auto R = matrix(w_.R, F_, Ks_ + Kn_);
        const auto dd = vector(w_.smooth, F_).array();
        const T lowest = std::exp(lowestLogit), highest = std::exp(highestLogit);
        dS_.resize(F_, N);
        dNz_.resize(F_, N);
        dprevious_.setZero(F_);
        dxi_.resize(F_);
        dlogit_.resize(F_);
        for (Eigen::Index t = N - 1; t >= 0; --t) {
            const auto S = S_.col(t).array(), Nz = Nz_.col(t).array(), xi = xi_.col(t).array();
            const auto G = gain_.col(t).array(), zz = zz_.col(t).array(), ratio = ratio_.col(t).array();
            auto g = dG.col(t).array();
            auto dprevious = dprevious_.array(); // gradient of the next frame's previous = (G ratio)^2
            auto dNz = dNz_.col(t).array();
            dNz = (ratio < highestRatio).select(dprevious * (-2) * (G * ratio).square() / Nz, T(0));
            g += dprevious * 2 * G * ratio.square();
            g /= (1 + zz).square(); // now the gradient of zz
            dprevious = g * dd;
            dxi_.array() = g * (1 - dd);
            if (t == 0) dxi_.array() += dprevious;
            vector(grad.smooth, F_).array() += g * (previous_.col(t).array() - xi);
            auto d = dlogit_.array();
            d = (xi > lowest && xi < highest).select(dxi_.array() * xi, T(0));
            vector(grad.slope, F_).array() += d * logRatio_.col(t).array();
            vector(grad.sag, F_).array() += d * logSag_.col(t).array();
            vector(grad.offset, F_).array() += d;
            const auto slope = vector(w_.slope, F_).array(), sag = vector(w_.sag, F_).array();
            dS_.col(t).array() = d * (slope / S - sag / (S + Nz));
            dNz -= d * (slope / Nz + sag / (S + Nz));
            vector(grad.over, F_).array() += dNz * An.col(t).array() * follow_.col(t).array();
        }
        auto dR = matrix(grad.R, F_, Ks_ + Kn_);
        dR.leftCols(Ks_).noalias() += dS_ * h.topRows(Ks_).transpose();
        dR.rightCols(Kn_).noalias() += dNz_ * h.bottomRows(Kn_).transpose();
        dh.resize(Ks_ + Kn_, N);
        dh.topRows(Ks_).noalias() = R.leftCols(Ks_).transpose() * dS_;
        dh.bottomRows(Kn_).noalias() = R.rightCols(Kn_).transpose() * dNz_;
        follow_.array() = (dNz_.array() * An.array()).colwise() * vector(w_.over, F_).array();
        dbeta.noalias() = matrix(Mf_, F_, dynamic_).transpose() * follow_;
    }

private:
    int F_, Ks_, Kn_, dynamic_;
    MaskPointers<const T> w_{};
    const T* Mf_ = nullptr;
    Matrix<T> S_, Nz_, follow_, logRatio_, logSag_, xi_, ratio_, previous_, zz_, gain_;
    Matrix<T> dS_, dNz_;
    Vector<T> dprevious_, dxi_, dlogit_;
};

/// Section on training: E = (G |X|/s + 1e-4)^0.4 against T = (|S|/s + 1e-4)^0.4, loss = mean of
/// (E - T)^2 + 0.8 E T (1 - C), which is 0.6 m + 0.4 (m + 2 E T (1 - C)) with m = (E - T)^2.
template <class T> struct CompressedLoss {
    static constexpr T floor = T(1e-4), exponent = T(0.4), phaseWeight = T(0.8);

    /// @param magnitude  |X|/s; @param target  T; @param phase  1 - C, all bins x N
    /// @param scale  one over the number of terms of the whole batch
    /// @param dG     set to the gradient
    /// @returns this sequence's part of the loss
    static double evaluate(const Matrix<T>& gain, const ConstMap<T>& magnitude, const ConstMap<T>& target,
                           const ConstMap<T>& phase, T scale, Matrix<T>& dG) {
        double loss = 0;
        dG.resize(gain.rows(), gain.cols());
        Vector<T> E(gain.rows());
        for (Eigen::Index t = 0; t < gain.cols(); ++t) {
            const auto x = magnitude.col(t).array(), wanted = target.col(t).array();
            const auto phaseTerm = phaseWeight * wanted * phase.col(t).array();
            auto d = dG.col(t).array();
            d = gain.col(t).array() * x + floor;
            auto e = E.array();
            e = (exponent * d.log()).exp();
            loss += static_cast<double>(((e - wanted).square() + e * phaseTerm).sum());
            d = (2 * (e - wanted) + phaseTerm) * exponent * e / d * x * scale;
        }
        return loss * static_cast<double>(scale);
    }
};

} // namespace winnow::separation::unfolded::WINNOW_UNFOLDED_LEVEL
