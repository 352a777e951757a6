// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/least_squares/passive_sets.h"

#include <Eigen/Cholesky>

#include <algorithm>

namespace winnow::nmf {

PassiveSets::PassiveSets(Index atoms, Index columns)
    : words_((atoms + 63) / 64), bits_(static_cast<std::size_t>(words_ * columns)) {}

void PassiveSets::set(Index a, Index j, bool on) noexcept {
    std::uint64_t& w = bits_[static_cast<std::size_t>(j * words_ + a / 64)];
    const std::uint64_t bit = std::uint64_t{1} << (a % 64);
    w = on ? w | bit : w & ~bit;
}

bool PassiveSets::equal(Index i, Index j) const noexcept {
    const auto first = bits_.begin() + i * words_;
    return std::equal(first, first + words_, bits_.begin() + j * words_);
}

void PassiveSets::group(std::vector<Index>& columns) const {
    std::stable_sort(columns.begin(), columns.end(), [this](Index i, Index j) {
        const auto a = bits_.begin() + i * words_;
        const auto b = bits_.begin() + j * words_;
        return std::lexicographical_compare(a, a + words_, b, b + words_);
    });
}

void solvePassive(const Matrix<double>& G, const Matrix<double>& N, const PassiveSets& sets,
                  std::vector<Index>& columns, Matrix<double>& X, Matrix<double>& Y) {
    sets.group(columns);
    const Index k = G.rows();
    std::vector<Index> free, held;
    for (std::size_t begin = 0; begin < columns.size();) {
        std::size_t end = begin + 1;
        while (end < columns.size() && sets.equal(columns[begin], columns[end]))
            ++end;
        const auto count = static_cast<Index>(end - begin);
        free.clear();
        held.clear();
        for (Index a = 0; a < k; ++a)
            (sets.has(a, columns[begin]) ? free : held).push_back(a);
        const std::vector<Index> group(columns.begin() + static_cast<std::ptrdiff_t>(begin),
                                       columns.begin() + static_cast<std::ptrdiff_t>(end));
        Matrix<double> x;
        if (!free.empty()) x = G(free, free).llt().solve(N(free, group));
        Matrix<double> y = -N(held, group);
        if (!free.empty() && !held.empty()) y += G(held, free) * x;
        for (Index c = 0; c < count; ++c) {
            const Index j = group[static_cast<std::size_t>(c)];
            X.col(j).setZero();
            Y.col(j).setZero();
            for (std::size_t f = 0; f < free.size(); ++f)
                X(free[f], j) = x(static_cast<Index>(f), c);
            for (std::size_t h = 0; h < held.size(); ++h)
                Y(held[h], j) = y(static_cast<Index>(h), c);
        }
        begin = end;
    }
}

} // namespace winnow::nmf
