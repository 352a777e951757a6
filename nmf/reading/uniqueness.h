// SPDX-License-Identifier: GPL-3.0-or-later
/// Is a factorization the only one, but for order and scale?
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

enum class Scattered {
    Yes,    ///< every vertex was looked at and all but the unit vectors are inside
    No,     ///< a vertex is outside or on the border: not sufficiently scattered
    Unknown ///< too many vertices to look at all; none of those tried is outside
};

struct FactorDiagnostics {
    /// No column's support lies within another's: necessary for uniqueness (Huang, Sidiropoulos & Swami
    /// 2014).
    bool supportsIncomparable = false;
    /// Each column has, on the rows where it is zero, others that span k - 1 dimensions: the facets of the
    /// orthant are touched, without which no factor is sufficiently scattered.
    bool boundaryClose = false;
    /// The rows hold a positive multiple of every unit vector (pure rows).
    bool separable = false;
    Scattered scattered = Scattered::Unknown;
    /// Largest |x| found of a vertex of {X x >= 0, sum(x) = 1} that is not a unit vector (0: none);
    /// sufficiently scattered means below 1.
    double reach = 0;
};

/// Of a factor X (m x k), e.g. W, or H's transpose. Elements below `zero` times the largest of their column
/// count as zero. Sufficiently scattered (Huang, Sidiropoulos & Swami 2014): {x : X x >= 0} lies in {x : |x|
/// <= sum(x)} and touches its border only along the axes. That is decided by its vertices, of which there are
/// at most m over k - 1: all are looked at if there are no more than `most`, else that many at random.
FactorDiagnostics diagnose(const ConstMatrix& X, double zero = 1e-9, Index most = 200000,
                           std::uint64_t seed = 0);

/// Whether W H is known to be unique: both factors sufficiently scattered.
bool provenUnique(const FactorDiagnostics& W, const FactorDiagnostics& H) noexcept;

} // namespace winnow::nmf
