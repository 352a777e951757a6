// SPDX-License-Identifier: GPL-3.0-or-later
/// Document clustering with groups of words in place of words.
#include "nmf/reading/components.h"
#include "nmf/restarts.h"
#include "tools/examples/common/rivals.h"
#include "tools/examples/short_ones/short_ones.h"
#include "tools/examples/text/licences.h"

namespace winnow::examples::short_ones {
namespace {

/// Every word goes to the atom it is heaviest in; a document's value for a group is the sum of its words',
/// each as much as it weighs in the atom.
Matrix agglomerated(const Matrix& weights, Index groups, std::uint64_t seed) {
    nmf::Options fit;
    fit.rank = groups;
    fit.beta = 2;
    fit.solver = nmf::Solver::AcceleratedHals;
    fit.seed = seed;
    auto model = nmf::factorizeBest<double>(weights, fit, {}).best;
    nmf::normaliseComponents(model.W, model.H, nmf::Normalisation::Norm);
    Matrix result = Matrix::Zero(groups, weights.cols());
    for (Index word = 0; word < weights.rows(); ++word) {
        Index group = 0;
        model.W.row(word).maxCoeff(&group);
        result.row(group) += model.W(word, group) * weights.row(word);
    }
    for (Index j = 0; j < result.cols(); ++j)
        result.col(j) /= std::max(1e-300, result.col(j).norm());
    return result;
}

} // namespace

Answer featureAgglomeration(std::uint64_t seed) {
    double grouped = 0, words = 0, latent = 0;
    const std::vector<int> lengths{60, 80, 100, 120};
    for (const int length : lengths) {
        const text::Corpus corpus = text::readLicences(text::debianLicences, length);
        const Matrix weights = text::tfIdf(corpus.counts);
        const auto k = static_cast<Index>(corpus.licences.size());
        const auto agreement = [&](const Matrix& features) {
            return normalisedMutualInformation(kMeans(features, k, seed).labels, corpus.licence) /
                   static_cast<double>(lengths.size());
        };
        grouped += agreement(agglomerated(weights, 2 * k, seed));
        words += agreement(weights);
        const Svd svd = truncatedSvd(weights, 2 * k);
        Matrix places = svd.s.asDiagonal() * svd.Vt;
        places.colwise().normalize();
        latent += agreement(places);
    }
    return {"Document clustering",
            "mutual information with the licence",
            {{"NMF's groups of words", grouped}, {"words", words}, {"LSA", latent}}};
}

} // namespace winnow::examples::short_ones
