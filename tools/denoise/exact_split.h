// SPDX-License-Identifier: GPL-3.0-or-later
/// Stems that add up to the input.
#pragma once

#include <cstdint>
#include <span>

namespace winnow::tools {

/// Speech and noise as they will stand in files of `bits` bits, so that their sum is the input, sample for
/// sample.
///
/// Up to 24 bits: the clean signal is rounded to whole steps of 2^-(bits-1) and held within full scale; noise
/// is what remains of the input, in whole steps. Where that would exceed full scale, noise stops there and
/// speech takes the rest. An input finer than `bits` is rounded first. For 32 bit integers and floats (bits
/// 0): noise = input - clean, exact to the rounding of a float.
/// @param clean  in: the clean signal; out: the speech stem  @param noise  out; all of one size
/// @returns samples of the clean signal that were beyond full scale. [any]
std::int64_t splitExactly(std::span<const float> input, int bits, std::span<float> clean,
                          std::span<float> noise);

} // namespace winnow::tools
