// SPDX-License-Identifier: GPL-3.0-or-later
/// Random starting factors.
#pragma once

#include "nmf/activation_store.h"
#include "nmf/column_shards.h"
#include "nmf/column_source.h"
#include "nmf/factorize_input.h"

namespace winnow::nmf {

/// Mean of the elements of V / largest, column after column.
template <class T> double relativeMean(const MatrixView<T>& V, double largest);

/// The same of a V whose columns may belong to several ranks, added up by shards: the same for any number of
/// them. All ranks. @param V  this rank's columns
template <class T> double relativeMean(const ColumnSource<T>& V, const ColumnShards& shards, double largest);

/// What of the factors is to be there: all, or a rank's part.
struct StartPart {
    Index rows, columns; ///< of V as a whole
    const ColumnShards* ofRows = nullptr;    ///< shards of V's rows; null: all rows, and no shards
    const ColumnShards* ofColumns = nullptr; ///< likewise
};

/// Fills in what of W (rows x k) and H (k x columns) is not given, so that the mean of W H is that of V. With
/// H given and W not, W takes on the scale. Elements depend on their place in the whole factor, not on the
/// part. All ranks. @param meanV  relativeMean of V (0 when V is all zero)
template <class T>
void fillStart(const StartPart& part, const DataRange& range, double meanV, const Options& options,
               Matrix<T>& W, Matrix<T>& H);

/// The same, with an H that is wherever it is and takes random activations; W may be given in part, or whole.
template <class T>
void fillStart(const StartPart& part, const DataRange& range, double meanV, const Options& options,
               Matrix<T>& W, ActivationStore<T>& H);

} // namespace winnow::nmf
