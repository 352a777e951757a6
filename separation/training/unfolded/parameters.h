// SPDX-License-Identifier: GPL-3.0-or-later
/// From theta, which Adam moves without bounds, to the weights of the updates, and gradients the other way.
#pragma once

#include "separation/training/unfolded/shape.h"

#include <span>

namespace winnow::separation::unfolded {

/// weights(theta): exponentials with W normalised so that u^T W = 1, softmax for u and the prior, softplus
/// for the penalties, sigmoid for decays and smoothing. Both in the order of `layout`. [any]
template <class T>
void weightsFromTheta(const Layout& layout, std::span<const T> theta, std::span<T> weights);

/// The gradient with respect to theta from that with respect to the weights (which is used up as scratch).
/// [any]
template <class T>
void thetaGradient(const Layout& layout, std::span<const T> theta, std::span<const T> weights,
                   std::span<T> weightGradient, std::span<T> gradient);

/// The start of everything but the dictionaries (W1, W2, R), which are left as they are. [any]
template <class T> void setStart(const Layout& layout, std::span<T> theta);

} // namespace winnow::separation::unfolded
