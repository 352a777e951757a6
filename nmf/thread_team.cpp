// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/thread_team.h"

#include <system_error>

namespace winnow::nmf {

ThreadTeam::ThreadTeam(int size) {
    try {
        for (int worker = 1; worker < size; ++worker)
            threads_.emplace_back([this, worker] { loop(worker); });
    } catch (const std::system_error&) {
        // The system gives no more threads: those there are do the same work, with the same result.
    }
}

ThreadTeam::~ThreadTeam() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
}

void ThreadTeam::run(int shards, const Job& job) {
    {
        const std::lock_guard lock(mutex_);
        job_ = &job;
        shards_ = shards;
        nextShard_ = 0;
        nextCommit_ = 0;
        active_ = size();
        ++round_;
    }
    wake_.notify_all();
    workThrough(0);
    std::unique_lock lock(mutex_);
    turn_.wait(lock, [this] { return active_ == 0; });
}

void ThreadTeam::workThrough(int worker) {
    std::unique_lock lock(mutex_);
    while (nextShard_ < shards_) {
        // Handed out in order: whoever waits for a turn waits only for shards that are already being worked
        // on.
        const int shard = nextShard_++;
        lock.unlock();
        job_->work(worker, shard);
        lock.lock();
        turn_.wait(lock, [this, shard] { return nextCommit_ == shard; });
        lock.unlock();
        job_->commit(worker, shard);
        lock.lock();
        ++nextCommit_;
        turn_.notify_all();
    }
    --active_;
    turn_.notify_all();
}

void ThreadTeam::loop(int worker) {
    unsigned seen = 0;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this, seen] { return ending_ || round_ != seen; });
            if (ending_) return;
            seen = round_;
        }
        workThrough(worker);
    }
}

} // namespace winnow::nmf
