// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/text/text.h"

#include "nmf/reading/components.h"
#include "nmf/restarts.h"
#include "nmf/variants/hierarchical.h"
#include "tools/examples/common/rivals.h"
#include "tools/examples/text/plsa_em.h"

#include <algorithm>
#include <numeric>

namespace winnow::examples::text {
namespace {

nmf::Factorization<double> topics(const Matrix& weights, Index k, const Options& options) {
    nmf::Options fit;
    fit.rank = k;
    fit.beta = 2;
    fit.solver = nmf::Solver::AcceleratedHals;
    fit.maxIterations = 300;
    fit.seed = options.seed;
    nmf::RestartOptions search;
    search.restarts = options.restarts;
    auto best = nmf::factorizeBest<double>(weights, fit, search).best;
    nmf::normaliseComponents(best.W, best.H, nmf::Normalisation::Norm);
    return best;
}

void add(Agreement& sum, const Labels& clusters, const Labels& classes, std::size_t terms) {
    sum.purity += purity(clusters, classes) / static_cast<double>(terms);
    sum.information += normalisedMutualInformation(clusters, classes) / static_cast<double>(terms);
}

/// Latent semantic analysis: k singular vectors, passages at norm 1 there, k-means.
Labels lsaClusters(const Matrix& weights, Index k, std::uint64_t seed) {
    const Svd svd = truncatedSvd(weights, k);
    Matrix places = svd.s.asDiagonal() * svd.Vt;
    places.colwise().normalize();
    return kMeans(places, k, seed).labels;
}

Labels treeClusters(const Matrix& weights, Index k, std::uint64_t seed) {
    nmf::VariantOptions options;
    options.rank = k;
    options.seed = seed;
    const nmf::ClusterTree tree = nmf::hierarchicalNmf(weights, options);
    return {tree.labels.begin(), tree.labels.end()};
}

/// KL-NMF and EM from the same start, iteration by iteration, and EM as it is mostly written.
void compareWithEm(const Matrix& counts, Index k, const Options& options, Figures& figures) {
    const Matrix W0 = nmf::randomFactor(counts.rows(), k, options.seed, 1);
    const Matrix H0 = nmf::randomFactor(k, counts.cols(), options.seed, 2);
    nmf::Options fit;
    fit.rank = k;
    fit.beta = 1;
    fit.maxIterations = options.emIterations;
    fit.tolerance = 0;
    const auto found = nmf::factorize<double>(counts, W0, H0, fit);
    const nmf::Plsa read = nmf::readPlsa(found.W, found.H);

    nmf::Plsa alternating = nmf::readPlsa(W0, H0), usual = alternating;
    for (int i = 0; i < options.emIterations; ++i) {
        expectationMaximisation(counts, alternating, Maximise::DocumentGivenTopic);
        expectationMaximisation(counts, alternating, Maximise::WordGivenTopic);
        expectationMaximisation(counts, usual, Maximise::Both);
    }
    const Matrix byNmf = jointProbability(read), byEm = jointProbability(alternating);
    // Where a word does not occur P falls to nothing, and the ratio of two nothings says nothing.
    figures.emDifference =
        (counts.array() > 0).select((byNmf - byEm).array().abs() / byEm.array(), 0.0).maxCoeff();
    figures.nmfLikelihood = nmf::plsaLogLikelihood(counts, read) / counts.sum();
    figures.emLikelihood = nmf::plsaLogLikelihood(counts, usual) / counts.sum();
}

std::vector<std::string> heaviest(const Vector& weights, const std::vector<std::string>& words,
                                  std::size_t count) {
    std::vector<std::size_t> order(words.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) {
        return weights(static_cast<Index>(a)) > weights(static_cast<Index>(b));
    });
    std::vector<std::string> result;
    for (std::size_t i = 0; i < std::min(count, order.size()); ++i)
        result.push_back(words[order[i]]);
    return result;
}

} // namespace

Figures run(const Options& options) {
    Figures figures;
    for (const int length : options.passageWords) {
        figures.corpus = readLicences(options.folder, length);
        const Corpus& corpus = figures.corpus;
        const auto k = static_cast<Index>(corpus.licences.size());
        const Matrix weights = tfIdf(corpus.counts);
        const auto fit = topics(weights, k, options);
        figures.W = fit.W;
        figures.H = fit.H;
        const std::size_t terms = options.passageWords.size();
        add(figures.nmf, nmf::clusterLabels(fit.W, fit.H), corpus.licence, terms);
        add(figures.tree, treeClusters(weights, k, options.seed), corpus.licence, terms);
        add(figures.lsa, lsaClusters(weights, k, options.seed), corpus.licence, terms);
        add(figures.kMeans, kMeans(weights, k, options.seed).labels, corpus.licence, terms);
    }
    for (Index a = 0; a < figures.W.cols(); ++a)
        figures.topWords.push_back(heaviest(figures.W.col(a), figures.corpus.words, 7));
    compareWithEm(figures.corpus.counts, figures.W.cols(), options, figures);
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    return {{"words", static_cast<double>(f.corpus.counts.rows())},
            {"passages (of the longest kind)", static_cast<double>(f.corpus.counts.cols())},
            {"purity, NMF", f.nmf.purity},
            {"purity, hierarchical rank-2 NMF", f.tree.purity},
            {"purity, LSA and k-means", f.lsa.purity},
            {"purity, k-means", f.kMeans.purity},
            {"normalised mutual information, NMF", f.nmf.information},
            {"normalised mutual information, hierarchical rank-2 NMF", f.tree.information},
            {"normalised mutual information, LSA and k-means", f.lsa.information},
            {"normalised mutual information, k-means", f.kMeans.information},
            {"largest relative difference of KL-NMF and PLSA's EM", f.emDifference},
            {"log-likelihood a word, KL-NMF", f.nmfLikelihood},
            {"log-likelihood a word, EM in its usual order", f.emLikelihood}};
}

} // namespace winnow::examples::text
