// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/communicator.h"

#include <algorithm>
#include <cstdlib>

namespace winnow::nmf {

void Communicator::exchange(std::span<const Outgoing> out, std::span<const Incoming> in) {
    std::vector<Outgoing> sent;
    std::vector<Incoming> expected;
    for (const Outgoing& message : out)
        if (!message.bytes.empty()) {
            sent.push_back(message);
            bytesSent_ += message.bytes.size();
        }
    for (const Incoming& message : in)
        if (!message.bytes.empty()) expected.push_back(message);
    transfer(sent, expected);
}

void Communicator::broadcast(std::span<std::byte> bytes, int root) {
    if (size() == 1 || bytes.empty()) return;
    if (rank() == root) bytesSent_ += bytes.size() * static_cast<std::size_t>(size() - 1);
    spread(bytes, root);
}

void Communicator::spread(std::span<std::byte> bytes, int root) {
    std::vector<Outgoing> out;
    std::vector<Incoming> in;
    if (rank() != root)
        in.push_back({root, bytes});
    else
        for (int to = 0; to < size(); ++to)
            if (to != root) out.push_back({to, bytes});
    transfer(out, in);
}

void SelfCommunicator::abort(int exitCode) {
    std::_Exit(exitCode);
}

void gatherPieces(Communicator& ranks, std::span<std::byte> all, std::span<const std::size_t> starts) {
    const auto piece = [&](int rank) {
        const auto r = static_cast<std::size_t>(rank);
        return all.subspan(starts[r], starts[r + 1] - starts[r]);
    };
    std::vector<Communicator::Outgoing> out;
    std::vector<Communicator::Incoming> in;
    for (int other = 0; other < ranks.size(); ++other) {
        if (other == ranks.rank()) continue;
        out.push_back({other, piece(ranks.rank())});
        in.push_back({other, piece(other)});
    }
    ranks.exchange(out, in);
}

std::vector<std::string> gatherTexts(Communicator& ranks, const std::string& own) {
    const std::vector<std::size_t> lengths = gatherValues(ranks, own.size());
    std::vector<std::size_t> starts{0};
    for (const std::size_t length : lengths)
        starts.push_back(starts.back() + length);
    std::string all(starts.back(), '\0');
    std::copy(own.begin(), own.end(),
              all.begin() + static_cast<std::ptrdiff_t>(starts[static_cast<std::size_t>(ranks.rank())]));
    gatherPieces(ranks, std::as_writable_bytes(std::span(all.data(), all.size())), starts);
    std::vector<std::string> texts;
    for (std::size_t r = 0; r < lengths.size(); ++r)
        texts.push_back(all.substr(starts[r], lengths[r]));
    return texts;
}

namespace {

std::string messageOf(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& known) {
        return known.what();
    } catch (...) {
        return "unknown error";
    }
}

} // namespace

void agree(Communicator* ranks, const std::exception_ptr& error) {
    if (ranks != nullptr && ranks->size() > 1) {
        // A mark in front, as a message may be empty.
        std::string own;
        if (error) own.append(1, '!').append(messageOf(error));
        const std::vector<std::string> texts = gatherTexts(*ranks, own);
        if (!error)
            for (std::size_t r = 0; r < texts.size(); ++r)
                if (!texts[r].empty()) throw OtherRankFailed(static_cast<int>(r), texts[r].substr(1));
    }
    if (error) std::rethrow_exception(error);
}

} // namespace winnow::nmf
