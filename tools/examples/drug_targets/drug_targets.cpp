// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/drug_targets/drug_targets.h"

#include "nmf/factorize.h"
#include "nmf/variants/tri_factorization.h"
#include "tools/examples/common/rivals.h"

#include <algorithm>
#include <cmath>

namespace winnow::examples::drug_targets {
namespace {

constexpr Index classes = 6, families = 8;

struct Network {
    Matrix links; ///< drugs x targets: 1 for a link
    Labels classOf, familyOf;
};

/// A degree-corrected block model (Karrer & Newman 2011): classes of drugs bind one or two families of
/// targets well and the others hardly; drugs and targets differ in how much they were studied (gamma).
Network simulate(const Options& options, Random& random) {
    Network network;
    for (Index i = 0; i < options.drugs; ++i)
        network.classOf.push_back(i * classes / options.drugs);
    for (Index j = 0; j < options.targets; ++j)
        network.familyOf.push_back(j * families / options.targets);
    Matrix affinity = Matrix::Constant(classes, families, 0.012);
    for (Index c = 0; c < classes; ++c)
        for (Index strong = 1 + random.below(2); strong > 0; --strong)
            affinity(c, random.below(families)) = random.uniform(0.2, 0.45);
    Vector drug(options.drugs), target(options.targets);
    for (double& x : drug)
        x = random.gamma(2) / 2;
    for (double& x : target)
        x = random.gamma(1.5) / 1.5;
    network.links = Matrix::Zero(options.drugs, options.targets);
    for (Index i = 0; i < options.drugs; ++i)
        for (Index j = 0; j < options.targets; ++j) {
            const double rate = drug(i) * target(j) *
                                affinity(network.classOf[static_cast<std::size_t>(i)],
                                         network.familyOf[static_cast<std::size_t>(j)]);
            network.links(i, j) = random.uniform() < 1 - std::exp(-rate) ? 1 : 0;
        }
    return network;
}

double auc(const Matrix& scores, const Matrix& links, const Matrix& known) {
    std::vector<double> values;
    std::vector<bool> positive;
    for (Index e = 0; e < scores.size(); ++e) {
        if (known.data()[e] > 0) continue;
        values.push_back(scores.data()[e]);
        positive.push_back(links.data()[e] > 0);
    }
    return areaUnderRoc(values, positive);
}

/// Targets of similar drugs: the sum of the drugs' rows weighted by cosine.
Matrix neighbourScores(const Matrix& known) {
    Matrix rows = known;
    rows.rowwise().normalize();
    rows = rows.array().isFinite().select(rows, 0.0);
    Matrix similarity = rows * rows.transpose();
    similarity.diagonal().setZero();
    return similarity * known;
}

Labels largest(const Matrix& memberships) { // of each row
    Labels labels;
    for (Index i = 0; i < memberships.rows(); ++i) {
        Index best = 0;
        memberships.row(i).maxCoeff(&best);
        labels.push_back(best);
    }
    return labels;
}

} // namespace

Figures run(const Options& options) {
    Random random(options.seed);
    const Network network = simulate(options, random);
    Figures figures;
    figures.links = network.links;
    figures.classOf = network.classOf;
    figures.familyOf = network.familyOf;
    figures.density = network.links.mean();
    const double share = 1.0 / options.splits;
    for (int split = 0; split < options.splits; ++split) {
        Matrix known = network.links;
        for (Index j = 0; j < known.cols(); ++j)
            for (Index i = 0; i < known.rows(); ++i)
                if (known(i, j) > 0 && random.uniform() < options.hidden) {
                    known(i, j) = 0;
                    if (split == 0) figures.hiddenRows.push_back(i), figures.hiddenColumns.push_back(j);
                }
        nmf::TriOptions tri;
        tri.rank = classes;
        tri.columnRank = families;
        tri.maxIterations = 300;
        // Models of several starts, added up: their errors differ, what they agree on stays.
        nmf::Options fit;
        fit.rank = families;
        fit.beta = 2;
        fit.solver = nmf::Solver::AcceleratedHals;
        Matrix scores = Matrix::Zero(known.rows(), known.cols()), plain = scores;
        nmf::TriFactorization best;
        for (std::uint64_t start = 0; start < 5; ++start) {
            tri.seed = fit.seed = options.seed + start;
            const auto model = nmf::factorize<double>(known, fit);
            plain += model.W * model.H;
            nmf::TriFactorization found = nmf::triFactorize(known, tri);
            scores += found.F * found.S * found.G;
            if (start == 0 || found.course.trace.back() < best.course.trace.back()) best = std::move(found);
        }
        figures.triFactorization += share * auc(scores, network.links, known);
        figures.nmf += share * auc(plain, network.links, known);
        figures.drugClasses += share * adjustedRand(largest(best.F), network.classOf);
        figures.targetFamilies += share * adjustedRand(largest(best.G.transpose()), network.familyOf);
        if (split == 0) figures.scores = scores;
        const Svd svd = truncatedSvd(known, families);
        figures.svd += share * auc(svd.U * svd.s.asDiagonal() * svd.Vt, network.links, known);
        figures.neighbours += share * auc(neighbourScores(known), network.links, known);
        const Vector drug = known.rowwise().sum(), target = known.colwise().sum().transpose();
        figures.degrees += share * auc(drug * target.transpose(), network.links, known);
    }
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    return {{"share of pairs that are linked", f.density},
            {"AUC of hidden links, tri-factorization", f.triFactorization},
            {"AUC of hidden links, NMF", f.nmf},
            {"AUC of hidden links, SVD", f.svd},
            {"AUC of hidden links, similar drugs", f.neighbours},
            {"AUC of hidden links, product of degrees", f.degrees},
            {"adjusted Rand index, classes of drugs", f.drugClasses},
            {"adjusted Rand index, families of targets", f.targetFamilies}};
}

} // namespace winnow::examples::drug_targets
