// SPDX-License-Identifier: GPL-3.0-or-later
/// Checks of what factorize() is given.
#pragma once

#include "nmf/column_shards.h"
#include "nmf/column_source.h"
#include "nmf/factorize.h"

namespace winnow::nmf {

/// What the scaling needs to know of V.
struct DataRange {
    double largest = 0;          ///< 0 when V is all zero
    double smallestPositive = 0; ///< 0 when V is all zero
};

/// @throws InvalidInput with a sentence that names the first entry that is wrong
template <class T> DataRange checkData(const MatrixView<T>& V);

/// The same of this rank's columns, or of the `transposed` ones. @param firstRow  of the columns, in the
/// whole V. @throws what V.read() throws, too
template <class T>
DataRange checkData(const ColumnSource<T>& V, bool transposed, const ColumnShards& shards,
                    Index firstRow = 0);

/// @throws InvalidInput where this rank has another number of columns than its shards
void checkPart(const ColumnShards& shards, Index columns);

/// The largest and smallest of all ranks.
DataRange rangeOfAll(Communicator* ranks, DataRange own);

/// Options, and starting factors that may be empty, against V's shape.
/// @throws InvalidInput
template <class T>
void checkStart(Index rows, Index columns, const Matrix<T>& W0, const Matrix<T>& H0, const Options& options);

} // namespace winnow::nmf
