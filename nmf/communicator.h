// SPDX-License-Identifier: GPL-3.0-or-later
/// How several processes ("ranks") that work on one problem talk to each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace winnow::nmf {

/// Ranks 0 .. size()-1. Every function but the getters is called by all ranks, in the same order, with sizes
/// that agree; each returns when this rank's part is done. By one thread at a time. [main]
class Communicator {
public:
    struct Outgoing {
        int to; ///< not this rank
        std::span<const std::byte> bytes;
    };
    struct Incoming {
        int from; ///< not this rank
        std::span<std::byte> bytes;
    };

    Communicator() = default;
    virtual ~Communicator() = default;
    Communicator(const Communicator&) = delete;
    Communicator& operator=(const Communicator&) = delete;

    virtual int rank() const noexcept = 0;
    virtual int size() const noexcept = 0;

    /// Sends and receives at once. The n-th message from one rank to another is the n-th the other expects
    /// from it, and as long. Empty messages are left out.
    void exchange(std::span<const Outgoing> out, std::span<const Incoming> in);

    /// The bytes of rank `root` to all.
    void broadcast(std::span<std::byte> bytes, int root);

    /// Ends all ranks, soon and without their help: for an error that the others cannot know of.
    [[noreturn]] virtual void abort(int exitCode) = 0;

    /// Bytes of this rank's messages so far, one count for each rank that gets them.
    std::uint64_t bytesSent() const noexcept { return bytesSent_; }

protected:
    virtual void transfer(std::span<const Outgoing> out, std::span<const Incoming> in) = 0;
    /// Only called with more than one rank. By default the root sends to every other rank.
    virtual void spread(std::span<std::byte> bytes, int root);

private:
    std::uint64_t bytesSent_ = 0;
};

/// One process alone. [any]
class SelfCommunicator final : public Communicator {
public:
    int rank() const noexcept override { return 0; }
    int size() const noexcept override { return 1; }
    [[noreturn]] void abort(int exitCode) override;

protected:
    void transfer(std::span<const Outgoing>, std::span<const Incoming>) override {}
};

/// A share of `total` things for each rank: contiguous, in the ranks' order, as equal as can be.
constexpr std::int64_t shareBegin(std::int64_t total, int rank, int ranks) noexcept {
    return total / ranks * rank + total % ranks * rank / ranks; // total * rank might overflow
}

/// Bytes of every rank to every rank: piece r of `all` is starts[r] .. starts[r+1]-1. This rank's own piece
/// is in its place at the beginning, all are at the end. @param starts  size() + 1
void gatherPieces(Communicator& ranks, std::span<std::byte> all, std::span<const std::size_t> starts);

/// The value of every rank, in the ranks' order.
template <class Value> std::vector<Value> gatherValues(Communicator& ranks, const Value& own) {
    static_assert(std::is_trivially_copyable_v<Value>);
    const auto count = static_cast<std::size_t>(ranks.size());
    std::vector<Value> all(count, own);
    std::vector<std::size_t> starts(count + 1);
    for (std::size_t r = 0; r <= count; ++r)
        starts[r] = r * sizeof(Value);
    gatherPieces(ranks, std::as_writable_bytes(std::span(all)), starts);
    return all;
}

/// The text of every rank, in the ranks' order.
std::vector<std::string> gatherTexts(Communicator& ranks, const std::string& own);

/// What this rank throws where another one has failed: the other's message.
class OtherRankFailed : public std::runtime_error {
public:
    OtherRankFailed(int rank, const std::string& message) : std::runtime_error(message), rank_(rank) {}
    int rank() const noexcept { return rank_; }

private:
    int rank_;
};

/// Throws on all ranks where some have an error: those their own, the others the first one's message. So no
/// rank waits for one that has given up. @param error  of this rank, or null
/// @throws OtherRankFailed
void agree(Communicator* ranks, const std::exception_ptr& error);

/// Runs work(), in which ranks do not talk to each other, and agrees on how it went. @param ranks  null: one
/// process
template <class Work> void together(Communicator* ranks, const Work& work) {
    std::exception_ptr error;
    try {
        work();
    } catch (...) {
        error = std::current_exception();
    }
    agree(ranks, error);
}

} // namespace winnow::nmf
