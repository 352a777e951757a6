// SPDX-License-Identifier: GPL-3.0-or-later
/// A Kullback-Leibler factorization read as a topic model.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

/// Probabilistic latent semantic analysis: P(word, document) = sum over z of P(z) P(word | z) P(document |
/// z).
struct Plsa {
    Matrix<double> wordGivenTopic;     ///< m x k, columns of sum 1
    Matrix<double> topicGivenDocument; ///< k x n, columns of sum 1
    Matrix<double> documentGivenTopic; ///< n x k, columns of sum 1
    Eigen::VectorXd topic;             ///< k, sum 1: P(z)
};

/// The parameters that V ~ W H (words x documents) stands for: W's columns scaled to sum 1, and H's by how
/// much each contributes. KL-NMF and PLSA are the same problem (Gaussier & Goutte 2005; Ding, Li & Peng
/// 2008), and an iteration of factorize() with beta = 1 is two EM steps (Hofmann 1999): one of P(z) and P(d |
/// z), one of P(z) and P(w | z). A topic or document without weight has uniform P(. | .).
Plsa readPlsa(const ConstMatrix& W, const ConstMatrix& H);

/// Log-likelihood sum over V log P(word, document) of counts V. @throws InvalidInput for sizes that differ
double plsaLogLikelihood(const ConstMatrix& V, const Plsa& model);

} // namespace winnow::nmf
