// SPDX-License-Identifier: GPL-3.0-or-later
/// Layer 1's activations and their leaky means, as layer 2 sees them; scans over time and their reverse.
#pragma once

#include "separation/training/unfolded/level.h"
#include "separation/training/unfolded/matrices.h"
#include "separation/training/unfolded/shape.h"

namespace winnow::separation::unfolded::WINNOW_UNFOLDED_LEVEL {

/// T_i = decay_i T_i + (1 - decay_i) K h; a_0 = gain_0 h, a_i = gain_i / K T_i, the gains containing a factor
/// K.
template <class T> class Traces {
public:
    Traces(int K, int count) : K_(K), count_(count) {}

    /// @param decay  K x count; @param gain  count + 1
    void setWeights(const T* decay, const T* gain) {
        decay_ = decay;
        gain_ = gain;
    }

    /// @param a  (count + 1) K x N: the parts below one another
    template <class Out> void forward(const Matrix<T>& h, Out&& a) {
        const auto N = h.cols();
        a.topRows(K_) = gain_[0] * h;
        for (int i = 0; i < count_; ++i) {
            auto& trace = trace_[i];
            trace.resize(K_, N);
            const auto decay = vector(decay_ + i * K_, K_).array();
            for (Eigen::Index t = 0; t < N; ++t) {
                trace.col(t).array() = (1 - decay) * h.col(t).array() * T(K_);
                if (t > 0) trace.col(t).array() += decay * trace.col(t - 1).array();
            }
            a.middleRows((i + 1) * K_, K_) = gain_[i + 1] / T(K_) * trace;
        }
    }

    /// @param da  gradient of a; @param dh  set; @param ddecay, dgain  added to
    template <class In> void backward(const Matrix<T>& h, const In& da, Matrix<T>& dh, T* ddecay, T* dgain) {
        const auto N = h.cols();
        dh = gain_[0] * da.topRows(K_);
        dgain[0] += da.topRows(K_).cwiseProduct(h).sum();
        for (int i = 0; i < count_; ++i) {
            const auto part = da.middleRows((i + 1) * K_, K_);
            const auto& trace = trace_[i];
            const auto decay = vector(decay_ + i * K_, K_).array();
            auto dd = vector(ddecay + i * K_, K_).array();
            dgain[i + 1] += part.cwiseProduct(trace).sum() / T(K_);
            carry_.setZero(K_); // gradient of trace_t
            for (Eigen::Index t = N - 1; t >= 0; --t) {
                auto c = carry_.array();
                c = decay * c + gain_[i + 1] / T(K_) * part.col(t).array();
                dh.col(t).array() += T(K_) * (1 - decay) * c;
                dd -= c * h.col(t).array() * T(K_);
                if (t > 0) dd += c * trace.col(t - 1).array();
            }
        }
    }

private:
    int K_, count_;
    const T* decay_ = nullptr;
    const T* gain_ = nullptr;
    Matrix<T> trace_[mostTraces];
    Vector<T> carry_;
};

} // namespace winnow::separation::unfolded::WINNOW_UNFOLDED_LEVEL
