// SPDX-License-Identifier: GPL-3.0-or-later
/// Weights as training leaves them, packed for the audio thread.
#include "separation/layered/layered_core.h"

namespace winnow::separation::layered {

namespace {

const LayeredWeights& checked(const LayeredWeights& weights) {
    checkWeights(weights);
    return weights;
}

Bands bandsFor(const LayeredConfig& config) {
    const BandsOf<double> d = makeBands(config.dynamicAtoms, config.lagBands);
    return {d.E.cast<float>(), d.M.cast<float>(), d.Mf.cast<float>(), d.Mb.cast<float>(), d.LG.cast<float>()};
}

nmf::UnfoldedParameters parameters(const LayerWeights& layer, const LayeredConfig& config) {
    nmf::UnfoldedParameters p;
    p.W = layer.W;
    p.u = layer.u;
    p.prior = layer.prior;
    p.kap = layer.kap;
    p.den = layer.den;
    p.eta = layer.eta;
    p.eps = static_cast<float>(config.eps);
    return p;
}

nmf::UnfoldedLayer makeSecondLayer(const LayeredWeights& weights, const Bands& bands) {
    nmf::UnfoldedParameters p = parameters(weights.layer2, weights.config);
    p.dynamicBands = bands.Mb;
    p.dynamicStart = weights.b0;
    p.dynamicDen = weights.denb;
    return nmf::UnfoldedLayer(std::move(p));
}

std::vector<float> rowByRow(const nmf::Matrix<float>& m) {
    std::vector<float> values;
    for (nmf::Index i = 0; i < m.rows(); ++i)
        for (nmf::Index j = 0; j < m.cols(); ++j)
            values.push_back(m(i, j));
    return values;
}

} // namespace

PackedWeights::PackedWeights(const LayeredWeights& w)
    : config(checked(w).config), bands(bandsFor(config)), layer1(parameters(w.layer1, config)),
      layer2(makeSecondLayer(w, bands)), speechSpectra(w.R.leftCols(config.speechAtoms)),
      noiseSpectra(w.R.rightCols(config.noiseAtoms)), decay(rowByRow(w.decay)), tgain(w.tgain), over(w.over),
      e(w.e), c(w.c), off(w.off), dd(w.dd) {}

} // namespace winnow::separation::layered
