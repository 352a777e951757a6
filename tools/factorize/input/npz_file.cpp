// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/npz_file.h"

#include "tools/factorize/input/npy_file.h"
#include "tools/factorize/input/sparse_builder.h"
#include "tools/factorize/input/zip_archive.h"
#include "tools/output_guard.h"

namespace winnow::tools {
namespace {

[[noreturn]] void damaged(const std::filesystem::path& path, const std::string& why) {
    throw FileError(path, "is a damaged sparse matrix: " + why);
}

NpyVector vectorOf(const ZipArchive& archive, const std::string& name, bool integers) {
    return NpyVector(archive.open(name + ".npy"), integers);
}

/// Rows (CSR) or columns (CSC) one after another. @param place  called with line, index and value
template <class Place>
void eachCompressed(const std::filesystem::path& path, NpyVector starts, NpyVector indices, NpyVector& data,
                    std::int64_t lines, const Place& place) {
    const auto entries = static_cast<std::int64_t>(data.size());
    const char* const misfit = "'indptr' does not fit the shape and the number of indices";
    if (starts.size() != static_cast<std::uint64_t>(lines) + 1 || starts.nextIndex() != 0)
        damaged(path, misfit);
    std::int64_t begin = 0;
    for (std::int64_t line = 0; line < lines; ++line) {
        const std::int64_t end = starts.nextIndex();
        if (end < begin) damaged(path, "'indptr' falls");
        if (end > entries) damaged(path, misfit);
        for (; begin < end; ++begin) {
            const std::int64_t index = indices.nextIndex();
            place(line, index, data.next());
        }
    }
    if (begin != entries) damaged(path, misfit);
}

void readSparse(const ZipArchive& archive, const std::filesystem::path& path, EntrySink& sink) {
    const std::string format = readNpyText(*archive.open("format.npy"));
    if (format != "csr" && format != "csc" && format != "coo")
        throw FileError(path, "is a sparse matrix in the format '" + format +
                                  "'; save it as csr, csc or coo, e.g. with .tocsr()");
    const auto shape = readNpyIntegers(*archive.open("shape.npy"));
    if (shape.size() != 2) damaged(path, "its shape is not that of a matrix");
    NpyVector data = vectorOf(archive, "data", false);
    sink.begin(static_cast<std::uint64_t>(shape[0]), static_cast<std::uint64_t>(shape[1]), data.size());
    NpyVector first = vectorOf(archive, format == "coo" ? "row" : "indices", true),
              second = vectorOf(archive, format == "coo" ? "col" : "indptr", true);
    if (first.size() != data.size()) damaged(path, "there is not an index for each entry");
    if (format == "coo") {
        if (second.size() != data.size()) damaged(path, "there is not a column for each entry");
        for (std::uint64_t p = 0; p < data.size(); ++p) {
            const std::int64_t row = first.nextIndex(), column = second.nextIndex();
            sink.add(row, column, data.next());
        }
        return;
    }
    const bool byRow = format == "csr";
    eachCompressed(path, std::move(second), std::move(first), data, shape[byRow ? 0 : 1],
                   [&](std::int64_t line, std::int64_t index, double value) {
                       sink.add(byRow ? line : index, byRow ? index : line, value);
                   });
}

/// The file within the archive that is meant.
std::string chooseArray(const ZipArchive& archive, const std::filesystem::path& path,
                        const std::string& wanted) {
    std::string list;
    for (const std::string& name : archive.names())
        list += (list.empty() ? "" : ", ") + name.substr(0, name.rfind(".npy"));
    if (!wanted.empty()) {
        if (!archive.has(wanted + ".npy"))
            throw FileError(path, "has no array '" + wanted + "'; it has: " + list);
        return wanted + ".npy";
    }
    if (archive.names().empty()) throw FileError(path, "holds no arrays");
    if (archive.names().size() > 1)
        throw FileError(path, "holds several arrays; choose one with --array: " + list);
    return archive.names().front();
}

} // namespace

template <class T> MatrixData<T> readNpz(const std::filesystem::path& path, const std::string& array) {
    const ZipArchive archive(path);
    MatrixData<T> result;
    result.kind = "npz";
    if (array.empty() && archive.has("format.npy")) {
        SparseBuilder<T> builder(path.string());
        readSparse(archive, path, builder);
        result.sparse = builder.finish();
    } else {
        result.dense = readNpyMatrix<T>(*archive.open(chooseArray(archive, path, array)));
    }
    return result;
}

bool readNpzEntries(const std::filesystem::path& path, EntrySink& sink) {
    const ZipArchive archive(path);
    if (!archive.has("format.npy")) return false;
    readSparse(archive, path, sink);
    return true;
}

template MatrixData<float> readNpz(const std::filesystem::path&, const std::string&);
template MatrixData<double> readNpz(const std::filesystem::path&, const std::string&);

} // namespace winnow::tools
