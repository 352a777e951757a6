// SPDX-License-Identifier: GPL-3.0-or-later
/// What a method of `winnow factorize` is: a row of a table, with a function from data to factors.
#pragma once

#include "nmf/sharing.h"
#include "nmf/variants/variant.h"
#include "tools/factorize/input/matrix_data.h"
#include "tools/factorize/input/npy_columns.h"
#include "tools/factorize/input/sparse_cache.h"
#include "tools/factorize/options.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace winnow::tools {

/// A matrix, a list of whole numbers (e.g. labels), or matrices of one size (3-D).
using FactorValues = std::variant<nmf::Matrix<float>, nmf::Matrix<double>, std::vector<std::int64_t>,
                                  std::vector<nmf::Matrix<double>>>;

/// One file of the result.
struct Factor {
    std::string symbol; ///< name of the file without extension
    FactorValues values;
    std::string meaning; ///< for people, in report.json
};

/// A matrix that stays on disk (--memory).
struct StreamedMatrix {
    std::shared_ptr<const NpyMatrixFile> file; ///< of a dense one
    std::variant<std::monostate, std::shared_ptr<const SparseCache<float>>,
                 std::shared_ptr<const SparseCache<double>>>
        sparse; ///< this rank's columns of a sparse one
    bool transposed = false;     ///< its rows are the solver's columns
    int threads = 1;             ///< that fit into the memory
    std::size_t acrossBytes = 0; ///< NpyColumns
};

/// What is factorized, and how.
struct Problem {
    const FactorizeLine& line;
    std::vector<AnyMatrix> matrices{}; ///< one an input, checked; empty for tensors and for `streamed`
    nmf::Tensor tensor{};
    nmf::ProgressCallback progress{}; ///< false: the user has interrupted
    std::optional<StreamedMatrix> streamed{};
    nmf::Sharing sharing{};             ///< ranks, and the shape of the whole (first) matrix
    std::int64_t storedEntries = 0;     ///< of a sparse matrix, of all ranks
    std::optional<nmf::OwnPart> part{}; ///< of the matrix, which is all that this rank has; none: all

    /// The first matrix, in double and dense.
    const nmf::Matrix<double>& V() const { return std::get<MatrixData<double>>(matrices.front()).dense; }
};

struct MethodResult {
    std::vector<Factor> factors;
    Index rank = 0;
    std::string objective;     ///< what the trace is of
    std::vector<double> trace; ///< at the start, every 10 iterations, and at the end; empty: none
    int iterations = 0;
    std::optional<nmf::Status> status;                               ///< none for methods without iterations
    double relativeError = std::numeric_limits<double>::quiet_NaN(); ///< |V - model| / |V|, Frobenius norms
    /// Squared norm of V where the trace is half the squared residual, so that it tells the relative error
    /// too.
    std::optional<double> squaredNorm;
    double seconds = 0; ///< in the solver
    int threads = 1;
    Index imageHeight = 0;          ///< where columns of W are pictures
    nlohmann::ordered_json details; ///< what else the method tells
};

enum class Takes { Matrix, Matrices, Tensor };

struct Method {
    std::string name;
    std::string summary;              ///< what the model is
    std::vector<std::string> options; ///< of those that only some methods take
    MethodResult (*run)(const Problem&);
    Takes takes = Takes::Matrix;
    bool needsRank = true;
    bool anySign = false;                          ///< V may be negative
    bool sparse = false;                           ///< works on sparse matrices as they are
    bool singlePrecision = false;                  ///< in float unless --double
    bool rankWithinSides = true;                   ///< a rank above the shorter side of V makes no sense
    void (*check)(const FactorizeLine&) = nullptr; ///< of options that contradict each other; UsageError
};

/// Runs `work` and adds its time to `seconds`.
template <class Work> auto timed(double& seconds, const Work& work) {
    const auto started = std::chrono::steady_clock::now();
    auto result = work();
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return result;
}

/// Rank, iterations, tolerance, seed, time limit and progress for a variant. @param most  iterations if not
/// given
template <class O> O variantOptions(const Problem& problem) {
    O options;
    options.rank = problem.line.rank.value_or(0);
    options.maxIterations = problem.line.iterations.value_or(options.maxIterations);
    options.tolerance = problem.line.tolerance.value_or(options.tolerance);
    options.seed = problem.line.seed;
    options.timeLimit = problem.line.timeLimit;
    options.progress = problem.progress;
    return options;
}

/// Takes over trace, iterations and status.
void takeCourse(const nmf::Course& course, MethodResult& result);

/// |V - W H| / |V|; 0 where V is all zero.
double relativeErrorOf(const nmf::ConstMatrix& V, const nmf::ConstMatrix& model);

/// V ~ W H with the objective half the squared residual: rank, error, squared norm, and the two factors.
void takeFactors(const nmf::Matrix<double>& V, nmf::Matrix<double> W, nmf::Matrix<double> H,
                 MethodResult& result);

} // namespace winnow::tools
