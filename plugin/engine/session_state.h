// SPDX-License-Identifier: GPL-3.0-or-later
/// What a session remembers, and its bytes.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace winnow::plugin {

/// Message: what was wrong with the bytes.
class StateError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Which model a session uses.
struct ModelReference {
    enum class Kind { Factory, File, Embedded };
    Kind kind = Kind::Factory;
    std::string name; ///< as shown
    std::string file; ///< of Kind::File: where it was
    std::string hash; ///< ModelFile::contentHash; empty: not known
};

/// A learned noise's place in the session's model, by its group.
struct NoiseEntry {
    std::string group; ///< as in the model
    std::string name;  ///< as shown
    bool muted = false;

    bool operator==(const NoiseEntry&) const = default;
};

struct SessionState {
    std::map<std::string, float> parameters;   ///< by id, in their own units
    std::map<std::string, float> otherSetting; ///< the other of A and B; empty: never used
    bool isSettingB = false;                   ///< `parameters` is B
    std::string preset;                        ///< name of the preset chosen last
    ModelReference model;
    std::vector<std::byte> embeddedModel; ///< a whole .winnow file, of Kind::Embedded
    std::vector<NoiseEntry> noises;
    int windowWidth = 0, windowHeight = 0; ///< 0: never shown
};

inline constexpr int sessionVersion = 2;

/// [any]
std::vector<std::byte> serialise(const SessionState& state);

/// Reads what serialise of this or an earlier version wrote. Sizes are checked before anything is allocated.
/// @throws StateError: not a session of ours, damaged, from a later version, beyond the bounds below. [any]
SessionState parseSession(std::span<const std::byte> bytes);

inline constexpr std::size_t largestSessionJson = std::size_t{1} << 20;   ///< bytes
inline constexpr std::size_t largestSessionModel = std::size_t{64} << 20; ///< bytes
inline constexpr std::size_t longestSessionText = 4096;                   ///< bytes of a name or path
inline constexpr std::size_t mostSessionNoises = 64;

} // namespace winnow::plugin
