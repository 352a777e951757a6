// SPDX-License-Identifier: GPL-3.0-or-later
/// Probabilistic latent semantic analysis by expectation maximisation, as its paper has it: what KL-NMF is
/// compared with.
#pragma once

#include "nmf/reading/plsa.h"
#include "tools/examples/common/random.h"

namespace winnow::examples::text {

/// Which parameters a maximisation step sets. P(z) is set in both.
enum class Maximise { DocumentGivenTopic, WordGivenTopic, Both };

/// One iteration: E-step P(z | d, w), then M-step from the expected counts (Hofmann 1999). O(words documents
/// topics). P(z | d) of the result is not kept up to date.
void expectationMaximisation(const Matrix& counts, nmf::Plsa& model, Maximise which);

/// P(word, document), words x documents.
Matrix jointProbability(const nmf::Plsa& model);

} // namespace winnow::examples::text
