// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/penalties.h"

#include "nmf/factorize.h"

namespace winnow::nmf {

Penalties::Penalties(const Options& options, double power, double s, const std::vector<double>& balance,
                     Index firstLearned)
    : firstLearned_(firstLearned) {
    const bool onW = options.l1W > 0 || options.l2W > 0;
    const bool onH = options.l1H > 0 || options.l2H > 0;
    none_ = !onW && !onH;
    const auto atoms = static_cast<Index>(balance.size());
    const bool bothLearned = firstLearned < atoms && options.updateH;
    if (bothLearned && onW != onH) {
        unitNorm_ = onH ? UnitNorm::W : UnitNorm::H;
        product_ = power / s * (options.l1W + options.l1H);
        squareProduct_ = power / (s * s) * (options.l2W + options.l2H);
    }
    const bool squares = squareProduct_ > 0;
    hasSquareW_ = options.l2W > 0 || squares || (unitNorm_ == UnitNorm::W && product_ > 0);
    hasSquareH_ = options.l2H > 0 || squares || (unitNorm_ == UnitNorm::H && product_ > 0);
    w_.resize(balance.size());
    h_.resize(balance.size());
    squareW_.resize(balance.size());
    squareH_.resize(balance.size());
    for (Index a = 0; a < atoms; ++a) {
        if (unitNorm_ != UnitNorm::None && a >= firstLearned) continue;
        // w = c w', h = h' / (s c)
        const auto at = static_cast<std::size_t>(a);
        const double c = balance[at];
        w_[at] = power * options.l1W * c;
        h_[at] = power / (s * c) * options.l1H;
        squareW_[at] = power * options.l2W * c * c;
        squareH_[at] = power / (s * c) / (s * c) * options.l2H;
    }
}

double Penalties::value(Index a, const AtomSize& size) const noexcept {
    const double w2 = size.normW * size.normW;
    const double h2 = size.normH * size.normH;
    if (scaleFree(a, UnitNorm::W)) return product_ * size.normW * size.sumH + squareProduct_ / 2 * w2 * h2;
    if (scaleFree(a, UnitNorm::H)) return product_ * size.sumW * size.normH + squareProduct_ / 2 * w2 * h2;
    const auto at = static_cast<std::size_t>(a);
    return w_[at] * size.sumW + h_[at] * size.sumH + squareW_[at] / 2 * w2 + squareH_[at] / 2 * h2;
}

double Penalties::slopeW(Index a, const AtomSize& size) const noexcept {
    return scaleFree(a, UnitNorm::H) ? product_ * size.normH : w_[static_cast<std::size_t>(a)];
}

double Penalties::slopeH(Index a, const AtomSize& size) const noexcept {
    return scaleFree(a, UnitNorm::W) ? product_ * size.normW : h_[static_cast<std::size_t>(a)];
}

double Penalties::squareW(Index a, const AtomSize& size) const noexcept {
    if (unitNorm_ == UnitNorm::None || a < firstLearned_) return squareW_[static_cast<std::size_t>(a)];
    const double bound = unitNorm_ == UnitNorm::W && size.normW > 0 ? product_ * size.sumH / size.normW : 0;
    return bound + squareProduct_ * size.normH * size.normH;
}

double Penalties::squareH(Index a, const AtomSize& size) const noexcept {
    if (unitNorm_ == UnitNorm::None || a < firstLearned_) return squareH_[static_cast<std::size_t>(a)];
    const double bound = unitNorm_ == UnitNorm::H && size.normH > 0 ? product_ * size.sumW / size.normH : 0;
    return bound + squareProduct_ * size.normW * size.normW;
}

} // namespace winnow::nmf
