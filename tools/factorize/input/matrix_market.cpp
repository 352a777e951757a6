// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/matrix_market.h"

#include "tools/factorize/input/byte_source.h"
#include "tools/factorize/input/sparse_builder.h"
#include "tools/factorize/input/text_numbers.h"
#include "tools/output_guard.h"

#include <cmath>
#include <fstream>

namespace winnow::tools {
namespace {

enum class Symmetry { General, Symmetric, Skew };

struct Header {
    bool coordinate = false, pattern = false;
    Symmetry symmetry = Symmetry::General;
};

std::string lowered(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// The file's lines as lists of numbers.
class NumberLines {
public:
    explicit NumberLines(const std::filesystem::path& path)
        : file_(path.string()), bytes_(sizeOfInput(path)), in_(path, std::ios::binary) {
        if (!in_) throw FileError(path, "cannot be opened for reading");
    }
    std::uint64_t bytes() const { return bytes_; }
    const std::string& file() const { return file_; }
    [[noreturn]] void refuse(const std::string& why) const {
        throw FileError(file_, "line " + std::to_string(number_) + " " + why);
    }
    bool line(std::string& text) {
        if (!std::getline(in_, text)) return false;
        ++number_;
        return true;
    }
    /// The next line with numbers, which must be `count` (at most 3); comments (%) and empty lines are
    /// skipped.
    bool numbers(std::size_t count, double* out) {
        while (line(text_)) {
            std::string_view rest = trimmed(text_);
            if (rest.empty() || rest.front() == '%') continue;
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t end = rest.find_first_of(" \t");
                const auto value = numberOf(rest.substr(0, end));
                if (rest.empty() || !value) refuse("does not hold " + std::to_string(count) + " numbers");
                out[i] = *value;
                rest = end == std::string_view::npos ? std::string_view() : trimmed(rest.substr(end));
            }
            if (!rest.empty()) refuse("holds more than " + std::to_string(count) + " numbers");
            return true;
        }
        return false;
    }

private:
    std::string file_;
    std::uint64_t bytes_;
    std::ifstream in_;
    std::string text_;
    std::size_t number_ = 0;
};

Header readHeader(NumberLines& lines) {
    std::string text;
    lines.line(text);
    const auto words = splitFields(text, ' ').value_or(std::vector<std::string>());
    if (words.empty() || words[0] != "%%MatrixMarket")
        throw FileError(lines.file(),
                        "is no Matrix Market file (its first line must begin with %%MatrixMarket)");
    if (words.size() != 5) lines.refuse("must name object, format, field and symmetry");
    const std::string object = lowered(words[1]), format = lowered(words[2]), field = lowered(words[3]),
                      symmetry = lowered(words[4]);
    if (object != "matrix") lines.refuse("says it is a '" + object + "'; only matrices can be read");
    if (format != "array" && format != "coordinate") lines.refuse("has the unknown format '" + format + "'");
    if (field == "complex") lines.refuse("says the entries are complex; save the real or absolute values");
    if (field != "real" && field != "double" && field != "integer" && field != "pattern")
        lines.refuse("has the unknown field '" + field + "'");
    Header header{format == "coordinate", field == "pattern", Symmetry::General};
    if (header.pattern && !header.coordinate)
        lines.refuse("says that an array is a pattern, which has no values");
    if (symmetry == "symmetric")
        header.symmetry = Symmetry::Symmetric;
    else if (symmetry == "skew-symmetric")
        header.symmetry = Symmetry::Skew;
    else if (symmetry != "general")
        lines.refuse("has the symmetry '" + symmetry +
                     "'; general, symmetric and skew-symmetric can be read");
    return header;
}

std::uint64_t count(const NumberLines& lines, double number) {
    if (!(number >= 0 && number <= 0x1p53) || number != std::floor(number))
        lines.refuse("holds a size or place that is no whole number");
    return static_cast<std::uint64_t>(number);
}

void requireSquare(const NumberLines& lines, const Header& header, double rows, double columns) {
    if (header.symmetry != Symmetry::General && rows != columns)
        lines.refuse("says the matrix is symmetric and not square");
}

void readCoordinates(NumberLines& lines, const Header& header, EntrySink& sink) {
    double sizes[3];
    if (!lines.numbers(3, sizes)) throw FileError(lines.file(), "ends before its sizes");
    requireSquare(lines, header, sizes[0], sizes[1]);
    const std::uint64_t entries = count(lines, sizes[2]);
    if (entries > lines.bytes() / 4) // "1 1\n" is the shortest entry
        lines.refuse("says there are " + std::to_string(entries) +
                     " entries, more than the file has room for");
    sink.begin(count(lines, sizes[0]), count(lines, sizes[1]), entries);
    double entry[3] = {0, 0, 1};
    for (std::uint64_t e = 0; e < entries; ++e) {
        if (!lines.numbers(header.pattern ? 2 : 3, entry))
            throw FileError(lines.file(), "ends after " + std::to_string(e) + " of " +
                                              std::to_string(entries) + " entries");
        const auto i = static_cast<std::int64_t>(count(lines, entry[0])) - 1,
                   j = static_cast<std::int64_t>(count(lines, entry[1])) - 1;
        sink.add(i, j, entry[2]);
        if (header.symmetry != Symmetry::General && i != j)
            sink.add(j, i, header.symmetry == Symmetry::Skew ? -entry[2] : entry[2]);
    }
    if (lines.numbers(3, entry)) lines.refuse("holds more entries than the file says it has");
}

template <class T> nmf::Matrix<T> readArray(NumberLines& lines, const Header& header) {
    double sizes[2];
    if (!lines.numbers(2, sizes)) throw FileError(lines.file(), "ends before its sizes");
    requireSquare(lines, header, sizes[0], sizes[1]);
    const std::uint64_t rows = count(lines, sizes[0]), columns = count(lines, sizes[1]);
    if (rows == 0 || columns == 0) lines.refuse("says the matrix has no elements");
    // A value takes two bytes at least; a symmetric matrix stores more than half of its values.
    if (columns > lines.bytes() * 2 / rows)
        lines.refuse("says there are more elements than the file has room for");
    nmf::Matrix<T> matrix(static_cast<Index>(rows), static_cast<Index>(columns));
    Precision<T> precision(lines.file());
    const bool skew = header.symmetry == Symmetry::Skew;
    for (Index j = 0; j < matrix.cols(); ++j) {
        if (skew) matrix(j, j) = 0;
        const Index first = header.symmetry == Symmetry::General ? 0 : skew ? j + 1 : j;
        for (Index i = first; i < matrix.rows(); ++i) {
            double value = 0;
            if (!lines.numbers(1, &value)) throw FileError(lines.file(), "ends before its last element");
            matrix(i, j) = precision(value);
            if (header.symmetry != Symmetry::General && i != j)
                matrix(j, i) = skew ? -matrix(i, j) : matrix(i, j);
        }
    }
    double extra = 0;
    if (lines.numbers(1, &extra)) lines.refuse("holds more elements than the file says it has");
    precision.finish();
    return matrix;
}

} // namespace

template <class T> MatrixData<T> readMatrixMarket(const std::filesystem::path& path) {
    NumberLines lines(path);
    const Header header = readHeader(lines);
    MatrixData<T> result;
    result.kind = "mtx";
    if (header.coordinate) {
        SparseBuilder<T> builder(path.string());
        readCoordinates(lines, header, builder);
        result.sparse = builder.finish();
    } else {
        result.dense = readArray<T>(lines, header);
    }
    return result;
}

bool readMatrixMarketEntries(const std::filesystem::path& path, EntrySink& sink) {
    NumberLines lines(path);
    const Header header = readHeader(lines);
    if (!header.coordinate) return false;
    readCoordinates(lines, header, sink);
    return true;
}

template MatrixData<float> readMatrixMarket(const std::filesystem::path&);
template MatrixData<double> readMatrixMarket(const std::filesystem::path&);

} // namespace winnow::tools
