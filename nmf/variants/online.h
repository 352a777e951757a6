// SPDX-License-Identifier: GPL-3.0-or-later
/// NMF of data that arrive in batches, and of matrices that grow.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct OnlineOptions {
    Index rank = 0;
    double beta = 2; ///< 2 Frobenius, 1 Kullback-Leibler, 0 Itakura-Saito
    /// Weight of what was known before each batch, above 0 and at most 1; 1 forgets nothing.
    double forgetting = 1;
    int activationSteps = 50; ///< updates of a batch's H
    int dictionarySteps = 1;  ///< sweeps over W a batch
    double l1H = 0;           ///< weight of sum(H); the atoms have norm 1 (beta = 2) or sum 1
    std::uint64_t seed = 0;
};

/// A dictionary learned from batches of columns, each seen once: memory and time do not grow with what has
/// been seen. Frobenius: statistics H H^T and V H^T and coordinate descent on W (Mairal, Bach, Ponce & Sapiro
/// 2010). Kullback-Leibler and Itakura-Saito: sums of the multiplicative step's numerator
/// and denominator (Lefevre, Bach & Fevotte 2011).
class OnlineNmf {
public:
    /// @throws InvalidInput
    explicit OnlineNmf(const OnlineOptions& options);

    /// Learns from m x b columns; the first batch sets m. Returns their activations, rank x b.
    /// @throws InvalidInput for negative or non-finite entries, or another m
    Matrix<double> learn(const ConstMatrix& batch);
    /// Activations of columns with the present dictionary, which stays.
    Matrix<double> transform(const ConstMatrix& batch) const;
    /// m x rank; atoms have norm 1 (Frobenius) or sum 1. Empty before the first batch.
    const Matrix<double>& W() const noexcept { return W_; }
    Index columnsSeen() const noexcept { return seen_; }

private:
    void start(const ConstMatrix& batch);
    void learnSquares(const ConstMatrix& batch, const Matrix<double>& H);
    void learnRatios(const ConstMatrix& batch, const Matrix<double>& H);
    void normalise();

    OnlineOptions options_;
    Matrix<double> W_;
    Matrix<double> A_, B_; ///< H H^T and V H^T, or numerator and denominator of W's step
    Index seen_ = 0;
};

/// A factorization of V with more columns: activations of the new ones with the W there is, then `refine`
/// iterations on the whole, from there. V holds the old columns first. Options as in factorize().
template <class T>
Factorization<T> addColumns(MatrixView<T> V, const Factorization<T>& before, const Options& options,
                            int refine);

/// The same with more rows, the old ones first.
template <class T>
Factorization<T> addRows(MatrixView<T> V, const Factorization<T>& before, const Options& options, int refine);

} // namespace winnow::nmf
