// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/model_conversion.h"

#include "separation/training/unfolded/parameters.h"

#include <algorithm>
#include <cmath>

namespace winnow::separation::unfolded {
namespace {

using layered::LayeredWeights;
using layered::LayerWeights;

constexpr double smallest = 1e-12; // below this a weight counts as this

double safeLog(double x) {
    return std::log(std::max(x, smallest));
}
double inverseSoftplus(double y) {
    return y > 20 ? y : std::log(std::expm1(std::max(y, smallest)));
}
double logit(double y) {
    const double bounded = std::clamp(y, 1e-7, 1 - 1e-7);
    return std::log(bounded / (1 - bounded));
}

/// Calls visit(segment, pointer) for the matrices and vectors whose memory is in the trainer's order.
template <class Weights, class Visit> void forEachSegment(Weights& w, Visit&& visit) {
    const auto layer = [&](auto& l, int first) {
        visit(first, l.W.data());
        visit(first + 1, l.u.data());
        visit(first + 2, l.prior.data());
        visit(first + 3, l.kap.data());
        visit(first + 4, l.den.data());
        visit(first + 5, l.eta.data());
    };
    layer(w.layer1, segW1);
    layer(w.layer2, segW2);
    visit(segB0, w.b0.data());
    visit(segDenB, w.denb.data());
    visit(segTraceGain, w.tgain.data());
    visit(segR, w.R.data());
    visit(segOver, w.over.data());
    visit(segSlope, w.e.data());
    visit(segSag, w.c.data());
    visit(segOffset, w.off.data());
    visit(segSmooth, w.dd.data());
}

void resize(LayeredWeights& w) {
    const Shape& s = w.config;
    const auto layer = [&](LayerWeights& l, int D, int K) {
        l.W.resize(D, K);
        l.u.resize(static_cast<std::size_t>(D));
        for (auto* v : {&l.prior, &l.kap, &l.den})
            v->resize(static_cast<std::size_t>(K));
        l.eta.resize(static_cast<std::size_t>(s.updates));
    };
    layer(w.layer1, s.viewSize1(), s.atoms1);
    layer(w.layer2, s.viewSize2(), s.atoms2());
    for (auto* v : {&w.b0, &w.denb})
        v->resize(static_cast<std::size_t>(s.dynamicAtoms));
    w.R.resize(Shape::bins, s.atoms2());
    for (auto* v : {&w.over, &w.e, &w.c, &w.off, &w.dd})
        v->resize(Shape::bins);
    w.decay.resize(s.traces, s.atoms1);
    w.tgain.resize(static_cast<std::size_t>(s.traces) + 1);
}

/// One value of theta from the weight it becomes.
double inverse(int segment, double weight, int atoms1) {
    switch (segment) {
    case segKap1:
    case segKap2:
        return inverseSoftplus(weight);
    case segEta1:
    case segEta2:
    case segSag:
    case segOffset:
        return weight;
    case segDenB:
        return inverseSoftplus(1 / weight - 1.1);
    case segDecay:
        return logit(weight);
    case segTraceGain:
        return safeLog(weight / atoms1);
    case segSmooth:
        return logit(weight / 0.98);
    default:
        return safeLog(weight); // W, u, prior, b0, R, over, e
    }
}

} // namespace

LayeredWeights toLayeredWeights(const Layout& layout, std::span<const float> theta) {
    std::vector<float> flat(layout.total());
    weightsFromTheta<float>(layout, theta, flat);
    LayeredWeights w;
    w.config = layout.shape();
    resize(w);
    forEachSegment(w, [&](int segment, float* out) {
        std::copy_n(flat.begin() + static_cast<std::ptrdiff_t>(layout.offset(segment)), layout.size(segment),
                    out);
    });
    w.decay = Eigen::Map<const nmf::Matrix<float>>(flat.data() + layout.offset(segDecay), w.config.atoms1,
                                                   w.config.traces)
                  .transpose();
    return w;
}

std::vector<float> toTheta(const LayeredWeights& w) {
    const Layout layout(w.config);
    std::vector<float> theta(layout.total());
    const auto put = [&](int segment, const float* from) {
        for (std::size_t i = 0; i < layout.size(segment); ++i)
            theta[layout.offset(segment) + i] =
                static_cast<float>(inverse(segment, static_cast<double>(from[i]), w.config.atoms1));
    };
    forEachSegment(w, put);
    const nmf::Matrix<float> decay = w.decay.transpose();
    put(segDecay, decay.data());
    // den = 1/(1 + lam + kap) holds lam.
    const auto putPenalty = [&](int segment, const LayerWeights& l) {
        for (std::size_t k = 0; k < l.den.size(); ++k) {
            const double lam = 1 / static_cast<double>(l.den[k]) - 1 - static_cast<double>(l.kap[k]);
            theta[layout.offset(segment) + k] = static_cast<float>(inverseSoftplus(lam));
        }
    };
    putPenalty(segDen1, w.layer1);
    putPenalty(segDen2, w.layer2);
    return theta;
}

} // namespace winnow::separation::unfolded
