// SPDX-License-Identifier: GPL-3.0-or-later
/// Sizes of memory as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace winnow::system {

/// "300M", "2G", "1.5GiB", "800kB" or a plain number of bytes; units are powers of 1024. None for anything
/// else, 0 and sizes of 2^60 bytes and more among them. [any]
std::optional<std::uint64_t> parseByteSize(std::string_view text);

/// "412M", as parseByteSize takes it: in 1024 * 1024 bytes, rounded up. [any]
std::string byteSizeText(std::uint64_t bytes);

} // namespace winnow::system
