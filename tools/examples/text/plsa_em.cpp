// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/text/plsa_em.h"

namespace winnow::examples::text {

void expectationMaximisation(const Matrix& counts, nmf::Plsa& model, Maximise which) {
    const Index topics = model.topic.size();
    Matrix word = Matrix::Zero(counts.rows(), topics), document = Matrix::Zero(counts.cols(), topics);
    Vector topic = Vector::Zero(topics), posterior(topics);
    for (Index d = 0; d < counts.cols(); ++d) {
        for (Index w = 0; w < counts.rows(); ++w) {
            if (counts(w, d) == 0) continue;
            posterior = model.topic.array() * model.wordGivenTopic.row(w).transpose().array() *
                        model.documentGivenTopic.row(d).transpose().array();
            posterior *= counts(w, d) / posterior.sum();
            word.row(w) += posterior.transpose();
            document.row(d) += posterior.transpose();
            topic += posterior;
        }
    }
    const auto perTopic = topic.cwiseInverse().asDiagonal();
    if (which != Maximise::DocumentGivenTopic) model.wordGivenTopic = word * perTopic;
    if (which != Maximise::WordGivenTopic) model.documentGivenTopic = document * perTopic;
    model.topic = topic / topic.sum();
}

Matrix jointProbability(const nmf::Plsa& model) {
    return model.wordGivenTopic * model.topic.asDiagonal() * model.documentGivenTopic.transpose();
}

} // namespace winnow::examples::text
