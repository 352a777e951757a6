// SPDX-License-Identifier: GPL-3.0-or-later
/// Least squares on passive sets: columns that share a set share a factorization.
#pragma once

#include "nmf/types.h"

#include <cstdint>
#include <vector>

namespace winnow::nmf {

/// Which atoms of each column are free (passive); the others are held at zero. k x columns bits.
class PassiveSets {
public:
    PassiveSets(Index atoms, Index columns);
    bool has(Index a, Index j) const noexcept { return (word(a, j) >> (a % 64) & 1) != 0; }
    void set(Index a, Index j, bool on) noexcept;
    void flip(Index a, Index j) noexcept { set(a, j, !has(a, j)); }

    /// Sorts columns so that equal sets follow one another.
    void group(std::vector<Index>& columns) const;
    bool equal(Index i, Index j) const noexcept;

private:
    std::uint64_t word(Index a, Index j) const noexcept {
        return bits_[static_cast<std::size_t>(j * words_ + a / 64)];
    }
    Index words_;
    std::vector<std::uint64_t> bits_;
};

/// For each of `columns`: x on its passive set from G_FF x_F = n_F, 0 elsewhere; and y = G x - n, 0 on the
/// passive set (Van Benthem & Keenan 2004; Kim & Park 2011: one Cholesky
/// factorization a set). G must be positive definite; O(k^3) a set and O(k^2) a column.
void solvePassive(const Matrix<double>& G, const Matrix<double>& N, const PassiveSets& sets,
                  std::vector<Index>& columns, Matrix<double>& X, Matrix<double>& Y);

} // namespace winnow::nmf
