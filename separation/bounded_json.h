// SPDX-License-Identifier: GPL-3.0-or-later
/// JSON text of unknown origin, read within bounds.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>

namespace winnow::separation {

/// Message: what was wrong with the text.
class JsonError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline constexpr int deepestJson = 32; // levels; writing JSON recurses, so that it needs a bound
inline constexpr std::size_t mostJsonValues = 200000; // a data card of some ten thousand files

/// Parses a document, refusing what nests deeper than deepestJson, holds more than mostJsonValues values or
/// names a key twice. [main]
/// @throws JsonError
nlohmann::json parseBoundedJson(const std::string& text);

/// A float as the shortest decimal that gives the same float back, for JSON (0.1, not 0.10000000149). [any]
double shortestDecimal(float value) noexcept;

} // namespace winnow::separation
