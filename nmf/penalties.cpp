// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/penalties.h"

#include "nmf/factorize.h"

namespace winnow::nmf {

Penalties::Penalties(const Options& options, double power, double s, const std::vector<double>& balance,
                     Index firstLearned)
    : firstLearned_(firstLearned), none_(options.l1W == 0 && options.l1H == 0) {
    const auto atoms = static_cast<Index>(balance.size());
    const bool bothLearned = firstLearned < atoms && options.updateH;
    if (bothLearned && (options.l1W > 0) != (options.l1H > 0)) {
        unitNorm_ = options.l1H > 0 ? UnitNorm::W : UnitNorm::H;
        product_ = power / s * (options.l1W + options.l1H);
    }
    w_.resize(balance.size());
    h_.resize(balance.size());
    for (Index a = 0; a < atoms; ++a) {
        if (unitNorm_ != UnitNorm::None && a >= firstLearned) continue;
        // w = c w', h = h' / (s c)
        const auto at = static_cast<std::size_t>(a);
        w_[at] = power * options.l1W * balance[at];
        h_[at] = power / (s * balance[at]) * options.l1H;
    }
}

double Penalties::value(Index a, const AtomSize& size) const noexcept {
    if (scaleFree(a, UnitNorm::W)) return product_ * size.normW * size.sumH;
    if (scaleFree(a, UnitNorm::H)) return product_ * size.sumW * size.normH;
    const auto at = static_cast<std::size_t>(a);
    return w_[at] * size.sumW + h_[at] * size.sumH;
}

double Penalties::slopeW(Index a, const AtomSize& size) const noexcept {
    return scaleFree(a, UnitNorm::H) ? product_ * size.normH : w_[static_cast<std::size_t>(a)];
}

double Penalties::slopeH(Index a, const AtomSize& size) const noexcept {
    return scaleFree(a, UnitNorm::W) ? product_ * size.normW : h_[static_cast<std::size_t>(a)];
}

double Penalties::squareW(Index a, const AtomSize& size) const noexcept {
    return scaleFree(a, UnitNorm::W) && size.normW > 0 ? product_ * size.sumH / size.normW : 0;
}

double Penalties::squareH(Index a, const AtomSize& size) const noexcept {
    return scaleFree(a, UnitNorm::H) && size.normH > 0 ? product_ * size.sumW / size.normH : 0;
}

} // namespace winnow::nmf
