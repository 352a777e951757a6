// SPDX-License-Identifier: GPL-3.0-or-later
/// Topics from anchor words.
#pragma once

#include "nmf/sparse.h"
#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct AnchorOptions {
    Index topics = 0;
    /// Only words in at least so many documents may be anchors: rare ones look extreme by chance.
    Index minDocuments = 1;
};

struct AnchorTopics {
    std::vector<Index> anchors; ///< word of each topic
    Matrix<double> topics;      ///< words x k: P(word | topic), columns of sum 1
    Matrix<double> correlation; ///< k x k: P(topic, topic') of two words of a document, sum 1
};

/// How often two words of a document are i and j: mean over the documents of (c c^T - diag(c)) / (l (l - 1))
/// with counts c and length l (Arora et al. 2013). words x words, sum 1. Documents
/// with fewer than two words are left out.
Matrix<double> cooccurrence(const SparseMatrix<double>& counts);

/// Topic recovery in polynomial time, exact where each topic has a word of its own (Arora, Ge, Halpern,
/// Mimno, Moitra, Sontag, Wu & Zhu 2013): the rows of the row-normalised co-occurrence Q that span the
/// largest simplex are anchors, the other words are convex mixtures of them
/// (RecoverL2, here by accelerated projected gradient on the simplex), and Bayes' rule gives the topics.
/// O(words^2 k).
/// @param Q  words x words, symmetric, non-negative; @param documents  in how many each word occurs, or empty
/// @throws InvalidInput where fewer words than topics may be anchors, or Q does not span so many
AnchorTopics anchorTopics(const Matrix<double>& Q, const std::vector<Index>& documents,
                          const AnchorOptions& options);

/// The point of the simplex (non-negative, sum 1) that is closest to x (Duchi, Shalev-Shwartz, Singer &
/// Chandra 2008).
Eigen::VectorXd projectToSimplex(const Eigen::VectorXd& x);

} // namespace winnow::nmf
