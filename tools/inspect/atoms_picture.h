// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of a model: every atom's spectrum, and the mean spectrum of each group.
#pragma once

#include "tools/inspect/atom_spectra.h"

#include <filesystem>
#include <string>

namespace winnow::tools {

/// 1200 x 900 pixels; frequencies on a logarithmic axis, levels of an atom relative to its own maximum.
/// @throws FileError. [main]
void writeAtomsPicture(const std::filesystem::path& png, const std::string& title,
                       const AtomSpectra& spectra);

} // namespace winnow::tools
