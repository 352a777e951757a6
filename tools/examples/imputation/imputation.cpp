// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/imputation/imputation.h"

#include "nmf/reading/held_out.h"
#include "nmf/variants/weighted.h"
#include "tools/examples/common/rivals.h"
#include "tools/examples/data/digits.h"

#include <cmath>
#include <limits>

namespace winnow::examples::imputation {
namespace {

Matrix withHoles(const Matrix& V, double share, Random& random) {
    Matrix holed = V;
    for (Index i = 0; i < V.size(); ++i)
        if (random.uniform() < share) holed.data()[i] = std::numeric_limits<double>::quiet_NaN();
    return holed;
}

/// Over the holes only: the others agree.
double error(const Matrix& filled, const Matrix& truth, const Matrix& holed) {
    const double count = holed.array().isNaN().cast<double>().sum();
    return std::sqrt((filled - truth).squaredNorm() / count);
}

struct Setting {
    Index rank = 1;
    double penalty = 0;
};

nmf::Options fitOptions(const Options& options, const Setting& setting) {
    nmf::Options fit;
    fit.rank = setting.rank;
    fit.beta = 2;
    fit.maxIterations = options.iterations;
    fit.tolerance = 1e-6;
    fit.seed = options.seed;
    // Without it, what few pixels are left of an image is fitted too closely.
    fit.l2W = fit.l2H = setting.penalty;
    return fit;
}

/// The one that predicts pixels hidden from the visible ones best: nothing of the answer is looked at.
Setting chooseSetting(const Matrix& holed, const Options& options) {
    Setting best;
    double least = std::numeric_limits<double>::infinity();
    for (const Index rank : options.ranks)
        for (const double penalty : options.penalties) {
            const nmf::Options fit = fitOptions(options, {rank, penalty});
            const double held = nmf::heldOutError(holed, fit, 0.1, options.seed + 1).rootMeanSquare;
            if (held < least) least = held, best = {rank, penalty};
        }
    return best;
}

struct Filled {
    Matrix byNmf, bySvd, byNeighbours;
};

/// Rivals get the setting that is best on the hidden entries themselves, which nobody knows in earnest.
Errors compare(const Matrix& truth, const Matrix& holed, const Options& options, Filled& filled) {
    Errors errors;
    errors.mean = error(imputeRowMeans(holed), truth, holed);
    errors.svd = errors.shrunkSvd = errors.neighbours = std::numeric_limits<double>::infinity();
    for (const Index k : {4, 8, 12, 24}) {
        const Matrix plain = imputeSvd(holed, k);
        const double now = error(plain, truth, holed);
        if (now < errors.svd) errors.svd = now, errors.svdRank = k, filled.bySvd = plain;
        for (const double shrinkage : {0.7, 2.0})
            errors.shrunkSvd =
                std::min(errors.shrunkSvd, error(imputeSvd(holed, k, shrinkage), truth, holed));
    }
    for (const Index k : {3, 5, 10, 20}) {
        const Matrix near = imputeNeighbours(holed, k);
        const double now = error(near, truth, holed);
        if (now < errors.neighbours)
            errors.neighbours = now, errors.bestNeighbours = k, filled.byNeighbours = near;
    }
    const Setting setting = chooseSetting(holed, options);
    errors.rank = setting.rank;
    const auto fit = nmf::factorizeMissing<double>(holed, {}, {}, fitOptions(options, setting));
    filled.byNmf = nmf::impute<double>(holed, fit);
    errors.nmf = error(filled.byNmf, truth, holed);
    return errors;
}

/// Expression of genes in samples that mix four kinds of cells, with multiplicative noise: log-normal
/// profiles, Dirichlet shares. Scaled to a mean of 0.3, that of the digits.
Matrix cellMixtures(const Options& options, Random& random) {
    const Matrix profiles = random.normalMatrix(options.genes, 4).array().exp();
    Matrix shares(4, options.tissues);
    for (Index j = 0; j < options.tissues; ++j)
        shares.col(j) = random.dirichlet(Vector::Constant(4, 0.7));
    const Matrix noise = (0.1 * random.normalMatrix(options.genes, options.tissues)).array().exp();
    const Matrix V = (profiles * shares).cwiseProduct(noise);
    return 0.3 / V.mean() * V;
}

} // namespace

Figures run(const Options& options) {
    Figures figures;
    figures.truth = handwrittenDigits(options.images).images;
    Random random(options.seed);
    for (const double share : options.hidden) {
        const Matrix holed = withHoles(figures.truth, share, random);
        Filled filled;
        figures.digits.push_back(compare(figures.truth, holed, options, filled));
        figures.digits.back().hidden = share;
        if (figures.digits.size() > 3) continue;
        figures.holed = holed;
        figures.byNmf = filled.byNmf;
        figures.bySvd = filled.bySvd;
        figures.byNeighbours = filled.byNeighbours;
    }
    Random another(options.seed + 1); // the same data however many digits there are
    const Matrix mixtures = cellMixtures(options, another);
    Options additive = options;
    additive.ranks = {2, 3, 4, 5, 6};
    additive.penalties = {0, 0.1};
    Filled unused;
    figures.mixtures = compare(mixtures, withHoles(mixtures, 0.3, another), additive, unused);
    figures.mixtures.hidden = 0.3;
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    std::vector<Figure> rows;
    const auto add = [&](const std::string& data, const Errors& e) {
        const std::string with = data + ", " + std::to_string(std::lround(100 * e.hidden)) + " % hidden: ";
        rows.push_back({with + "RMSE, mean of the row", e.mean});
        rows.push_back({with + "RMSE, nearest neighbours", e.neighbours});
        rows.push_back({with + "RMSE, SVD", e.svd});
        rows.push_back({with + "RMSE, SVD with shrinkage", e.shrunkSvd});
        rows.push_back({with + "RMSE, NMF", e.nmf});
        rows.push_back({with + "rank that NMF chose", static_cast<double>(e.rank)});
    };
    for (const Errors& e : f.digits)
        add("digits", e);
    add("mixtures", f.mixtures);
    return rows;
}

} // namespace winnow::examples::imputation
