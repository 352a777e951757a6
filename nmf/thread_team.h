// SPDX-License-Identifier: GPL-3.0-or-later
/// Threads that work through numbered shards again and again, and add their results up in the shards' order.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace winnow::nmf {

/// A fixed team; the calling thread is worker 0. One run at a time. [main]
class ThreadTeam {
public:
    /// @param size  workers, at least 1; there are fewer when the system gives no more threads
    explicit ThreadTeam(int size);
    ~ThreadTeam();
    ThreadTeam(const ThreadTeam&) = delete;
    ThreadTeam& operator=(const ThreadTeam&) = delete;

    int size() const noexcept { return static_cast<int>(threads_.size()) + 1; }

    /// What a run does with one shard.
    struct Job {
        std::function<void(int worker, int shard)> work;   ///< on any worker, in any order
        std::function<void(int worker, int shard)> commit; ///< by the same worker, in the order of the shards
    };

    /// Returns when all shards first .. last-1 are done. Where one throws, no further ones are begun or
    /// committed, and the first exception is thrown again here.
    void run(int first, int last, const Job& job);
    void run(int shards, const Job& job) { run(0, shards, job); }

private:
    void workThrough(int worker);
    template <class Step> void attempt(const Step& step);
    void loop(int worker);

    std::mutex mutex_;
    std::condition_variable wake_; ///< a run begins, or the team ends
    std::condition_variable turn_; ///< a shard was committed, or a worker is done
    const Job* job_ = nullptr;
    int lastShard_ = 0;  ///< one behind it
    int nextShard_ = 0;  ///< to be handed out
    int nextCommit_ = 0; ///< whose turn it is
    int active_ = 0;     ///< workers still in this run
    unsigned round_ = 0; ///< counts the runs
    bool ending_ = false;
    std::exception_ptr error_; ///< the first of this run
    std::vector<std::thread> threads_;
};

} // namespace winnow::nmf
