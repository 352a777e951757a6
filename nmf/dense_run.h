// SPDX-License-Identifier: GPL-3.0-or-later
/// A factorization of dense data from checked input to result, wherever V is.
#pragma once

#include "nmf/column_shards.h"
#include "nmf/column_source.h"
#include "nmf/factorize_input.h"

namespace winnow::nmf {

/// How a dense V is cut into the columns that a solver goes through (ownPart()).
struct DenseSplit {
    /// @param rows, columns  of V, or of this rank's part of it
    DenseSplit(Index rows, Index columns, const Options& options);

    Index rows, columns; ///< of V as a whole
    bool ofRows;         ///< the solver's columns are V's rows
    ColumnShards shards;
};

/// @throws InvalidInput where a rank has another part than its own
void checkPart(const DenseSplit& split, Index rows, Index columns);

/// @param V  columns of V, or of its transpose if split.ofRows; this rank's
/// @param result  W and H hold the start or what of it is given, and then the result with its trace
/// All ranks.
template <class T>
void runDense(const ColumnSource<T>& V, const DenseSplit& split, const DataRange& range,
              const Options& options, Factorization<T>& result);

} // namespace winnow::nmf
