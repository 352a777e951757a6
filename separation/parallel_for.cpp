// SPDX-License-Identifier: GPL-3.0-or-later
/// Work for many items on several threads.
#include "separation/parallel_for.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace winnow::separation {
namespace {

struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t next = 0, done = 0, limit = 0; // items from `limit` on do not begin any more
    int running = 0;
    std::exception_ptr error;
    std::size_t errorItem = 0;
};

void runWorker(Shared& shared, int worker, const std::function<void(std::size_t, int)>& work) {
    std::unique_lock lock(shared.mutex);
    while (shared.next < shared.limit) {
        const std::size_t item = shared.next++;
        lock.unlock();
        std::exception_ptr error;
        try {
            work(item, worker);
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        ++shared.done;
        // Items begin in order, so all before the first failing one have begun: which error wins is certain.
        if (error && (!shared.error || item < shared.errorItem)) {
            shared.error = error;
            shared.errorItem = item;
            shared.limit = 0;
        }
        shared.changed.notify_all();
    }
    --shared.running;
    shared.changed.notify_all();
}

bool runHere(std::size_t count, const std::function<void(std::size_t, int)>& work,
             const std::function<bool(std::size_t)>& between) {
    for (std::size_t item = 0; item < count; ++item) {
        work(item, 0);
        if (between && !between(item + 1)) return false;
    }
    return true;
}

} // namespace

int threadCount(int threads, std::size_t count) noexcept {
    const std::size_t wanted =
        threads > 0 ? static_cast<std::size_t>(threads) : std::thread::hardware_concurrency();
    return static_cast<int>(std::clamp<std::size_t>(wanted, 1, std::max<std::size_t>(count, 1)));
}

bool parallelFor(std::size_t count, int threads, const std::function<void(std::size_t, int)>& work,
                 const std::function<bool(std::size_t)>& between) {
    const int workers = threadCount(threads, count);
    if (workers == 1) return runHere(count, work, between);

    Shared shared;
    shared.limit = count;
    shared.running = workers;
    bool stopped = false;
    {
        std::vector<std::jthread> pool;
        for (int worker = 0; worker < workers; ++worker)
            pool.emplace_back([&, worker] { runWorker(shared, worker, work); });
        std::unique_lock lock(shared.mutex);
        // Once more when all is done: workers may have ended before this thread came to ask.
        for (bool last = false; !last;) {
            if (shared.running > 0) shared.changed.wait_for(lock, std::chrono::milliseconds(100));
            last = shared.running == 0;
            const std::size_t done = shared.done;
            if (stopped || !between) continue;
            lock.unlock(); // the callback may take its time
            std::exception_ptr thrown;
            try {
                stopped = !between(done);
            } catch (...) {
                stopped = true;
                thrown = std::current_exception();
            }
            lock.lock();
            if (stopped) shared.limit = 0;
            if (thrown && !shared.error) shared.error = thrown;
        }
    }
    if (shared.error) std::rethrow_exception(shared.error);
    return !stopped || shared.done == count;
}

} // namespace winnow::separation
