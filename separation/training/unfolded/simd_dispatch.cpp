// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/simd.h"
#include "separation/training/unfolded/batch_pass.h"

namespace winnow::separation::unfolded {

template <class T> SequencePass<T>::~SequencePass() = default;
template class SequencePass<float>;
template class SequencePass<double>;

SequencePass<float>* newSequencePass_baseline(const Shape&, const FixedView<float>&);
#if WINNOW_UNFOLDED_X86
SequencePass<float>* newSequencePass_v3(const Shape&, const FixedView<float>&);
SequencePass<float>* newSequencePass_v4(const Shape&, const FixedView<float>&);
#endif

std::unique_ptr<SequencePass<float>> makeSequencePass(const Shape& shape, const FixedView<float>& fixed) {
#if WINNOW_UNFOLDED_X86
    const nmf::SimdLevel level = nmf::simdLevel();
    if (level == nmf::SimdLevel::V4)
        return std::unique_ptr<SequencePass<float>>(newSequencePass_v4(shape, fixed));
    if (level == nmf::SimdLevel::V3)
        return std::unique_ptr<SequencePass<float>>(newSequencePass_v3(shape, fixed));
#endif
    return std::unique_ptr<SequencePass<float>>(newSequencePass_baseline(shape, fixed));
}

} // namespace winnow::separation::unfolded
