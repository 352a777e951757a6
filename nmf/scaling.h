// SPDX-License-Identifier: GPL-3.0-or-later
/// Keeps the numbers of a factorization in the middle of the floating-point range.
#pragma once

#include "nmf/beta_divergence.h"
#include "nmf/divergence_kind.h"
#include "nmf/factorize_input.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace winnow::nmf {

/// The solver works on V' = s V, with W' = W / c and H' = s c H for a constant c an atom. All are powers of
/// two, so that nothing is rounded: the factors of 1024 V are those of V, H times 1024, bit for bit.
template <class T> struct Scaling {
    int shift = 0; ///< s = 2^shift; 0 unless V's largest element is below 2^-10 or not below 2^21
    double s = 1;
    bool condition =
        false; ///< V must be multiplied, or holds elements so small that they underflow or slow down
    double smallest = 0; ///< of V'; smaller elements are taken as 0
    double epsilon = 0;  ///< added to W' H'
    double floorH = 0;   ///< smallest H' that is not 0: 360 dB below V'
    double ceilingH = 0; ///< largest

    static constexpr double floorW = 1e-18; ///< of W', whose columns have elements of about 1
    static constexpr double ceilingW = 1e18;

    Scaling(const DataRange& range, double beta) {
        constexpr int limit = std::numeric_limits<T>::max_exponent - 2;
        constexpr double tiny = 1e-27; // relative to the largest
        const int exponent = range.largest > 0 ? std::ilogb(range.largest) : 0;
        if (exponent < -10 || exponent > 20) shift = std::clamp(-exponent, -limit, limit);
        s = std::ldexp(1.0, shift);
        const double unit =
            std::ldexp(1.0, exponent + shift); // the power of two at or below the largest of V'
        condition = shift != 0 || (range.largest > 0 && range.smallestPositive < tiny * range.largest);
        smallest = tiny * unit;
        epsilon = divergenceKind(beta) == kernels::Divergence::Frobenius ? 0 : modelFloor(unit);
        floorH = floorW * unit;
        ceilingH = ceilingW * unit;
    }

    /// s^exponent, finite.
    double power(double exponent) const noexcept {
        return std::exp2(std::clamp(exponent * shift, -1000.0, 1000.0));
    }
};

} // namespace winnow::nmf
