// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/batch_pass.h"

#include "separation/flush_denormals.h"
#include "separation/training/unfolded/parameters.h"

#include <Eigen/Core>

#include <algorithm>
#include <atomic>
#include <thread>

namespace winnow::separation::unfolded {
namespace {

double terms(const std::vector<SequenceData<float>>& batch) {
    double frames = 0;
    for (const auto& sequence : batch)
        frames += sequence.frames();
    return frames * Shape::bins;
}

} // namespace

BatchPass::BatchPass(const FeatureExtractor<float>& extractor, int threads)
    : layout_(extractor.shape()), weights_(layout_.total()), weightGradient_(layout_.total()) {
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

double BatchPass::lossAndGradient(const std::vector<SequenceData<float>>& batch, std::span<const float> theta,
                                  std::span<float> gradient) {
    const double scale = 1 / terms(batch);
    weightsFromTheta<float>(layout_, theta, weights_);
    parts_.resize(std::max(parts_.size(), batch.size()));
    std::vector<double> losses(batch.size());
    forEach(batch.size(), [&](SequencePass<float>& pass, std::size_t i) {
        parts_[i].assign(layout_.total(), 0.0F);
        pass.forward(batch[i].view(), weights_.data());
        losses[i] = pass.lossAndGradient(static_cast<float>(scale), parts_[i].data());
    });
    std::fill(weightGradient_.begin(), weightGradient_.end(), 0.0F);
    double loss = 0;
    using Array = Eigen::Map<Eigen::ArrayXf>;
    const auto size = static_cast<Eigen::Index>(weightGradient_.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
        Array(weightGradient_.data(), size) += Array(parts_[i].data(), size);
        loss += losses[i];
    }
    thetaGradient<float>(layout_, theta, weights_, weightGradient_, gradient);
    return loss;
}

double BatchPass::loss(const std::vector<SequenceData<float>>& batch, std::span<const float> theta) {
    const double scale = 1 / terms(batch);
    weightsFromTheta<float>(layout_, theta, weights_);
    std::vector<double> losses(batch.size());
    forEach(batch.size(), [&](SequencePass<float>& pass, std::size_t i) {
        pass.forward(batch[i].view(), weights_.data());
        losses[i] = pass.loss(static_cast<float>(scale));
    });
    double loss = 0;
    for (const double l : losses)
        loss += l;
    return loss;
}

} // namespace winnow::separation::unfolded
