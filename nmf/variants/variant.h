// SPDX-License-Identifier: GPL-3.0-or-later
/// What the models beside V = W H have in common: options, course, start.
///
/// They compute in double, on one thread, and start at random from the seed. Matrices have variables in rows
/// and samples in columns, as everywhere here. All throw InvalidInput, before any work, for input they cannot
/// use.
#pragma once

#include "nmf/factorize.h"

#include <functional>

namespace winnow::nmf {

using ConstMatrix = Eigen::Ref<const Matrix<double>>;

struct VariantOptions {
    Index rank = 0;
    int maxIterations = 500;
    /// Stop when the objective's relative decrease from one evaluation to the next is not above; 0: never.
    double tolerance = 1e-7;
    int checkEvery = 10; ///< iterations between evaluations of the objective
    std::uint64_t seed = 0;
    double timeLimit = std::numeric_limits<double>::infinity(); ///< seconds
    ProgressCallback progress;
};

/// How the iterations went.
struct Course {
    std::vector<double> trace; ///< objective at the start, every checkEvery iterations and at the end
    int iterations = 0;
    Status status = Status::IterationLimit;
};

/// @throws InvalidInput unless the rank is at least 1 and the other options make sense
void checkVariant(const VariantOptions& options);

/// @throws InvalidInput for an empty matrix, entries that are not finite, and negative ones unless `anySign`
void checkMatrix(const char* name, const ConstMatrix& V, bool anySign = false);

/// Runs `step` until a stopping rule says so.
Course runVariant(const VariantOptions& options, const std::function<void()>& step,
                  const std::function<double()>& objective);

/// rows x columns, uniform in [0.1, 1) times scale. @param stream  another for each factor
Matrix<double> randomFactor(Index rows, Index columns, std::uint64_t seed, std::uint64_t stream,
                            double scale = 1);

/// One sweep of coordinate descent on X >= 0 for tr(X^T G X) / 2 - tr(N^T X), atom (row of X) after atom.
void coordinateSweep(const Matrix<double>& G, const Matrix<double>& N, Matrix<double>& X);

/// x * numerator / max(denominator, tiny), elementwise, and never below 1e-100 unless x is 0.
void multiplyBy(const Matrix<double>& numerator, const Matrix<double>& denominator, Matrix<double>& x);

/// The same with the square root of the ratio.
void multiplyByRoot(const Matrix<double>& numerator, const Matrix<double>& denominator, Matrix<double>& x);

} // namespace winnow::nmf
