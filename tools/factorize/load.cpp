// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/load.h"

#include "tools/exit_code.h"
#include "tools/factorize/input/value_check.h"
#include "tools/factorize/memory_plan.h"
#include "tools/factorize/share.h"
#include "tools/output_guard.h"
#include "tools/ranks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace winnow::tools {
namespace {

/// Reads a matrix and keeps this rank's part, where there are ranks.
template <class T>
MatrixData<T> load(const std::string& file, const FactorizeLine& line, const Method& method,
                   Problem& problem) {
    const bool shared = problem.sharing.active();
    const std::string format = shared ? formatOf(file, line.reading) : "";
    if (format == "npy") return readNpyPart<T>(file, problem);
    if ((format == "npz" || format == "mtx") && !line.dense && line.reading.array.empty())
        if (auto part = readSparsePart<T>(file, format, problem)) return std::move(*part);
    MatrixData<T> data = readMatrix<T>(file, line.reading);
    if (line.dense) makeDense<T>(file, data);
    if (data.isSparse() && !method.sparse)
        throw UsageError(
            fmt::format("{} is sparse, and --method {} needs every entry; give --dense", file, method.name));
    checkValues<T>(file, data, {method.anySign, line.missingAllowed()});
    if (shared) cutToPart(data, problem);
    return data;
}

/// Above the shorter side W H = V has trivial solutions (W or H the identity), unless something else is
/// asked.
void checkRank(const FactorizeLine& line, const Method& method, Index rows, Index columns) {
    const bool asked = line.l1W > 0 || line.l1H > 0 || line.l2W > 0 || line.l2H > 0 || !line.fixedW.empty() ||
                       !line.transform.empty() || !line.update.empty();
    if (!method.rankWithinSides || asked) return;
    const Index shorter = std::min(rows, columns);
    const Index rank = line.ranks.empty() ? line.rank.value_or(0) : parseRanks(line.ranks).back();
    if (rank > shorter)
        throw FileError(line.inputs.front(),
                        fmt::format("is {} x {}, and the rank {} is above its shorter side, where the "
                                    "factorization is trivial; take at most {}, or penalties such as --l1-H",
                                    rows, columns, rank, shorter));
}

void checkTensor(const std::string& file, const nmf::Tensor& tensor) {
    for (const double value : tensor.values)
        if (!(value >= 0) || std::isinf(value))
            throw FileError(
                file,
                fmt::format("has an entry {:g}; every entry must be finite, and zero or positive", value));
}

} // namespace

Problem loadProblem(const FactorizeLine& line, const Method& method, nmf::ProgressCallback progress) {
    Problem problem{line};
    problem.progress = std::move(progress);
    problem.sharing.ranks = startedRanks();
    if (problem.sharing.active()) checkShared(line, method);
    if (line.memory > 0 && planMemory(problem, method)) {
        checkRank(line, method, problem.sharing.rows, problem.sharing.columns);
        return problem;
    }
    if (method.takes == Takes::Tensor) {
        const std::string& file = line.inputs.front();
        if (formatOf(file, line.reading) != "npy")
            throw FileError(file, "is no .npy file, which --method tensor needs");
        problem.tensor = readTensor(file);
        checkTensor(file, problem.tensor);
        return problem;
    }
    const bool single = method.singlePrecision && !line.doublePrecision;
    for (const std::string& file : line.inputs) {
        if (single)
            problem.matrices.emplace_back(load<float>(file, line, method, problem));
        else
            problem.matrices.emplace_back(load<double>(file, line, method, problem));
    }
    if (!problem.sharing.active())
        std::visit(
            [&](const auto& data) {
                problem.sharing.rows = data.rows();
                problem.sharing.columns = data.columns();
                if (data.isSparse()) problem.storedEntries = data.sparse->nonZeros();
            },
            problem.matrices.front());
    checkRank(line, method, problem.sharing.rows, problem.sharing.columns);
    return problem;
}

std::vector<InputSummary> summarise(const Problem& problem) {
    std::vector<InputSummary> list;
    for (std::size_t i = 0; i < problem.matrices.size(); ++i)
        std::visit(
            [&](const auto& data) {
                using T = typename std::decay_t<decltype(data.dense)>::Scalar;
                InputSummary one{problem.line.inputs[i],
                                 data.kind,
                                 {data.rows(), data.columns()},
                                 {},
                                 std::is_same_v<T, float> ? "single" : "double"};
                if (problem.part) one.shape = {problem.sharing.rows, problem.sharing.columns};
                if (data.isSparse()) one.storedEntries = problem.storedEntries;
                list.push_back(one);
            },
            problem.matrices[i]);
    if (problem.streamed)
        return {{problem.line.inputs.front(),
                 formatOf(problem.line.inputs.front(), problem.line.reading),
                 {problem.sharing.rows, problem.sharing.columns},
                 problem.streamed->file ? std::optional<Index>() : problem.storedEntries,
                 problem.line.doublePrecision ? "double" : "single"}};
    if (list.empty())
        list.push_back({problem.line.inputs.front(), "npy", problem.tensor.dimensions, {}, "double"});
    return list;
}

} // namespace winnow::tools
