// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/class_store.h"

#include "separation/parallel_for.h"
#include "system/process_memory.h"

#include <algorithm>
#include <limits>

namespace winnow::separation {
namespace {

constexpr int activationCopies = 3;  // now, before the slice, at the last evaluation
constexpr double threadBytes = 6e6;  // a thread's tiles; one that decodes and converts a recording
constexpr double sumsOfBasis = 72;   // W-sized: sums over 32 shards to and fro among ranks, starts, results
constexpr double basisPerThread = 3; // W-sized
constexpr nmf::Index paddingAtoms = 16; // of W's rows, at most

double bytesOf(nmf::Index rows, nmf::Index columns) {
    return static_cast<double>(rows) * static_cast<double>(columns) * sizeof(float);
}

} // namespace

FrameStore::FrameStore(nmf::Index rows, nmf::Index columns, std::uint64_t memory,
                       const std::filesystem::path& folder) {
    if (memory != BlockStore::unlimited) {
        cached_ = std::make_unique<CachedColumns>(rows, columns, memory, folder);
        return;
    }
    matrix_.resize(rows, columns);
    inMemory_.emplace(nmf::StridedView<float>{matrix_.data(), rows, columns, 1, rows});
}

void FrameStore::put(nmf::Index column, std::span<const float> values) {
    if (cached_)
        cached_->put(column, values);
    else
        std::copy(values.begin(), values.end(), matrix_.col(column).data());
}

const nmf::ColumnSource<float>& FrameStore::columns() const {
    if (cached_) return *cached_;
    return *inMemory_;
}

ActivationRoom::ActivationRoom(nmf::Index atoms, nmf::Index columns, std::uint64_t memory,
                               const std::filesystem::path& folder) {
    if (memory != BlockStore::unlimited) {
        now_ = std::make_unique<CachedActivations>(atoms, columns, memory, folder);
        kept_ = std::make_unique<CachedActivations>(atoms, columns, memory, folder);
        return;
    }
    nowMatrix_.resize(atoms, columns);
    keptMatrix_.resize(atoms, columns);
    now_ = std::make_unique<nmf::MatrixActivations<float>>(nowMatrix_);
    kept_ = std::make_unique<nmf::MatrixActivations<float>>(keptMatrix_);
}

StoreShares shareMemory(const MemoryLimit& limit, const StoreSizes& sizes) {
    if (limit.bytes == 0) return {};
    const nmf::Index atoms = std::max(sizes.atoms[0], sizes.atoms[1]);
    const int threads = threadCount(sizes.threads, std::numeric_limits<int>::max());
    const double working =
        bytesOf(sizes.bins, atoms + paddingAtoms) * (sumsOfBasis + basisPerThread * threads) +
        threads * threadBytes;
    const std::uint64_t needed = system::residentBytes() + static_cast<std::uint64_t>(working);
    if (needed > limit.bytes) throw MemoryTooSmall(limit.bytes, needed);

    double left = static_cast<double>(limit.bytes - needed);
    std::array<double, 2> frames{};
    double activations = 0, sample = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        frames[i] = bytesOf(sizes.bins, sizes.frames[i]);
        sample = std::max(sample, bytesOf(sizes.bins, sizes.samples[i]));
        activations = std::max(activations, bytesOf(sizes.atoms[i], sizes.frames[i]));
    }
    const double wanted = frames[0] + frames[1] + activationCopies * activations;
    if (wanted + 2 * sample <= left) return {};
    StoreShares shares;
    const double samples = std::min(2 * sample, left / 2);
    shares.samples = static_cast<std::uint64_t>(samples / 2);
    left -= samples;
    for (std::size_t i = 0; i < 2; ++i)
        shares.frames[i] = static_cast<std::uint64_t>(left * frames[i] / wanted);
    shares.activations = static_cast<std::uint64_t>(left * activations / wanted);
    return shares;
}

} // namespace winnow::separation
