// SPDX-License-Identifier: GPL-3.0-or-later
/// Loss and gradient of a batch, on one or more threads.
#pragma once

#include "nmf/communicator.h"
#include "nmf/shard_sums.h"
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
/// of threads, nor on that of ranks: with several, each has the sequences shareBegin(count, rank, ranks) up
/// to the next rank's first one, and the sums are those of all. All ranks call the functions.
class BatchPass {
public:
    /// @param extractor, ranks  must outlive this object; null ranks: one process  @param threads  at least 1
    BatchPass(const FeatureExtractor<float>& extractor, int threads, nmf::Communicator* ranks = nullptr);
    ~BatchPass();

    /// Mean loss over all frames and bins; `gradient` (with respect to theta) is set.
    /// @param own  this rank's sequences
    double lossAndGradient(const std::vector<SequenceData<float>>& own, std::span<const float> theta,
                           std::span<float> gradient);
    /// Mean loss alone.
    double loss(const std::vector<SequenceData<float>>& own, std::span<const float> theta);

private:
    struct Extent {
        double frames = 0;
        int count = 0, first = 0; ///< sequences; number of this rank's first
    };
    Extent extentOf(const std::vector<SequenceData<float>>& own) const;
    double sum(const std::vector<double>& losses, const Extent& all) const;
    template <class Task> void forEach(std::size_t count, Task&& task);

    Layout layout_;
    std::vector<std::unique_ptr<SequencePass<float>>> passes_;
    nmf::Communicator* ranks_;
    AlignedFloats weights_;
    nmf::ShardSum<float> weightGradient_; ///< its shards are the sequences
    int shards_ = 0;
    std::vector<AlignedFloats> parts_; // a gradient a sequence
};

} // namespace winnow::separation::unfolded
