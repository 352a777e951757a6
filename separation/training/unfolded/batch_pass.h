// SPDX-License-Identifier: GPL-3.0-or-later
/// Loss and gradient of a batch, on one or more threads.
#pragma once

#include "separation/training/unfolded/aligned_floats.h"
#include "separation/training/unfolded/features.h"
#include "separation/training/unfolded/sequence_pass.h"

#include <memory>
#include <span>
#include <vector>

namespace winnow::separation::unfolded {

/// The pass for the SIMD level in use.
std::unique_ptr<SequencePass<float>> makeSequencePass(const Shape& shape, const FixedView<float>& fixed);

/// Owns a SequencePass a thread. Sequences are summed in order, so the result does not depend on the number
/// of threads.
class BatchPass {
public:
    /// @param extractor  must outlive this object; @param threads  at least 1
    BatchPass(const FeatureExtractor<float>& extractor, int threads);
    ~BatchPass();

    /// Mean loss over all frames and bins; `gradient` (with respect to theta) is set.
    double lossAndGradient(const std::vector<SequenceData<float>>& batch, std::span<const float> theta,
                           std::span<float> gradient);
    /// Mean loss alone.
    double loss(const std::vector<SequenceData<float>>& batch, std::span<const float> theta);

private:
    template <class Task> void forEach(std::size_t count, Task&& task);

    Layout layout_;
    std::vector<std::unique_ptr<SequencePass<float>>> passes_;
    AlignedFloats weights_, weightGradient_;
    std::vector<AlignedFloats> parts_; // a gradient a sequence
};

} // namespace winnow::separation::unfolded
