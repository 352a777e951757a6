// SPDX-License-Identifier: GPL-3.0-or-later
/// What every byte sequence must survive: to be loaded as a model and, if it is one, to run.
#pragma once

#include <cstddef>
#include <span>

namespace winnow::fuzz {

/// Loads the bytes as a model. If that succeeds: prepares a denoiser, runs loud and silent samples through it
/// and looks at the output. @returns whether it was a model
/// @throws std::logic_error if anything but a model or a ModelFileError comes out, or the output is not
/// finite
bool tryModel(std::span<const std::byte> bytes);

} // namespace winnow::fuzz
