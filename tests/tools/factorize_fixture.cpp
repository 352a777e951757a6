// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tools/factorize_fixture.h"

#include "nmf/random.h"

#include <array>
#include <random>
#include <stdexcept>

namespace winnow::test {
namespace {

void put(std::string& bytes, std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i)
        bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

std::uint32_t crc32(const std::string& data) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char c : data) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (0xEDB88320U & (0U - (crc & 1U)));
    }
    return ~crc;
}

template <class S> Matrix asDoubles(const std::string& bytes, std::size_t at, Index rows, Index columns) {
    nmf::Matrix<S> matrix(rows, columns);
    if (bytes.size() - at != static_cast<std::size_t>(matrix.size()) * sizeof(S))
        throw std::runtime_error("the data do not fit the shape");
    std::memcpy(matrix.data(), bytes.data() + at, bytes.size() - at);
    return matrix.template cast<double>();
}

struct Written {
    std::string header, bytes;
    std::size_t data = 0;
};

Written openWritten(const std::filesystem::path& path) {
    Written file{"", contentOf(path), 0};
    if (file.bytes.size() < 10 || file.bytes.substr(0, 8) != std::string("\x93NUMPY\x01\x00", 8))
        throw std::runtime_error("no .npy file: " + path.string());
    const std::size_t length =
        static_cast<unsigned char>(file.bytes[8]) + 256U * static_cast<unsigned char>(file.bytes[9]);
    file.header = file.bytes.substr(10, length);
    file.data = 10 + length;
    if (file.data % 64 != 0 || file.header.back() != '\n')
        throw std::runtime_error("the header is not aligned");
    return file;
}

} // namespace

std::string npyBytes(const std::string& descr, bool fortran, const std::string& shape,
                     const std::string& data) {
    std::string header = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") +
                         ", 'shape': " + shape + ", }";
    header.append(63 - (10 + header.size()) % 64, ' ');
    header += '\n';
    std::string bytes("\x93NUMPY\x01\x00", 8);
    put(bytes, header.size(), 2);
    return bytes + header + data;
}

std::string npyOf(const Matrix& matrix) {
    std::vector<double> values;
    for (Index i = 0; i < matrix.rows(); ++i)
        for (Index j = 0; j < matrix.cols(); ++j)
            values.push_back(matrix(i, j));
    return npyBytes("<f8", false,
                    "(" + std::to_string(matrix.rows()) + ", " + std::to_string(matrix.cols()) + ")",
                    bytesOf(values));
}

std::filesystem::path writeNpyFile(const std::filesystem::path& path, const Matrix& matrix) {
    return writeFile(path, npyOf(matrix));
}

std::string zipOf(const std::vector<std::pair<std::string, std::string>>& files) {
    std::string bytes, directory;
    for (const auto& [name, content] : files) {
        const std::size_t at = bytes.size();
        std::string common;
        put(common, 20, 2), put(common, 0, 2), put(common, 0, 2); // version, flags, stored
        put(common, 0, 2), put(common, 0x21, 2);                  // time, date
        put(common, crc32(content), 4), put(common, content.size(), 4), put(common, content.size(), 4);
        put(common, name.size(), 2), put(common, 0, 2);
        put(bytes, 0x04034b50, 4);
        bytes += common + name + content;
        put(directory, 0x02014b50, 4), put(directory, 20, 2);
        directory += common;
        put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 4);
        put(directory, at, 4);
        directory += name;
    }
    const std::size_t start = bytes.size();
    bytes += directory;
    put(bytes, 0x06054b50, 4), put(bytes, 0, 4);
    put(bytes, files.size(), 2), put(bytes, files.size(), 2);
    put(bytes, directory.size(), 4), put(bytes, start, 4), put(bytes, 0, 2);
    return bytes;
}

std::string sparseNpz(const Matrix& matrix, const std::string& format) {
    const bool byColumn = format == "csc";
    std::vector<std::int32_t> first, second;
    std::vector<double> data;
    std::vector<std::int32_t> starts{0};
    for (Index line = 0; line < (byColumn ? matrix.cols() : matrix.rows()); ++line) {
        for (Index at = 0; at < (byColumn ? matrix.rows() : matrix.cols()); ++at) {
            const double value = byColumn ? matrix(at, line) : matrix(line, at);
            if (value == 0) continue;
            data.push_back(value);
            first.push_back(static_cast<std::int32_t>(format == "coo" ? line : at));
            second.push_back(static_cast<std::int32_t>(at));
        }
        starts.push_back(static_cast<std::int32_t>(data.size()));
    }
    if (format != "coo") second = starts;
    const auto shape = [](std::size_t size) { return "(" + std::to_string(size) + ",)"; };
    const std::vector<std::int64_t> sizes{matrix.rows(), matrix.cols()};
    return zipOf({{format == "coo" ? "row.npy" : "indices.npy",
                   npyBytes("<i4", false, shape(first.size()), bytesOf(first))},
                  {format == "coo" ? "col.npy" : "indptr.npy",
                   npyBytes("<i4", false, shape(second.size()), bytesOf(second))},
                  {"format.npy", npyBytes("|S3", false, "()", format)},
                  {"shape.npy", npyBytes("<i8", false, "(2,)", bytesOf(sizes))},
                  {"data.npy", npyBytes("<f8", false, shape(data.size()), bytesOf(data))}});
}

