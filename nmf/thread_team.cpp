// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/thread_team.h"

#include <system_error>
#include <utility>

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

void ThreadTeam::run(int first, int last, const Job& job) {
    {
        const std::lock_guard lock(mutex_);
        job_ = &job;
        lastShard_ = last;
        nextShard_ = first;
        nextCommit_ = first;
        active_ = size();
        error_ = nullptr;
        ++round_;
    }
    wake_.notify_all();
    workThrough(0);
    std::unique_lock lock(mutex_);
    turn_.wait(lock, [this] { return active_ == 0; });
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

/// Without the lock.
template <class Step> void ThreadTeam::attempt(const Step& step) {
    try {
        step();
    } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = std::current_exception();
    }
}

void ThreadTeam::workThrough(int worker) {
    std::unique_lock lock(mutex_);
    while (nextShard_ < lastShard_ && !error_) {
        // Handed out in order: whoever waits for a turn waits only for shards that are already being worked
        // on.
        const int shard = nextShard_++;
        lock.unlock();
        attempt([&] { job_->work(worker, shard); });
        lock.lock();
        turn_.wait(lock, [this, shard] { return nextCommit_ == shard; });
        if (!error_) {
            lock.unlock();
            attempt([&] { job_->commit(worker, shard); });
            lock.lock();
        }
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
