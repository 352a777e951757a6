// SPDX-License-Identifier: GPL-3.0-or-later
/// Orthonormal bases and other small linear algebra of tall matrices whose rows are shared out.
#pragma once

#include "nmf/column_shards.h"
#include "nmf/types.h"

#include <vector>

namespace winnow::nmf {

/// `each` numbers of every shard of all ranks, shard after shard. All ranks. @param own  of this rank's
std::vector<double> gatherByShard(const ColumnShards& shards, Index each, std::vector<double> own);

/// An orthonormal basis of the columns of Y (this rank's rows x l; l at most the rows of all ranks), by
/// Householder decompositions of the shards and of their triangles (TSQR: Demmel, Grigori, Hoemmen & Langou
/// 2012): the same for any number of ranks. All ranks. [main]
Matrix<double> orthonormalBasis(const Matrix<double>& Y, const ColumnShards& shards);

/// A^T B over the rows of all ranks. All ranks.
Matrix<double> sharedProduct(const Matrix<double>& A, const Matrix<double>& B, const ColumnShards& shards);

} // namespace winnow::nmf
