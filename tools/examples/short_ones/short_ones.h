// SPDX-License-Identifier: GPL-3.0-or-later
/// Seven applications in short: each one question, NMF's answer and the rivals' as one number.
#pragma once

#include "tools/examples/example.h"

#include <filesystem>
#include <utility>

namespace winnow::examples::short_ones {

/// One application: what was measured, and the value of each method, NMF's first.
struct Answer {
    std::string title, measure;
    std::vector<std::pair<std::string, double>> methods;
    bool lowerIsBetter = false;
};

/// Words grouped by NMF, documents by their groups of words (Hassani, Iranmanesh & Mansouri 2020), on the
/// licences of Debian. Normalised mutual information with the licence.
Answer featureAgglomeration(std::uint64_t seed);
/// Communities of papers that cite one another: symmetric NMF of the normalised adjacency. Adjusted Rand
/// index.
Answer citationNetwork(std::uint64_t seed);
/// Ratings of films by people, most of them unknown. Root mean square error of held-out ratings, in stars.
Answer recommender(std::uint64_t seed);
/// Muscle synergies from electromyograms (d'Avella, Saltiel & Bizzi 2003). Mean cosine with the planted.
Answer muscleSynergies(std::uint64_t seed);
/// Which sites of methylation stand for which kind of cell: separable NMF picks columns. Share of the picks
/// that are planted markers of different kinds of cells.
Answer representativeGenes(std::uint64_t seed);
/// Response of cell lines to pairs of drugs, many not measured. Root mean square error of held-out responses.
Answer drugPairs(std::uint64_t seed);
/// Kind of a satellite or piece of debris from the spectrum of its light. Share of objects put right.
Answer spaceObjects(std::uint64_t seed);

struct Options {
    std::uint64_t seed = 0;
};

struct Figures {
    std::vector<Answer> answers;
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::short_ones
