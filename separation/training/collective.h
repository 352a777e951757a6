// SPDX-License-Identifier: GPL-3.0-or-later
/// Work of several ranks that fails on all of them or on none.
#pragma once

#include "nmf/communicator.h"

#include <stdexcept>
#include <string>

namespace winnow::separation {

/// A training's error that all ranks know of: all have thrown it, at the same place.
class SharedFailure : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Runs work(), in which ranks do not talk to each other; where it fails on some, all throw. One process:
/// just runs it. @param ranks  null: one process  @throws SharedFailure
template <class Work> void collectively(nmf::Communicator* ranks, const Work& work) {
    if (ranks == nullptr || ranks->size() == 1) {
        work();
        return;
    }
    try {
        nmf::together(ranks, work);
    } catch (const std::exception& error) {
        throw SharedFailure(error.what());
    }
}

/// Whether all ranks want to go on. All ranks. @param ranks  null: one process
inline bool allGoOn(nmf::Communicator* ranks, bool own) {
    if (ranks == nullptr || ranks->size() == 1) return own;
    for (const char wanted : nmf::gatherValues(*ranks, static_cast<char>(own)))
        own = own && wanted != 0;
    return own;
}

/// What rank 0 says, as clocks differ. All ranks. @param ranks  null: one process
inline bool firstSays(nmf::Communicator* ranks, bool own) {
    if (ranks == nullptr || ranks->size() == 1) return own;
    return nmf::gatherValues(*ranks, static_cast<char>(own)).front() != 0;
}

} // namespace winnow::separation