Matrix lowRank(Index rows, Index columns, Index rank, std::uint64_t seed, double noise) {
    const auto draw = [&](Index r, Index c, std::uint64_t stream) {
        Matrix matrix(r, c);
        for (Index i = 0; i < matrix.size(); ++i) {
            const double u = nmf::uniformAt(seed, stream, static_cast<std::uint64_t>(i));
            matrix(i) = u < 0.5 ? 0 : u; // zeros make the factors nearly unique
        }
        return matrix;
    };
    Matrix V = draw(rows, rank, 1) * draw(rank, columns, 2);
    for (Index i = 0; i < V.size(); ++i)
        V(i) += noise * nmf::uniformAt(seed, 3, static_cast<std::uint64_t>(i));
    return V;
}

Matrix readWritten(const std::filesystem::path& path) {
    const Written file = openWritten(path);
    const bool single = file.header.find("'<f4'") != std::string::npos;
    if (!single && file.header.find("'<f8'") == std::string::npos) throw std::runtime_error("no floats");
    if (file.header.find("'fortran_order': True") == std::string::npos)
        throw std::runtime_error("not in Fortran order");
    const std::size_t open = file.header.find("'shape': (") + 10;
    std::size_t end = 0;
    const auto rows = static_cast<Index>(std::stoll(file.header.substr(open), &end));
    const auto columns = static_cast<Index>(std::stoll(file.header.substr(open + end + 1)));
    return single ? asDoubles<float>(file.bytes, file.data, rows, columns)
                  : asDoubles<double>(file.bytes, file.data, rows, columns);
}

std::vector<std::int64_t> readWrittenList(const std::filesystem::path& path) {
    const Written file = openWritten(path);
    if (file.header.find("'<i8'") == std::string::npos) throw std::runtime_error("no list of integers");
    std::vector<std::int64_t> values((file.bytes.size() - file.data) / 8);
    std::memcpy(values.data(), file.bytes.data() + file.data, values.size() * 8);
    return values;
}

ProgramResult factorize(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "factorize");
    arguments.emplace_back("-q");
    return runWinnow(arguments);
}

int leastMemory(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--memory", "1M"});
    const ProgramResult refused = factorize(std::move(arguments));
    const std::string before = "needs at least ";
    const auto at = refused.err.find(before);
    if (refused.exitCode != 1 || at == std::string::npos)
        throw std::runtime_error("not refused: " + refused.err);
    return std::stoi(refused.err.substr(at + before.size()));
}

nlohmann::json reportIn(const std::filesystem::path& folder) {
    return nlohmann::json::parse(contentOf(folder / "report.json"));
}

double relativeError(const Matrix& V, const Matrix& model) {
    return (V - model).norm() / V.norm();
}

int fuzz(const std::string& good, const std::filesystem::path& file, int runs, std::uint64_t seed,
         const std::function<void(const std::filesystem::path&)>& read) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::size_t bound) { return bound == 0 ? 0 : random() % bound; };
    int accepted = 0;
    for (int run = 0; run < runs; ++run) {
        std::string bytes = good;
        const std::size_t changes = 1 + below(4);
        for (std::size_t c = 0; c < changes && !bytes.empty(); ++c) {
            const std::size_t at = below(bytes.size());
            switch (below(6)) {
            case 0:
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
                break;
            case 1:
                bytes[at] = static_cast<char>(below(256));
                break;
            case 2:
                bytes.resize(at); // cut
                break;
            case 3:
                bytes.insert(at, bytes.substr(at, 1 + below(16)));
                break;
            case 4:
                bytes[at] = static_cast<char>('0' + below(10)); // other sizes in headers and text
                break;
            default:
                bytes.erase(at, 1 + below(8));
            }
        }
        writeFile(file, bytes);
        try {
            read(file);
            ++accepted;
        } catch (const std::runtime_error&) { // refused with a sentence
        }
    }
    return accepted;
}

} // namespace winnow::test
