// SPDX-License-Identifier: GPL-3.0-or-later
/// Makes mixtures ahead of the trainer, on threads of its own.
#pragma once

#include "separation/training/unfolded/mixture.h"

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace winnow::separation::unfolded {

/// Number i of the queue is the mixture of seed mixSeed(seed, i), whatever the number of threads.
class MixtureQueue {
public:
    /// @param first  number of the first mixture; @param ahead  made in advance at most; @param threads  at
    /// least 1 The sets and the extractor must outlive the queue. [main]
    MixtureQueue(const SourceSet& speech, const SourceSet& noise, const MixingOptions& options,
                 const FeatureExtractor<float>& extractor, std::uint64_t seed, std::uint64_t first, int ahead,
                 int threads);
    ~MixtureQueue();
    MixtureQueue(const MixtureQueue&) = delete;
    MixtureQueue& operator=(const MixtureQueue&) = delete;

    /// The next `count` mixtures, in order; waits for them. Rethrows what a thread threw.
    std::vector<SequenceData<float>> take(int count);

private:
    struct Slot {
        SequenceData<float> data;
        bool ready = false;
    };
    void work();

    const SourceSet& speech_;
    const SourceSet& noise_;
    MixingOptions options_;
    const FeatureExtractor<float>& extractor_;
    std::uint64_t seed_, next_, taken_;
    std::vector<Slot> slots_; // number i lies in slot i mod size
    std::mutex mutex_;
    std::condition_variable room_, ready_;
    std::exception_ptr failure_;
    bool stop_ = false;
    std::vector<std::thread> threads_;
};

} // namespace winnow::separation::unfolded
