// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/tri_factorization.h"

#include <cmath>

namespace winnow::nmf {

TriFactorization triFactorize(const ConstMatrix& V, const TriOptions& options) {
    checkVariant(options);
    checkMatrix("V", V);
    if (options.columnRank < 0) throw InvalidInput("columnRank is negative; 0 takes that of the rows.");
    const Index k = options.rank, l = options.columnRank > 0 ? options.columnRank : k;
    TriFactorization result;
    Matrix<double>& F = result.F;
    Matrix<double>& S = result.S;
    Matrix<double>& G = result.G;
    F = randomFactor(V.rows(), k, options.seed, 0);
    S = randomFactor(k, l, options.seed, 1, V.mean() / (0.166 * static_cast<double>(k * l)));
    G = randomFactor(l, V.cols(), options.seed, 2);
    const auto step = [&] {
        const Matrix<double> SG = S * G;
        Matrix<double> numerator = V * SG.transpose();
        if (options.orthogonal)
            multiplyByRoot(numerator, F * (F.transpose() * numerator), F);
        else
            multiplyBy(numerator, F * (SG * SG.transpose()), F);
        const Matrix<double> FS = F * S;
        numerator = FS.transpose() * V;
        if (options.orthogonal)
            multiplyByRoot(numerator, (numerator * G.transpose()) * G, G);
        else
            multiplyBy(numerator, (FS.transpose() * FS) * G, G);
        numerator = F.transpose() * V * G.transpose();
        const Matrix<double> denominator = F.transpose() * F * S * (G * G.transpose());
        if (options.orthogonal)
            multiplyByRoot(numerator, denominator, S);
        else
            multiplyBy(numerator, denominator, S);
    };
    result.course = runVariant(options, step, [&] { return (V - F * S * G).squaredNorm() / 2; });
    return result;
}

} // namespace winnow::nmf
