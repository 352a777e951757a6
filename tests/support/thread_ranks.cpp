// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/thread_ranks.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace winnow::tests {
namespace {

using nmf::Communicator;

class OtherRankFailed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Where the ranks meet.
struct Meeting {
    explicit Meeting(int ranks) : size(ranks), out(static_cast<std::size_t>(ranks)) {}

    /// Returns when all ranks are here.
    void wait() {
        std::unique_lock lock(mutex);
        const unsigned now = round;
        if (++here == size) {
            here = 0;
            ++round;
            all.notify_all();
        }
        all.wait(lock, [&] { return round != now || failed; });
        if (failed) throw OtherRankFailed("another rank has failed");
    }
    void fail() {
        const std::lock_guard lock(mutex);
        failed = true;
        all.notify_all();
    }

    const int size;
    std::vector<std::span<const Communicator::Outgoing>> out;
    std::mutex mutex;
    std::condition_variable all;
    int here = 0;
    unsigned round = 0;
    bool failed = false;
};

class ThreadRank final : public Communicator {
public:
    ThreadRank(Meeting& meeting, int rank) : meeting_(meeting), rank_(rank) {}
    int rank() const noexcept override { return rank_; }
    int size() const noexcept override { return meeting_.size; }
    [[noreturn]] void abort(int exitCode) override {
        throw std::runtime_error("aborted with " + std::to_string(exitCode));
    }

protected:
    void transfer(std::span<const Outgoing> out, std::span<const Incoming> in) override {
        meeting_.out[static_cast<std::size_t>(rank_)] = out;
        meeting_.wait();
        std::vector<std::size_t> read(static_cast<std::size_t>(size())); // messages taken from each rank
        for (const Incoming& message : in) {
            const auto from = static_cast<std::size_t>(message.from);
            std::size_t skip = read[from]++;
            const auto sent =
                std::find_if(meeting_.out[from].begin(), meeting_.out[from].end(),
                             [&](const Outgoing& candidate) { return candidate.to == rank_ && skip-- == 0; });
            if (sent == meeting_.out[from].end() || sent->bytes.size() != message.bytes.size())
                throw std::logic_error("a message is expected that no rank sends");
            std::copy(sent->bytes.begin(), sent->bytes.end(), message.bytes.begin());
        }
        for (std::size_t from = 0; from < read.size(); ++from)
            if (static_cast<std::size_t>(
                    std::count_if(meeting_.out[from].begin(), meeting_.out[from].end(),
                                  [&](const Outgoing& sent) { return sent.to == rank_; })) != read[from])
                throw std::logic_error("a message is sent that no rank expects");
        meeting_.wait();
    }

private:
    Meeting& meeting_;
    int rank_;
};

} // namespace

void runAsRanks(int size, const std::function<void(Communicator&)>& work) {
    Meeting meeting(size);
    std::mutex mutex;
    std::exception_ptr first;
    const auto run = [&](int rank) {
        try {
            ThreadRank communicator(meeting, rank);
            work(communicator);
        } catch (const OtherRankFailed&) {
        } catch (...) {
            {
                const std::lock_guard lock(mutex);
                if (!first) first = std::current_exception();
            }
            meeting.fail();
        }
    };
    std::vector<std::thread> threads;
    for (int rank = 0; rank < size; ++rank)
        threads.emplace_back(run, rank);
    for (std::thread& thread : threads)
        thread.join();
    if (first) std::rethrow_exception(first);
}

} // namespace winnow::tests
