// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/reading/plsa.h"

#include <cmath>

namespace winnow::nmf {

namespace {

void columnsToSumOne(Matrix<double>& x) {
    for (Index j = 0; j < x.cols(); ++j) {
        const double sum = x.col(j).sum();
        if (sum > 0)
            x.col(j) /= sum;
        else
            x.col(j).setConstant(1 / static_cast<double>(x.rows()));
    }
}

} // namespace

Plsa readPlsa(const ConstMatrix& W, const ConstMatrix& H) {
    checkMatrix("W", W);
    checkMatrix("H", H);
    if (W.cols() != H.rows()) throw InvalidInput("W must have as many columns as H has rows.");
    Plsa result;
    result.wordGivenTopic = W;
    columnsToSumOne(result.wordGivenTopic);
    const Matrix<double> weights = W.colwise().sum().transpose().asDiagonal() * H;
    result.topicGivenDocument = weights;
    columnsToSumOne(result.topicGivenDocument);
    result.documentGivenTopic = weights.transpose();
    columnsToSumOne(result.documentGivenTopic);
    Matrix<double> topic = weights.rowwise().sum();
    columnsToSumOne(topic);
    result.topic = topic;
    return result;
}

double plsaLogLikelihood(const ConstMatrix& V, const Plsa& model) {
    if (V.rows() != model.wordGivenTopic.rows() || V.cols() != model.documentGivenTopic.rows())
        throw InvalidInput("V is not of the model's size.");
    const Matrix<double> P =
        model.wordGivenTopic * model.topic.asDiagonal() * model.documentGivenTopic.transpose();
    double total = 0;
    for (Index j = 0; j < V.cols(); ++j)
        for (Index i = 0; i < V.rows(); ++i)
            if (V(i, j) > 0) total += V(i, j) * std::log(P(i, j));
    return total;
}

} // namespace winnow::nmf
