// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/methods/known_factors.h"

#include "tools/exit_code.h"
#include "tools/factorize/input/value_check.h"
#include "tools/output_guard.h"

#include <fmt/format.h>

namespace winnow::tools {
namespace {

namespace fs = std::filesystem;

template <class T> nmf::Matrix<T> readFactor(const fs::path& file) {
    nmf::Matrix<T> matrix = readDense<T>(file, {});
    checkValues<T>(file, matrix, {});
    return matrix;
}

/// @param rows, columns  what it must have; -1: any
template <class T>
void checkShape(const fs::path& file, const nmf::Matrix<T>& matrix, Index rows, Index columns) {
    if ((rows < 0 || matrix.rows() == rows) && (columns < 0 || matrix.cols() == columns)) return;
    const auto size = [](Index count, const char* any) { return count < 0 ? any : std::to_string(count); };
    throw FileError(file, fmt::format("is {} x {}; for this input it must be {} x {}", matrix.rows(),
                                      matrix.cols(), size(rows, "any"), size(columns, "K")));
}

void checkRank(const FactorizeLine& line, const char* option, Index found) {
    if (line.rank && *line.rank != found)
        throw UsageError(
            fmt::format("-k is {}, and {} names a factor of {} components", *line.rank, option, found));
}

} // namespace

fs::path factorFile(const std::string& fileOrFolder, const char* symbol) {
    std::error_code error;
    const fs::path path = fileOrFolder;
    return fs::is_directory(path, error) ? path / (std::string(symbol) + ".npy") : path;
}

template <class T> KnownFactors<T> readKnownFactors(const FactorizeLine& line, Index rows, Index columns) {
    KnownFactors<T> known;
    known.rank = line.rank.value_or(0);
    if (!line.weights.empty()) {
        known.weights = readFactor<T>(line.weights);
        checkShape(line.weights, known.weights, rows, columns);
        if (!(known.weights.array() > T(0)).any()) throw FileError(line.weights, "has no weight above 0");
    }
    if (!line.initW.empty()) {
        known.W = readFactor<T>(line.initW);
        checkShape(line.initW, known.W, rows, line.rank.value_or(-1));
        known.rank = known.W.cols();
    }
    if (!line.initH.empty()) {
        known.H = readFactor<T>(line.initH);
        checkShape(line.initH, known.H, known.rank > 0 ? known.rank : -1, columns);
        known.rank = known.H.rows();
    }
    if (!line.transform.empty()) {
        const fs::path file = factorFile(line.transform, "W");
        known.W = readFactor<T>(file);
        checkShape(file, known.W, rows, -1);
        checkRank(line, "--transform", known.W.cols());
        known.rank = known.W.cols();
        known.holdW = true;
    }
    if (!line.fixedW.empty()) {
        known.W = readFactor<T>(line.fixedW);
        checkShape(line.fixedW, known.W, rows, -1);
        if (known.rank == 0) known.rank = known.W.cols();
        if (known.W.cols() > known.rank)
            throw FileError(line.fixedW,
                            fmt::format("has {} columns, more than -k {}", known.W.cols(), known.rank));
        known.holdW = known.W.cols() == known.rank;
        known.heldColumns = known.holdW ? 0 : known.W.cols();
    }
    if (!line.update.empty()) {
        const fs::path w = fs::path(line.update) / "W.npy", h = fs::path(line.update) / "H.npy";
        known.W = readFactor<T>(w);
        known.H = readFactor<T>(h);
        checkRank(line, "--update", known.W.cols());
        if (known.W.cols() != known.H.rows())
            throw FileError(line.update, "holds a W and an H of different numbers of components");
        if (known.W.rows() > rows || known.H.cols() > columns)
            throw FileError(line.update,
                            fmt::format("is the result of {} x {}; the input is smaller, {} x {}",
                                        known.W.rows(), known.H.cols(), rows, columns));
        if (known.W.rows() == rows && known.H.cols() == columns)
            throw FileError(line.update, "is a result of as many rows and columns as the input has: there is "
                                         "nothing to add (--init-W and --init-H go on from it)");
        known.rank = known.W.cols();
    }
    return known;
}

std::vector<fs::path> namedFiles(const FactorizeLine& line) {
    std::vector<fs::path> files;
    for (const std::string* name : {&line.initW, &line.initH, &line.fixedW, &line.weights})
        if (!name->empty()) files.emplace_back(*name);
    if (!line.transform.empty()) files.push_back(factorFile(line.transform, "W"));
    if (!line.update.empty())
        for (const char* name : {"W.npy", "H.npy"})
            files.push_back(fs::path(line.update) / name);
    return files;
}

template KnownFactors<float> readKnownFactors(const FactorizeLine&, Index, Index);
template KnownFactors<double> readKnownFactors(const FactorizeLine&, Index, Index);

} // namespace winnow::tools
