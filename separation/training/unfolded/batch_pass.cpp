// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/batch_pass.h"

#include "separation/flush_denormals.h"
#include "separation/training/unfolded/parameters.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace winnow::separation::unfolded {

BatchPass::BatchPass(const FeatureExtractor<float>& extractor, int threads, nmf::Communicator* ranks)
    : layout_(extractor.shape()), ranks_(ranks), weights_(layout_.total()) {
    for (int i = 0; i < threads; ++i)
        passes_.push_back(makeSequencePass(extractor.shape(), extractor.fixed()));
}

BatchPass::~BatchPass() = default;

/// task(pass, i) for i = 0 .. count-1, spread over the threads.
template <class Task> void BatchPass::forEach(std::size_t count, Task&& task) {
    std::atomic<std::size_t> next{0};
    const auto work = [&](SequencePass<float>& pass) {
        const FlushDenormals flush; // activations that die out would cost a hundred times their due
        for (std::size_t i = next++; i < count; i = next++)
            task(pass, i);
    };
    std::vector<std::thread> others;
    for (std::size_t t = 1; t < std::min(passes_.size(), count); ++t)
        others.emplace_back(work, std::ref(*passes_[t]));
    work(*passes_.front());
    for (std::thread& thread : others)
        thread.join();
}

/// Of all ranks. Frames are whole numbers: their sum is exact in any order.
BatchPass::Extent BatchPass::extentOf(const std::vector<SequenceData<float>>& own) const {
    Extent extent{0, static_cast<int>(own.size()), 0};
    for (const auto& sequence : own)
        extent.frames += sequence.frames();
    if (ranks_ == nullptr) return extent;
    Extent all;
    for (const Extent& one : nmf::gatherValues(*ranks_, extent)) {
        all.frames += one.frames;
        all.count += one.count;
    }
    all.first = static_cast<int>(nmf::shareBegin(all.count, ranks_->rank(), ranks_->size()));
    return all;
}

/// Of all ranks' sequences, in order.
double BatchPass::sum(const std::vector<double>& losses, const Extent& all) const {
    return nmf::sumOverShards(ranks_, all.count,
                              [&](int i) { return losses[static_cast<std::size_t>(i - all.first)]; });
}

double BatchPass::lossAndGradient(const std::vector<SequenceData<float>>& own, std::span<const float> theta,
                                  std::span<float> gradient) {
    const Extent all = extentOf(own);
    const double scale = 1 / (all.frames * Shape::bins);
    weightsFromTheta<float>(layout_, theta, weights_);
    parts_.resize(std::max(parts_.size(), own.size()));
    std::vector<double> losses(own.size());
    forEach(own.size(), [&](SequencePass<float>& pass, std::size_t i) {
        parts_[i].assign(layout_.total(), 0.0F);
        pass.forward(own[i].view(), weights_.data());
        losses[i] = pass.lossAndGradient(static_cast<float>(scale), parts_[i].data());
    });
    if (shards_ != all.count) {
        weightGradient_ =
            nmf::ShardSum<float>(ranks_, all.count, static_cast<std::ptrdiff_t>(layout_.total()));
        shards_ = all.count;
    }
    weightGradient_.clear();
    for (std::size_t i = 0; i < own.size(); ++i)
        weightGradient_.add(all.first + static_cast<int>(i), parts_[i].data());
    weightGradient_.finish();
    thetaGradient<float>(layout_, theta, weights_, {weightGradient_.data(), weightGradient_.size()},
                         gradient);
    return sum(losses, all);
}

double BatchPass::loss(const std::vector<SequenceData<float>>& own, std::span<const float> theta) {
    const Extent all = extentOf(own);
    const double scale = 1 / (all.frames * Shape::bins);
    weightsFromTheta<float>(layout_, theta, weights_);
    std::vector<double> losses(own.size());
    forEach(own.size(), [&](SequencePass<float>& pass, std::size_t i) {
        pass.forward(own[i].view(), weights_.data());
        losses[i] = pass.loss(static_cast<float>(scale));
    });
    return sum(losses, all);
}

} // namespace winnow::separation::unfolded
