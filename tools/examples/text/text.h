// SPDX-License-Identifier: GPL-3.0-or-later
/// Text mining: topics and clusters of passages, a tree of them, and KL-NMF as PLSA.
#pragma once

#include "tools/examples/example.h"
#include "tools/examples/text/licences.h"

namespace winnow::examples::text {

struct Options {
    std::uint64_t seed = 0;
    std::vector<int> passageWords{60, 80, 100, 120}; ///< figures are means over these
    int restarts = 5;
    int emIterations = 50;
    std::filesystem::path folder = debianLicences;
};

/// How well clusters of passages agree with the licences they come from.
struct Agreement {
    double purity = 0, information = 0; ///< information: normalised mutual information
};

struct Figures {
    Agreement nmf, tree, lsa, kMeans;
    /// Largest |P - P'| / P' of the joint probabilities of KL-NMF and of EM, over the words of each passage.
    double emDifference = 0;
    double emLikelihood = 0; ///< log-likelihood a word after as many iterations of EM as it is mostly written
    double nmfLikelihood = 0; ///< the same of KL-NMF
    Corpus corpus;            ///< of the longest passages; what follows is of these
    Matrix W, H;              ///< Frobenius NMF of the tf-idf weights, columns of W of norm 1
    std::vector<std::vector<std::string>> topWords; ///< of each topic, by weight
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::text
