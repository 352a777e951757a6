// SPDX-License-Identifier: GPL-3.0-or-later
/// Makes mixtures ahead of the trainer, on threads of its own.
#pragma once

#include "nmf/communicator.h"
#include "separation/training/unfolded/mixture.h"

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace winnow::separation::unfolded {

/// Which numbers a queue goes through: of batches of `batch` mixtures, `count` each, from `begin` on.
struct MixtureNumbers {
    std::uint64_t first = 0; ///< of the first batch
    std::uint64_t batch = 1, begin = 0, count = 1;

    MixtureNumbers(std::uint64_t firstNumber) : first(firstNumber) {} ///< all, from this one on
    /// A rank's share of batches (BatchPass); null ranks: all.
    MixtureNumbers(std::uint64_t firstNumber, int batchSize, const nmf::Communicator* ranks);

    std::uint64_t at(std::uint64_t i) const { return first + i / count * batch + begin + i % count; }
};

/// The mixture of number i has the seed mixSeed(seed, i), whatever the number of threads.
class MixtureQueue {
public:
    /// @param ahead  made in advance at most; @param threads  at least 1
    /// The sets and the extractor must outlive the queue. [main]
    MixtureQueue(const SourceSet& speech, const SourceSet& noise, const MixingOptions& options,
                 const FeatureExtractor<float>& extractor, std::uint64_t seed, const MixtureNumbers& numbers,
                 int ahead, int threads);
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
    std::uint64_t seed_;
    MixtureNumbers numbers_;
    std::uint64_t next_ = 0, taken_ = 0; // of those that the queue goes through
    std::vector<Slot> slots_;            // number i lies in slot i mod size
    std::mutex mutex_;
    std::condition_variable room_, ready_;
    std::exception_ptr failure_;
    bool stop_ = false;
    std::vector<std::thread> threads_;
};

} // namespace winnow::separation::unfolded
