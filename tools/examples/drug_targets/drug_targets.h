// SPDX-License-Identifier: GPL-3.0-or-later
/// Drug repurposing: links between drugs and targets that nobody has tested yet, by tri-factorization.
#pragma once

#include "tools/examples/common/measures.h"
#include "tools/examples/example.h"

namespace winnow::examples::drug_targets {

struct Options {
    std::uint64_t seed = 0;
    Index drugs = 150, targets = 200;
    double hidden = 0.2; ///< share of the links
    int splits = 5;
};

/// Area under the ROC curve: hidden links against pairs without one. Mean over the splits.
struct Figures {
    double triFactorization = 0, nmf = 0, svd = 0, neighbours = 0, degrees = 0;
    double density = 0;                         ///< share of the pairs that are linked
    double drugClasses = 0, targetFamilies = 0; ///< adjusted Rand indices of F's and G's clusters, mean
    Matrix links, scores; ///< of the first split, drugs x targets, sorted by planted classes
    Labels classOf, familyOf;
    std::vector<Index> hiddenRows, hiddenColumns; ///< of the first split
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::drug_targets
