// SPDX-License-Identifier: GPL-3.0-or-later
/// Hands objects to the audio thread and takes the old ones back, without waiting on either side.
#pragma once

#include <atomic>
#include <cassert>
#include <memory>

namespace winnow::plugin {

/// One consumer (the audio thread), any number of producers. What is offered replaces what was offered and
/// not yet taken; what is retired is freed by collect(), never on the audio thread.
template <class T> class Handover {
public:
    Handover() = default;
    ~Handover() { clear(); }
    Handover(const Handover&) = delete;
    Handover& operator=(const Handover&) = delete;

    /// Frees what was retired and what it replaces. [any but audio]
    void offer(std::unique_ptr<T> object) noexcept {
        const std::unique_ptr<T> replaced(offered_.exchange(object.release(), std::memory_order_acq_rel));
        collect();
    }
    /// Frees what was retired. [any but audio]
    void collect() noexcept {
        const std::unique_ptr<T> old(retired_.exchange(nullptr, std::memory_order_acq_rel));
    }
    /// Frees what was offered or retired. [any but audio]
    void clear() noexcept {
        const std::unique_ptr<T> unused(offered_.exchange(nullptr, std::memory_order_acq_rel));
        collect();
    }

    /// What was offered last, now the caller's; null if there is nothing new, or if what was retired before
    /// has not been collected: then there would be no place for the next one. [audio]
    T* take() noexcept {
        if (offered_.load(std::memory_order_relaxed) == nullptr) return nullptr;
        if (retired_.load(std::memory_order_acquire) != nullptr) return nullptr;
        return offered_.exchange(nullptr, std::memory_order_acq_rel);
    }
    /// Gives an object up. After take() has returned one there is room for exactly one. [audio]
    void retire(T* object) noexcept {
        assert(retired_.load() == nullptr && "one object is taken at a time");
        retired_.store(object, std::memory_order_release);
    }
    /// Puts what was offered last, if there is anything, in the place of `current`, which is retired.
    /// @returns whether it did [audio]
    bool exchange(std::unique_ptr<T>& current) noexcept {
        T* const taken = take();
        if (taken == nullptr) return false;
        if (current) retire(current.release());
        current.reset(taken);
        return true;
    }

private:
    static_assert(std::atomic<T*>::is_always_lock_free);
    std::atomic<T*> offered_{nullptr};
    std::atomic<T*> retired_{nullptr};
};

} // namespace winnow::plugin
