// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/least_squares/passive_set_solvers.h"
#include "nmf/least_squares/passive_sets.h"
#include "nmf/least_squares/ridge.h"

#include <algorithm>
#include <numeric>

namespace winnow::nmf {

namespace {

/// Takes x towards the unconstrained `goal` until a variable reaches zero, and holds that one there. False if
/// the goal itself is feasible.
bool stepToBoundary(PassiveSets& sets, Index j, const Eigen::Ref<const Eigen::VectorXd>& goal,
                    Eigen::Ref<Eigen::VectorXd> x) {
    double length = 1;
    Index blocking = -1;
    for (Index a = 0; a < x.size(); ++a) {
        if (!sets.has(a, j) || goal(a) > 0) continue;
        const double reach = x(a) > 0 ? x(a) / (x(a) - goal(a)) : 0;
        if (blocking < 0 || reach < length) {
            length = reach;
            blocking = a;
        }
    }
    if (blocking < 0) {
        x = goal;
        return false;
    }
    x += length * (goal - x);
    x(blocking) = 0;
    for (Index a = 0; a < x.size(); ++a) {
        if (sets.has(a, j) && !(x(a) > 0)) {
            x(a) = 0;
            sets.set(a, j, false);
        }
    }
    return true;
}

} // namespace

void solveActiveSet(Matrix<double> G, const Matrix<double>& N, Matrix<double>& X) {
    addRidge(G);
    const Index k = G.rows();
    PassiveSets sets(k, X.cols());
    for (Index j = 0; j < X.cols(); ++j)
        for (Index a = 0; a < k; ++a)
            sets.set(a, j, X(a, j) > 0);
    std::vector<Index> open(static_cast<std::size_t>(X.cols()));
    std::iota(open.begin(), open.end(), Index{0});
    Matrix<double> goal(k, X.cols()), Y(k, X.cols());
    // Each column frees a variable at most a few times k times; the bound is for rounding only.
    for (Index round = 0; round < 20 * k + 20 && !open.empty(); ++round) {
        solvePassive(G, N, sets, open, goal, Y);
        std::vector<Index> rest;
        for (const Index j : open) {
            if (stepToBoundary(sets, j, goal.col(j), X.col(j))) {
                rest.push_back(j);
                continue;
            }
            Index steepest = 0;
            if (Y.col(j).minCoeff(&steepest) < -gradientRounding(N.col(j))) {
                sets.set(steepest, j, true);
                rest.push_back(j);
            }
        }
        open = std::move(rest);
    }
}

} // namespace winnow::nmf
