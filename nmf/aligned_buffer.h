// SPDX-License-Identifier: GPL-3.0-or-later
/// Memory for kernels: aligned to a cache line, zero at first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace winnow::nmf {

template <class T> class AlignedBuffer {
public:
    AlignedBuffer() = default;
    explicit AlignedBuffer(std::ptrdiff_t size)
        : size_(static_cast<std::size_t>(size)),
          data_(static_cast<T*>(::operator new (size_ * sizeof(T), std::align_val_t{kAlignment}))) {
        clear();
    }

    T* data() noexcept { return data_.get(); }
    const T* data() const noexcept { return data_.get(); }
    std::size_t size() const noexcept { return size_; }
    void clear() noexcept { std::fill_n(data_.get(), size_, T{}); }

private:
    static constexpr std::size_t kAlignment = 64;
    struct Free {
        void operator()(T* p) const noexcept { ::operator delete (p, std::align_val_t{kAlignment}); }
    };
    std::size_t size_ = 0;
    std::unique_ptr<T, Free> data_;
};

} // namespace winnow::nmf
