// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/reading/assignment.h"

#include <limits>

namespace winnow::nmf {

std::vector<Index> assign(const Matrix<double>& cost) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const Index rows = cost.rows(), columns = cost.cols();
    Eigen::VectorXd rowPotential = Eigen::VectorXd::Zero(rows),
                    columnPotential = Eigen::VectorXd::Zero(columns);
    std::vector<Index> rowOf(static_cast<std::size_t>(columns), -1);
    for (Index start = 0; start < rows; ++start) {
        // Dijkstra from the row without a column, over reduced costs, to the nearest free column.
        Eigen::VectorXd distance = Eigen::VectorXd::Constant(columns, infinite);
        std::vector<Index> before(static_cast<std::size_t>(columns), -1); // column on the path, -1: the start
        std::vector<bool> done(static_cast<std::size_t>(columns), false);
        Index row = start, last = -1;
        double reached = 0;
        for (;;) {
            Index next = -1;
            for (Index j = 0; j < columns; ++j) {
                const auto at = static_cast<std::size_t>(j);
                if (done[at]) continue;
                const double through = reached + cost(row, j) - rowPotential(row) - columnPotential(j);
                if (through < distance(j)) {
                    distance(j) = through;
                    before[at] = last;
                }
                if (next < 0 || distance(j) < distance(next)) next = j;
            }
            reached = distance(next);
            done[static_cast<std::size_t>(next)] = true;
            last = next;
            row = rowOf[static_cast<std::size_t>(next)];
            if (row < 0) break;
        }
        rowPotential(start) += reached;
        for (Index j = 0; j < columns; ++j) {
            const auto at = static_cast<std::size_t>(j);
            if (!done[at] || j == last) continue;
            rowPotential(rowOf[at]) += reached - distance(j);
            columnPotential(j) -= reached - distance(j);
        }
        for (Index j = last; j >= 0;) { // turn the path around
            const Index previous = before[static_cast<std::size_t>(j)];
            rowOf[static_cast<std::size_t>(j)] =
                previous >= 0 ? rowOf[static_cast<std::size_t>(previous)] : start;
            j = previous;
        }
    }
    std::vector<Index> result(static_cast<std::size_t>(rows), -1);
    for (Index j = 0; j < columns; ++j)
        if (rowOf[static_cast<std::size_t>(j)] >= 0)
            result[static_cast<std::size_t>(rowOf[static_cast<std::size_t>(j)])] = j;
    return result;
}

} // namespace winnow::nmf
