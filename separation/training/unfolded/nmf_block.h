// SPDX-License-Identifier: GPL-3.0-or-later
/// The NMF block: a few over-relaxed multiplicative updates from a trained start, for all frames of a
/// sequence, and the gradient through them.
#pragma once

#include "separation/training/unfolded/level.h"
#include "separation/training/unfolded/matrices.h"
#include "separation/training/unfolded/shape.h"

namespace winnow::separation::unfolded::WINNOW_UNFOLDED_LEVEL {

/// What a block reads; for the gradient, where it adds (same layout).
template <class Scalar> struct BlockPointers {
    Scalar *W, *u, *prior, *kap, *den, *eta; // D x K, D, K, K, K, updates
    Scalar *b0, *denb;                       // dynamic atoms (layer 2), else null
};

/// NMF(v; W, u, prior, kap, den, eta), with u^T W = 1 for every atom: minimises the weighted Kullback-Leibler
/// divergence D^u(v || W h + Dy Mb beta) by multiplicative updates, h <- h rr^eta. Columns are frames.
template <class T> class NmfBlock {
public:
    static constexpr T epsilon = T(1e-4); // added to v by the caller and to the model here
    static constexpr T smallestRatio = T(1e-6);
    static constexpr T dynamicPrior = T(0.1);

    /// @param dynamic  number of dynamic atoms, 0 for none
    /// @param gradientRows  gradients of v are wanted for the last this many rows
    NmfBlock(int D, int K, int updates, int dynamic, int fine, int gradientRows)
        : D_(D), K_(K), updates_(updates), dynamic_(dynamic), fine_(fine), gradientRows_(gradientRows) {}

    /// @param Mb  fine x dynamic
    void setWeights(const BlockPointers<const T>& w, const T* Mb) {
        w_ = w;
        Mb_ = Mb;
        Wu_ = vector(w.u, D_).asDiagonal() * matrix(w.W, D_, K_);
        Wprior_.noalias() = matrix(w.W, D_, K_) * vector(w.prior, K_);
    }

    /// @param v  D x N, epsilon already added; @param n  fine x N, the tracker's bands (unused without
    /// dynamic atoms)
    template <class V> void forward(const V& v, const ConstMap<T>& n) {
        const auto N = v.cols();
        const auto W = matrix(w_.W, D_, K_);
        const auto u = vector(w_.u, D_);
        tot_.noalias() = u.transpose() * v;
        h_[0].noalias() = vector(w_.prior, K_) * tot_;
        if (dynamic_ > 0) beta_[0] = vector(w_.b0, dynamic_).replicate(1, N);
        for (int l = 0; l < updates_; ++l) {
            auto& Q = Q_[l];
            // The start is a multiple of the prior, so its model W h0 is of rank one: no product needed.
            if (l == 0)
                Q.noalias() = Wprior_ * tot_;
            else
                Q.noalias() = W * h_[l];
            if (dynamic_ > 0) {
                band_.noalias() = Mbeta() * beta_[l];
                Q.topRows(fine_).array() += band_.array() * n.array();
            }
            Q.array() = v.array() / (Q.array() + epsilon);
            auto& rr = rr_[l];
            rr.noalias() = Wu_.transpose() * Q;
            power_[l].resize(K_, N);
            h_[l + 1].resize(K_, N);
            const T eta = w_.eta[l];
            for (Eigen::Index t = 0; t < N; ++t) {
                auto r = rr.col(t).array();
                r = ((r + vector(w_.kap, K_).array() * h_[0].col(t).array()) * vector(w_.den, K_).array())
                        .max(smallestRatio);
                power_[l].col(t).array() = (eta * r.log()).exp();
                h_[l + 1].col(t).array() = h_[l].col(t).array() * power_[l].col(t).array();
            }
            if (dynamic_ > 0) {
                band_.array() = (Q.topRows(fine_).array() * n.array()).colwise() * u.head(fine_).array();
                betaRatio_[l].noalias() = Mbeta().transpose() * band_;
                betaRatio_[l].array() += dynamicPrior;
                beta_[l + 1] =
                    vector(w_.denb, dynamic_).asDiagonal() * (beta_[l].cwiseProduct(betaRatio_[l]));
            }
        }
    }

    const Matrix<T>& h() const { return h_[updates_]; }       ///< K x N
    const Matrix<T>& beta() const { return beta_[updates_]; } ///< dynamic x N

    /// @param dh     K x N, gradient of h(); overwritten
    /// @param dbeta  dynamic x N, gradient of beta(); overwritten
    /// @param dv     gradientRows x N, set to the gradient of v's last rows
    /// @param grad   added to
    template <class V>
    void backward(const V& v, const ConstMap<T>& n, Matrix<T>& dh, Matrix<T>& dbeta, Matrix<T>& dv,
                  const BlockPointers<T>& grad) {
        const auto N = v.cols();
        const auto W = matrix(w_.W, D_, K_);
        const auto u = vector(w_.u, D_), kap = vector(w_.kap, K_);
        const auto denb = vector(w_.denb, dynamic_);
        auto dW = matrix(grad.W, D_, K_);
        auto du = vector(grad.u, D_);
        dv.setZero(gradientRows_, N);
        dstart_.setZero(K_, N);
        dtot_.setZero(N);
        for (int l = updates_ - 1; l >= 0; --l) {
            const auto& Q = Q_[l];
            updateBackward(l, dh,
                           grad); // leaves d(W^T(u Q)) in ds_, and dh for what lies before the exponentiation
            dLam_.noalias() = Wu_ * ds_; // gradient of Q so far
            if (dynamic_ > 0) {
                const auto scaled = denb.asDiagonal() * dbeta;
                vector(grad.denb, dynamic_) +=
                    dbeta.cwiseProduct(beta_[l]).cwiseProduct(betaRatio_[l]).rowwise().sum();
                dratio_ = (scaled).eval().cwiseProduct(beta_[l]);
                dbeta = (scaled).eval().cwiseProduct(betaRatio_[l]);
                band_.noalias() = Mbeta() * dratio_;
                band_.array() *= n.array();
                dLam_.topRows(fine_).array() += band_.array().colwise() * u.head(fine_).array();
                du.head(fine_) += Q.topRows(fine_).cwiseProduct(band_).rowwise().sum();
            }
            // Q = v / Lam: dv = dQ Q / v, dLam = -dQ Q^2 / v.
            for (Eigen::Index t = 0; t < N; ++t) {
                auto d = dLam_.col(t).array();
                d *= Q.col(t).array() / v.col(t).array();
                if (gradientRows_ > 0) dv.col(t) += dLam_.col(t).tail(gradientRows_);
                d *= -Q.col(t).array();
            }
            if (dynamic_ > 0) {
                band_.array() = dLam_.topRows(fine_).array() * n.array();
                dbeta.noalias() += Mbeta().transpose() * band_;
            }
            if (l > 0) {
                dh.noalias() += W.transpose() * dLam_;
                dW.noalias() += dLam_ * h_[l].transpose();
            } else { // rank one again
                column_.noalias() = dLam_ * tot_.transpose();
                dW.noalias() += column_ * vector(w_.prior, K_).transpose();
                vector(grad.prior, K_).noalias() += W.transpose() * column_;
                dtot_.noalias() += Wprior_.transpose() * dLam_;
            }
            if (l == updates_ - 1)
                dWu_.noalias() = Q * ds_.transpose();
            else
                dWu_.noalias() += Q * ds_.transpose();
        }
        dW += u.asDiagonal() * dWu_;
        du += dWu_.cwiseProduct(W).rowwise().sum();
        dh += kap.asDiagonal() * dstart_;
        dtot_.noalias() += vector(w_.prior, K_).transpose() * dh;
        vector(grad.prior, K_).noalias() += dh * tot_.transpose();
        du.noalias() += v * dtot_.transpose();
        if (gradientRows_ > 0) dv.noalias() += u.tail(gradientRows_) * dtot_;
        if (dynamic_ > 0) vector(grad.b0, dynamic_) += dbeta.rowwise().sum();
    }

private:
    ConstMap<T> Mbeta() const { return matrix(Mb_, fine_, dynamic_); }

    /// h' = h rr^eta, rr = max((s + kap h0) den, smallest): from dh' to ds and dh.
    void updateBackward(int l, Matrix<T>& dh, const BlockPointers<T>& grad) {
        const auto den = vector(w_.den, K_).array();
        const T eta = w_.eta[l];
        ds_.resize(K_, dh.cols());
        work_.resize(K_);
        auto dden = vector(grad.den, K_).array();
        auto dkap = vector(grad.kap, K_).array();
        T deta = 0;
        for (Eigen::Index t = 0; t < dh.cols(); ++t) {
            const auto rr = rr_[l].col(t).array();
            auto d = work_.array();
            d = dh.col(t).array() * h_[l + 1].col(t).array();
            deta += (d * rr.log()).sum();
            d = (rr > smallestRatio).select(eta * d, T(0)); // drr rr
            dden += d / den;
            auto ds = ds_.col(t).array();
            ds = d / rr * den;
            dkap += ds * h_[0].col(t).array();
            dstart_.col(t).array() += ds;
            dh.col(t).array() *= power_[l].col(t).array();
        }
        grad.eta[l] += deta;
    }

    int D_, K_, updates_, dynamic_, fine_, gradientRows_;
    BlockPointers<const T> w_{};
    const T* Mb_ = nullptr;
    Matrix<T> Wu_, dWu_;
    Vector<T> Wprior_, column_, work_;
    RowVector<T> tot_, dtot_;
    Matrix<T> h_[mostUpdates + 1], power_[mostUpdates], rr_[mostUpdates], Q_[mostUpdates];
    Matrix<T> beta_[mostUpdates + 1], betaRatio_[mostUpdates];
    Matrix<T> ds_, dstart_, dLam_, band_, dratio_;
};

} // namespace winnow::separation::unfolded::WINNOW_UNFOLDED_LEVEL
