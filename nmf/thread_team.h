// SPDX-License-Identifier: GPL-3.0-or-later
/// Threads that work through numbered shards again and again, and add their results up in the shards' order.
#pragma once

#include <condition_variable>
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

    /// What a run does with one shard. Neither may throw.
    struct Job {
        std::function<void(int worker, int shard)> work;   ///< on any worker, in any order
        std::function<void(int worker, int shard)> commit; ///< by the same worker, in the order of the shards
    };

    /// Returns when all shards 0 .. shards-1 are done.
    void run(int shards, const Job& job);

private:
    void workThrough(int worker);
    void loop(int worker);

    std::mutex mutex_;
    std::condition_variable wake_; ///< a run begins, or the team ends
    std::condition_variable turn_; ///< a shard was committed, or a worker is done
    const Job* job_ = nullptr;
    int shards_ = 0;
    int nextShard_ = 0;  ///< to be handed out
    int nextCommit_ = 0; ///< whose turn it is
    int active_ = 0;     ///< workers still in this run
    unsigned round_ = 0; ///< counts the runs
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace winnow::nmf
