// SPDX-License-Identifier: GPL-3.0-or-later
/// The L1 and L2 penalties of a factorization, and what they add to the multiplicative steps.
#pragma once

#include "nmf/types.h"

#include <vector>

namespace winnow::nmf {

struct Options;

/// Of one atom: column w of W, row h of H.
struct AtomSize {
    double sumW, normW; ///< sum and Euclidean norm of w
    double sumH, normH; ///< of h
};

/// l1W sum(W) + l1H sum(H) has no minimum when only one factor is penalised and both are learned: that one
/// shrinks, the other grows, and W H stays. Then a learned atom's penalty is l1H |w|_2 sum(h), which scale
/// cannot change and which is l1H sum(h) once w has norm 1 (Eggert & Korner 2004; Le Roux, Weninger & Hershey
/// 2015), and likewise l1W sum(w) |h|_2. The sum in place of the norm would not make anything sparse: |w|_1
/// |h|_1 is the sum of the atom's part of W H.
///
/// For the step of w, |w|_2 is replaced by (|w|^2 / |w0|_2 + |w0|_2) / 2, which is nowhere smaller and the
/// same at the present w0, so that the objective still cannot rise.
///
/// l2W sum(W^2) / 2 and l2H sum(H^2) / 2 escape in the same way when they stand on one side, and are then
/// l2H / 2 |w|_2^2 |h|_2^2, which is quadratic in w and in h as it is.
class Penalties {
public:
    enum class UnitNorm { None, W, H };

    Penalties() = default;
    /// @param power  s^beta, by which the scaled objective is larger; @param s  of the scaling; @param
    /// balance  c of each atom (nmf/scaling.h); @param firstLearned  atoms before are held (all of them when
    /// W is)
    Penalties(const Options& options, double power, double s, const std::vector<double>& balance,
              Index firstLearned);

    /// Which factor of the learned atoms the result is normalised in.
    UnitNorm unitNorm() const noexcept { return unitNorm_; }
    bool none() const noexcept { return none_; }
    /// Whether squareW (squareH) can be other than 0.
    bool hasSquareW() const noexcept { return hasSquareW_; }
    bool hasSquareH() const noexcept { return hasSquareH_; }
    /// Whether the step of w depends on |h|_2.
    bool needsNormH() const noexcept { return unitNorm_ == UnitNorm::H || squareProduct_ > 0; }

    /// Penalty of atom a, in scaled units.
    double value(Index a, const AtomSize& size) const noexcept;
    /// Added to the denominator of the step of w (h).
    double slopeW(Index a, const AtomSize& size) const noexcept;
    double slopeH(Index a, const AtomSize& size) const noexcept;
    /// Weight of half the sum of squares of w (h).
    double squareW(Index a, const AtomSize& size) const noexcept;
    double squareH(Index a, const AtomSize& size) const noexcept;

private:
    bool scaleFree(Index a, UnitNorm norm) const noexcept { return unitNorm_ == norm && a >= firstLearned_; }

    std::vector<double> w_, h_;             ///< weight of sum(w), sum(h) of each atom
    std::vector<double> squareW_, squareH_; ///< weight of half the sum of squares
    double product_ = 0;                    ///< weight of |w| sum(h), or of sum(w) |h|
    double squareProduct_ = 0;              ///< weight of |w|^2 |h|^2 / 2
    bool hasSquareW_ = false, hasSquareH_ = false;
    Index firstLearned_ = 0;
    UnitNorm unitNorm_ = UnitNorm::None;
    bool none_ = true;
};

} // namespace winnow::nmf
