// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/exact/successive_projection.h"

#include "nmf/operand_products.h"

#include <cmath>

namespace winnow::nmf {

template <class T>
std::vector<Index> successiveProjection(const Operand<T>& V, Index k, const Eigen::VectorXd& weights) {
    Matrix<T> v(V.rows(), 1);
    const auto column = [&](Index j) -> Eigen::VectorXd {
        V.column(j, v.data());
        return v.template cast<double>() * weights(j);
    };
    Eigen::VectorXd left(V.columns()); // squared norms of what is outside the span
    for (Index j = 0; j < V.columns(); ++j)
        left(j) = column(j).squaredNorm();
    const double nothing = std::pow(sizeof(T) == 4 ? 1e-6 : 1e-12, 2) * left.maxCoeff();
    Matrix<double> basis(V.rows(), k);
    std::vector<Index> chosen;
    while (static_cast<Index>(chosen.size()) < k) {
        Index best = 0;
        if (!(left.maxCoeff(&best) > nothing)) break;
        const auto found = static_cast<Index>(chosen.size());
        Eigen::VectorXd u = column(best);
        for (int twice = 0; twice < 2; ++twice) // once loses orthogonality
            u -= basis.leftCols(found) * (basis.leftCols(found).transpose() * u);
        if (!(u.squaredNorm() > nothing)) { // rounding had left something
            left(best) = 0;
            continue;
        }
        basis.col(found) = u.normalized();
        chosen.push_back(best);
        const Matrix<T> along = transposedProduct<T>(V, basis.col(found).template cast<T>());
        for (Index j = 0; j < V.columns(); ++j) {
            const double part = static_cast<double>(along(0, j)) * weights(j);
            left(j) -= part * part;
        }
        left(best) = 0;
    }
    return chosen;
}

template std::vector<Index> successiveProjection(const Operand<float>&, Index, const Eigen::VectorXd&);
template std::vector<Index> successiveProjection(const Operand<double>&, Index, const Eigen::VectorXd&);

} // namespace winnow::nmf
