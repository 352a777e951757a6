// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once per SIMD level. No standard templates here: their instances would be shared between levels.
#include "separation/training/unfolded/sequence_pass_impl.h"

#define WINNOW_JOIN2(a, b) a##b
#define WINNOW_JOIN(a, b) WINNOW_JOIN2(a, b)

namespace winnow::separation::unfolded {

SequencePass<float>* WINNOW_JOIN(newSequencePass_, WINNOW_UNFOLDED_LEVEL)(const Shape& shape,
                                                                          const FixedView<float>& fixed) {
    return new WINNOW_UNFOLDED_LEVEL::SequencePassImpl<float>(shape, fixed);
}

} // namespace winnow::separation::unfolded
