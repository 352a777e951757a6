// SPDX-License-Identifier: GPL-3.0-or-later
/// Convolutive non-negative sparse coding of a stream.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct OnlineConvolutiveOptions {
    Index rank = 0;
    Index taps = 1; ///< T: columns an atom extends over
    double l1H = 0; ///< weight of sum(H); atoms have a norm of at most 1 over all their taps
    /// Weight of what was known before each batch, above 0 and at most 1; 1 forgets nothing.
    double forgetting = 1;
    int activationSteps = 50; ///< updates of a batch's H
    int dictionarySteps = 1;  ///< sweeps over W a batch
    std::uint64_t seed = 0;
};

/// Atoms of T columns learned from batches of columns of one stream, each seen once: memory and time do not
/// grow with what has been seen. Minimises |V - sum over t of W[t] right(H, t)|^2 / 2 + l1H sum(H), the
/// convolutive sparse coding of Wang, Vipperla, Evans & Zheng (2013): with the shifted activations on top of
/// one another, Z, the model is [W[0] W[1] ...] Z, and the sums Z Z^T and V Z^T are all that W needs from the
/// past. Here W is improved by coordinate descent (as in Mairal, Bach, Ponce & Sapiro 2010), H by
/// multiplicative updates. An atom that begins in one batch goes on in the next: the activations of the last
/// T-1 columns are kept, and the part of the new batch that they explain is not explained again.
/// O(m b k T) a batch of b columns and an update, and O(m k^2 T^2) a sweep. [main]
class OnlineConvolutiveNmf {
public:
    /// @throws InvalidInput
    explicit OnlineConvolutiveNmf(const OnlineConvolutiveOptions& options);

    /// Learns from the next m x b columns; the first batch sets m. Returns their activations, rank x b.
    /// @throws InvalidInput for negative or non-finite entries, or another m
    Matrix<double> learn(const ConstMatrix& batch);
    /// Activations of columns with the present dictionary, which stays: a stream of its own, from its start.
    /// @throws InvalidInput as learn(), and before the first batch
    Matrix<double> transform(const ConstMatrix& columns) const;
    /// T matrices m x rank; none before the first batch.
    std::vector<Matrix<double>> W() const;
    Index columnsSeen() const noexcept { return seen_; }

private:
    Matrix<double> activate(const ConstMatrix& batch, const Matrix<double>& past) const;
    Matrix<double> stacked(const Matrix<double>& H, const Matrix<double>& past) const;
    void learnDictionary();

    OnlineConvolutiveOptions options_;
    Matrix<double> W_;     ///< m x kT: W[0] W[1] ...
    Matrix<double> past_;  ///< k x (T-1): activations of the columns before the next batch
    Matrix<double> A_, B_; ///< sums of Z Z^T and V Z^T
    Index seen_ = 0;
};

} // namespace winnow::nmf
