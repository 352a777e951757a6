// SPDX-License-Identifier: GPL-3.0-or-later
/// The factory model's file, embedded into the program.
#pragma once

#include <cstddef>
#include <span>

namespace winnow::models {

/// The bytes of models/factory.winnow. [any]
std::span<const std::byte> factoryModelBytes() noexcept;

} // namespace winnow::models
