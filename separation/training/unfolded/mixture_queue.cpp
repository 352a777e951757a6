// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/mixture_queue.h"

#include <utility>

namespace winnow::separation::unfolded {

MixtureNumbers::MixtureNumbers(std::uint64_t firstNumber, int batchSize, const nmf::Communicator* ranks)
    : first(firstNumber), batch(static_cast<std::uint64_t>(batchSize)), count(batch) {
    if (ranks == nullptr) return;
    begin = static_cast<std::uint64_t>(nmf::shareBegin(batchSize, ranks->rank(), ranks->size()));
    count = static_cast<std::uint64_t>(nmf::shareBegin(batchSize, ranks->rank() + 1, ranks->size())) - begin;
}

MixtureQueue::MixtureQueue(const SourceSet& speech, const SourceSet& noise, const MixingOptions& options,
                           const FeatureExtractor<float>& extractor, std::uint64_t seed,
                           const MixtureNumbers& numbers, int ahead, int threads)
    : speech_(speech), noise_(noise), options_(options), extractor_(extractor), seed_(seed),
      numbers_(numbers), slots_(static_cast<std::size_t>(ahead)) {
    for (int i = 0; i < (numbers.count > 0 ? threads : 0); ++i)
        threads_.emplace_back([this] { work(); });
}

MixtureQueue::~MixtureQueue() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    room_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
}

void MixtureQueue::work() {
    try {
        MixtureMaker maker(speech_, noise_, options_);
        Spectrograph spectrograph;
        std::unique_lock lock(mutex_);
        for (;;) {
            room_.wait(lock, [this] { return stop_ || next_ < taken_ + slots_.size(); });
            if (stop_) return;
            const std::uint64_t number = next_++;
            lock.unlock();
            SequenceData<float> data =
                makeSequence(maker.make(mixSeed(seed_, numbers_.at(number))), extractor_, spectrograph);
            lock.lock();
            Slot& slot = slots_[number % slots_.size()];
            slot.data = std::move(data);
            slot.ready = true;
            ready_.notify_all();
        }
    } catch (...) {
        const std::lock_guard lock(mutex_);
        failure_ = std::current_exception();
        ready_.notify_all();
    }
}

std::vector<SequenceData<float>> MixtureQueue::take(int count) {
    std::vector<SequenceData<float>> batch;
    std::unique_lock lock(mutex_);
    for (int i = 0; i < count; ++i) {
        Slot& slot = slots_[taken_ % slots_.size()];
        ready_.wait(lock, [&] { return slot.ready || failure_; });
        if (failure_) std::rethrow_exception(failure_);
        batch.push_back(std::move(slot.data));
        slot.ready = false;
        ++taken_;
        room_.notify_one();
    }
    return batch;
}

} // namespace winnow::separation::unfolded
