// SPDX-License-Identifier: GPL-3.0-or-later
/// Which rank? Every one of a list is tried several times.
#pragma once

#include "tools/factorize/methods/method.h"

#include <vector>

namespace winnow::tools {

/// How well one rank does.
struct RankFigures {
    Index rank = 0;
    double cophenetic = 0, dispersion = 0,
           silhouette = 0;                 ///< how well the runs agree (nmf/reading/consensus.h)
    double residualVariance = 0;           ///< |V - W H|^2 / |V|^2 of the best run
    double objective = 0;                  ///< of the best run
    double heldOut = 0, heldOutOfMean = 0; ///< root mean square error of hidden entries; NaN: not tried
};

/// The rank that each criterion picks; 0 where it cannot.
struct RankVotes {
    Index cophenetic = 0; ///< last before the coefficient first falls by more than 0.005 (Brunet et al. 2004)
    Index dispersion = 0; ///< highest, of ranks above 1
    Index elbow = 0;      ///< of the residual variance
    Index heldOut = 0;    ///< smallest whose error is within 1 % of the least
    Index suggested = 0;  ///< most votes; among equals the held-out one, then the cophenetic one
};

/// @param ranks  in rising order. [any]
RankVotes voteOnRank(const std::vector<RankFigures>& ranks);

/// Tries every rank of --ranks and returns the best factorization of the suggested one, with its consensus
/// matrix (of at most 1000 columns, evenly spaced) and all figures in `details`. [main]
MethodResult selectRank(const Problem& problem);

} // namespace winnow::tools
