// SPDX-License-Identifier: GPL-3.0-or-later
/// Factors and weights that the command line names files for.
#pragma once

#include "nmf/types.h"
#include "tools/factorize/options.h"

#include <filesystem>

namespace winnow::tools {

/// Empty (0 x 0) where not given.
template <class T> struct KnownFactors {
    nmf::Matrix<T> W; ///< to start from, to hold, or of an earlier result
    nmf::Matrix<T> H;
    nmf::Matrix<T> weights;
    Index rank = 0;        ///< of -k, or of the factors
    bool holdW = false;    ///< all of W
    Index heldColumns = 0; ///< the first ones of W, beside which others are learned
};

/// Reads what --init-W, --init-H, --fixed-W, --transform, --update and --weights name, for an input of
/// rows x columns. @throws FileError for values and shapes that do not fit, UsageError for another -k. [main]
template <class T> KnownFactors<T> readKnownFactors(const FactorizeLine& line, Index rows, Index columns);

/// The file meant by a name that may be the folder of an earlier result.
std::filesystem::path factorFile(const std::string& fileOrFolder, const char* symbol);

/// Every file the command line names, beside the inputs: what must never be written. [main]
std::vector<std::filesystem::path> namedFiles(const FactorizeLine& line);

} // namespace winnow::tools
