// SPDX-License-Identifier: GPL-3.0-or-later
/// Masks from estimated parts.
#pragma once

#include <span>

namespace winnow::separation {

/// Wiener-style mask with exponent: gain = S^a / (S^a + N^a); 0.5 where both are 0. a = 2 is the Wiener
/// filter for magnitudes, a = 1 the ratio mask (Fevotte, Bertin & Durrieu 2009; Liutkus & Badeau 2015).
/// [audio]
void wienerMask(std::span<const float> speech, std::span<const float> noise, float exponent,
                std::span<float> gain) noexcept;

/// state = keep * state + (1 - keep) * gain; gain = state. [audio]
void smoothMask(std::span<float> state, float keep, std::span<float> gain) noexcept;

/// Smallest gain for an amount in dB: 10^(-amount/20); 0 from 100 dB on (no limit); 1 for 0 dB. [any]
float floorFromAmount(float amountDb) noexcept;

} // namespace winnow::separation
