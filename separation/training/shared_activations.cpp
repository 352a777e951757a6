// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/shared_activations.h"

#include "nmf/kernels/kernels.h"
#include "separation/training/collective.h"

#include <algorithm>
#include <exception>
#include <span>
#include <vector>

namespace winnow::separation {
namespace {

using nmf::Index;

/// visit(rank, first, count) for all blocks of all ranks in order; `first` is counted within the rank.
template <class Visit> void forEachBlock(nmf::Communicator* ranks, Index ownColumns, const Visit& visit) {
    const std::vector<Index> columns =
        ranks != nullptr ? nmf::gatherValues(*ranks, ownColumns) : std::vector<Index>{ownColumns};
    for (std::size_t r = 0; r < columns.size(); ++r)
        for (Index first = 0; first < columns[r]; first += nmf::kernels::kTileColumns)
            visit(static_cast<int>(r), first, std::min(nmf::kernels::kTileColumns, columns[r] - first));
}

std::span<std::byte> bytesOf(std::vector<float>& block, std::size_t values) {
    return std::as_writable_bytes(std::span(block).first(values));
}

/// A block from one rank to another. All ranks.
void move(nmf::Communicator* ranks, int from, int to, std::span<std::byte> bytes) {
    if (ranks == nullptr || from == to) return;
    const nmf::Communicator::Outgoing out{to, bytes};
    const nmf::Communicator::Incoming in{from, bytes};
    ranks->exchange(std::span(&out, ranks->rank() == from ? 1 : 0),
                    std::span(&in, ranks->rank() == to ? 1 : 0));
}

/// Remembers the first error, so that the blocks that are still to come find somebody who takes them.
class FirstError {
public:
    template <class Step> void attempt(const Step& step) {
        if (error_) return;
        try {
            step();
        } catch (...) {
            error_ = std::current_exception();
        }
    }
    void rethrow() const {
        if (error_) std::rethrow_exception(error_);
    }

private:
    std::exception_ptr error_;
};

} // namespace

void gatherActivations(nmf::Communicator* ranks, const nmf::ColumnSource<float>& own,
                       const std::function<void(const float*, std::size_t)>& use) {
    const int rank = ranks != nullptr ? ranks->rank() : 0;
    std::vector<float> block(static_cast<std::size_t>(own.rows() * nmf::kernels::kTileColumns));
    FirstError error;
    forEachBlock(ranks, own.columns(), [&](int owner, Index first, Index count) {
        const auto values = static_cast<std::size_t>(count * own.rows());
        if (rank == owner) error.attempt([&] { own.read(first, count, block.data()); });
        move(ranks, owner, 0, bytesOf(block, values));
        if (rank == 0) error.attempt([&] { use(block.data(), values); });
    });
    collectively(ranks, [&] { error.rethrow(); });
}

void spreadActivations(nmf::Communicator* ranks, nmf::ActivationStore<float>& own,
                       const std::function<void(float*, std::size_t)>& take) {
    const int rank = ranks != nullptr ? ranks->rank() : 0;
    std::vector<float> block(static_cast<std::size_t>(own.rows() * nmf::kernels::kTileColumns));
    FirstError error;
    forEachBlock(ranks, own.columns(), [&](int owner, Index first, Index count) {
        const auto values = static_cast<std::size_t>(count * own.rows());
        if (rank == 0) error.attempt([&] { take(block.data(), values); });
        move(ranks, 0, owner, bytesOf(block, values));
        if (rank == owner) error.attempt([&] { own.write(first, count, block.data()); });
    });
    collectively(ranks, [&] { error.rethrow(); });
}

} // namespace winnow::separation
