// SPDX-License-Identifier: GPL-3.0-or-later
/// Gene expression: classes of tumours by consensus clustering.
#pragma once

#include "tools/examples/common/measures.h"
#include "tools/examples/example.h"

namespace winnow::examples::expression {

struct Options {
    std::uint64_t seed = 0;
    Index genes = 600;
    Index leastRank = 2, mostRank = 5;
    int restarts = 20;
};

struct Rank {
    Index rank = 0;
    double cophenetic = 0, dispersion = 0;
    Matrix consensus; ///< samples x samples
    Labels labels;    ///< of the run with the lowest objective
};

/// Adjusted Rand indices against the classes.
struct Agreement {
    double twoClasses = 0, threeClasses = 0;
};

struct Figures {
    Labels twoClasses, threeClasses; ///< AML and ALL; AML, ALL of B cells, ALL of T cells
    std::vector<Rank> ranks;
    Agreement nmf, linkage, kMeans;
    double markersFound =
        0; ///< share of the planted genes of the three classes among as many found by W at 3
    double linkageStability =
        0;                   ///< agreement of average linkage with itself when half of the genes are left out
    double nmfStability = 0; ///< the same for NMF with 3 components
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::expression
