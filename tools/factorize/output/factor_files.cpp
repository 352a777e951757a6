// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/output/factor_files.h"

#include "separation/csv.h"

#include <fmt/format.h>

#include <bit>
#include <ostream>
#include <type_traits>

static_assert(std::endian::native == std::endian::little, "writeNpy writes memory as it lies");

namespace winnow::tools {
namespace {

using nmf::Matrix;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

void writeHeader(std::ostream& out, const char* type, bool fortran, const std::vector<Index>& shape) {
    std::string sizes;
    for (const Index size : shape)
        sizes += fmt::format("{}, ", size);
    if (shape.size() > 1)
        sizes.erase(sizes.size() - 2);
    else
        sizes.erase(sizes.size() - 1); // "(5,)"
    std::string text = fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': ({}), }}", type,
                                   fortran ? "True" : "False", sizes);
    const std::size_t prefix = 10; // magic, version, length; the data begin at a multiple of 64
    text.append(63 - (prefix + text.size()) % 64, ' ');
    text += '\n';
    const auto length = static_cast<std::uint16_t>(text.size());
    out.write("\x93NUMPY\x01\x00", 8);
    out.put(static_cast<char>(length & 0xFF)).put(static_cast<char>(length >> 8));
    out << text;
}

template <class S> void writeBytes(std::ostream& out, const S* values, std::size_t count) {
    out.write(reinterpret_cast<const char*>(values), static_cast<std::streamsize>(count * sizeof(S)));
}

std::string cell(const std::string& text) {
    std::string line = separation::csvLine({text});
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        line.pop_back();
    return line;
}

template <class S>
void writeRows(std::ostream& out, const Matrix<S>& matrix, const std::vector<std::string>& rowNames,
               const std::vector<std::string>& columnNames) {
    const bool rows = static_cast<Index>(rowNames.size()) == matrix.rows(),
               columns = static_cast<Index>(columnNames.size()) == matrix.cols();
    fmt::memory_buffer line;
    const auto to = [&] { return std::back_inserter(line); };
    const auto flush = [&] {
        line.push_back('\n');
        out.write(line.data(), static_cast<std::streamsize>(line.size()));
        line.clear();
    };
    if (columns) {
        for (Index j = 0; j < matrix.cols(); ++j)
            fmt::format_to(to(), "{}{}", j > 0 || rows ? "," : "",
                           cell(columnNames[static_cast<std::size_t>(j)]));
        flush();
    }
    for (Index i = 0; i < matrix.rows(); ++i) {
        if (rows) fmt::format_to(to(), "{}", cell(rowNames[static_cast<std::size_t>(i)]));
        for (Index j = 0; j < matrix.cols(); ++j)
            fmt::format_to(to(), "{}{}", j > 0 || rows ? "," : "", matrix(i, j)); // shortest exact form
        flush();
    }
}

} // namespace

std::vector<Index> shapeOf(const FactorValues& values) {
    return std::visit(
        [](const auto& v) -> std::vector<Index> {
            using V = std::decay_t<decltype(v)>;
            if constexpr (std::is_same_v<V, std::vector<std::int64_t>>)
                return {static_cast<Index>(v.size())};
            else if constexpr (std::is_same_v<V, std::vector<Matrix<double>>>)
                return {static_cast<Index>(v.size()), v.front().rows(), v.front().cols()};
            else
                return {v.rows(), v.cols()};
        },
        values);
}

void writeNpy(std::ostream& out, const FactorValues& values) {
    const std::vector<Index> shape = shapeOf(values);
    if (const auto* single = std::get_if<Matrix<float>>(&values)) {
        writeHeader(out, "<f4", true, shape);
        writeBytes(out, single->data(), static_cast<std::size_t>(single->size()));
    } else if (const auto* matrix = std::get_if<Matrix<double>>(&values)) {
        writeHeader(out, "<f8", true, shape);
        writeBytes(out, matrix->data(), static_cast<std::size_t>(matrix->size()));
    } else if (const auto* list = std::get_if<std::vector<std::int64_t>>(&values)) {
        writeHeader(out, "<i8", false, shape);
        writeBytes(out, list->data(), list->size());
    } else {
        writeHeader(out, "<f8", false, shape);
        for (const Matrix<double>& one : std::get<std::vector<Matrix<double>>>(values)) {
            const RowMajor rows = one;
            writeBytes(out, rows.data(), static_cast<std::size_t>(rows.size()));
        }
    }
}

void writeCsv(std::ostream& out, const FactorValues& values, const std::vector<std::string>& rowNames,
              const std::vector<std::string>& columnNames) {
    if (const auto* list = std::get_if<std::vector<std::int64_t>>(&values)) {
        for (const std::int64_t value : *list)
            out << value << '\n';
    } else if (const auto* matrices = std::get_if<std::vector<Matrix<double>>>(&values)) {
        for (std::size_t t = 0; t < matrices->size(); ++t) {
            if (t > 0) out << '\n';
            writeRows<double>(out, (*matrices)[t], rowNames, columnNames);
        }
    } else if (const auto* single = std::get_if<Matrix<float>>(&values)) {
        writeRows<float>(out, *single, rowNames, columnNames);
    } else {
        writeRows<double>(out, std::get<Matrix<double>>(values), rowNames, columnNames);
    }
}

} // namespace winnow::tools
