// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/least_squares/passive_set_solvers.h"
#include "nmf/least_squares/passive_sets.h"
#include "nmf/least_squares/ridge.h"

#include <algorithm>
#include <numeric>

namespace winnow::nmf {

namespace {

/// State of one column: alpha and beta of Kim & Park 2011.
struct Exchange {
    int chances = 3;
    Index fewest;
};

} // namespace

void solveBlockPivoting(Matrix<double> G, const Matrix<double>& N, Matrix<double>& X) {
    const Matrix<double> plain = G; // the active set adds its own ridge
    addRidge(G);
    const Index k = G.rows();
    PassiveSets sets(k, X.cols());
    for (Index j = 0; j < X.cols(); ++j)
        for (Index a = 0; a < k; ++a)
            sets.set(a, j, X(a, j) > 0);
    std::vector<Exchange> exchanges(static_cast<std::size_t>(X.cols()), Exchange{3, k + 1});
    std::vector<Index> open(static_cast<std::size_t>(X.cols()));
    std::iota(open.begin(), open.end(), Index{0});
    Matrix<double> Y(k, X.cols());
    std::vector<Index> infeasible;
    for (Index round = 0; round < 5 * k + 50 && !open.empty(); ++round) {
        solvePassive(G, N, sets, open, X, Y);
        std::vector<Index> rest;
        for (const Index j : open) {
            const double zeroY = gradientRounding(N.col(j));
            const double zeroX = 1e-12 * X.col(j).cwiseAbs().maxCoeff();
            infeasible.clear();
            for (Index a = 0; a < k; ++a)
                if (sets.has(a, j) ? X(a, j) < -zeroX : Y(a, j) < -zeroY) infeasible.push_back(a);
            if (infeasible.empty()) {
                X.col(j) = X.col(j).cwiseMax(0.0);
                continue;
            }
            rest.push_back(j);
            Exchange& state = exchanges[static_cast<std::size_t>(j)];
            const auto count = static_cast<Index>(infeasible.size());
            if (count < state.fewest) {
                state.fewest = count;
                state.chances = 3;
            } else if (state.chances > 0) {
                --state.chances;
            } else { // backup rule: the last one only
                sets.flip(infeasible.back(), j);
                continue;
            }
            for (const Index a : infeasible)
                sets.flip(a, j);
        }
        open = std::move(rest);
    }
    if (open.empty()) return;
    Matrix<double> left = X(Eigen::all, open).cwiseMax(0.0);
    solveActiveSet(plain, N(Eigen::all, open), left);
    X(Eigen::all, open) = left;
}

} // namespace winnow::nmf
