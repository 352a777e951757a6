// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/npz_file.h"

#include "tools/factorize/input/npy_file.h"
#include "tools/factorize/input/sparse_builder.h"
#include "tools/factorize/input/zip_archive.h"
#include "tools/output_guard.h"

namespace winnow::tools {
namespace {

using Integers = std::vector<std::int64_t>;

Integers integers(const ZipArchive& archive, const std::string& name) {
    return readNpyIntegers(*archive.open(name + ".npy"));
}

[[noreturn]] void damaged(const std::filesystem::path& path, const std::string& why) {
    throw FileError(path, "is a damaged sparse matrix: " + why);
}

/// Rows (CSR) or columns (CSC) one after another. @param place  called with line, index and entry
template <class Place>
void eachCompressed(const std::filesystem::path& path, const Integers& starts, const Integers& indices,
                    std::int64_t lines, const Place& place) {
    if (starts.size() != static_cast<std::size_t>(lines) + 1 || starts.front() != 0 ||
        starts.back() != static_cast<std::int64_t>(indices.size()))
        damaged(path, "'indptr' does not fit the shape and the number of indices");
    for (std::size_t line = 0; line + 1 < starts.size(); ++line) {
        if (starts[line] > starts[line + 1] || starts[line + 1] > starts.back())
            damaged(path, "'indptr' falls");
        for (std::int64_t p = starts[line]; p < starts[line + 1]; ++p)
            place(static_cast<std::int64_t>(line), indices[static_cast<std::size_t>(p)],
                  static_cast<std::size_t>(p));
    }
}

template <class T>
nmf::SparseMatrix<T> readSparse(const ZipArchive& archive, const std::filesystem::path& path) {
    const std::string format = readNpyText(*archive.open("format.npy"));
    if (format != "csr" && format != "csc" && format != "coo")
        throw FileError(path, "is a sparse matrix in the format '" + format +
                                  "'; save it as csr, csc or coo, e.g. with .tocsr()");
    const Integers shape = integers(archive, "shape");
    if (shape.size() != 2) damaged(path, "its shape is not that of a matrix");
    const std::vector<double> data = readNpyNumbers(*archive.open("data.npy"));
    SparseBuilder<T> builder(path.string(), static_cast<std::uint64_t>(shape[0]),
                             static_cast<std::uint64_t>(shape[1]), data.size());
    const Integers first = integers(archive, format == "coo" ? "row" : "indices"),
                   second = integers(archive, format == "coo" ? "col" : "indptr");
    if (first.size() != data.size()) damaged(path, "there is not an index for each entry");
    if (format == "coo") {
        if (second.size() != data.size()) damaged(path, "there is not a column for each entry");
        for (std::size_t p = 0; p < data.size(); ++p)
            builder.add(first[p], second[p], data[p]);
    } else {
        const bool byRow = format == "csr";
        eachCompressed(path, second, first, shape[byRow ? 0 : 1],
                       [&](std::int64_t line, std::int64_t index, std::size_t p) {
                           builder.add(byRow ? line : index, byRow ? index : line, data[p]);
                       });
    }
    return builder.finish();
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
    if (array.empty() && archive.has("format.npy"))
        result.sparse = readSparse<T>(archive, path);
    else
        result.dense = readNpyMatrix<T>(*archive.open(chooseArray(archive, path, array)));
    return result;
}

template MatrixData<float> readNpz(const std::filesystem::path&, const std::string&);
template MatrixData<double> readNpz(const std::filesystem::path&, const std::string&);

} // namespace winnow::tools
