// SPDX-License-Identifier: GPL-3.0-or-later
/// Reading .npy and .npz files.
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"
#include "tools/factorize/input/matrix_file.h"
#include "tools/factorize/output/factor_files.h"

#include <limits>
#include <sstream>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

template <class T = double>
Matrix readIn(const TempDir& folder, const std::string& name, const std::string& bytes) {
    const auto data = tools::readMatrix<T>(writeFile(folder / name, bytes), {});
    if (data.isSparse()) return Matrix(data.sparse->template cast<double>());
    return data.dense.template cast<double>();
}

Matrix twoByThree() {
    Matrix matrix(2, 3);
    matrix << 0, 1, 2, 3, 4, 5;
    return matrix;
}

template <class S> void checkType(const char* descr) {
    CAPTURE(descr);
    const TempDir folder;
    const std::vector<S> values{S(0), S(1), S(2), S(3), S(4), S(5)},
        byColumn{S(0), S(3), S(1), S(4), S(2), S(5)};
    CHECK(readIn(folder, "c.npy", npyBytes(descr, false, "(2, 3)", bytesOf(values))) == twoByThree());
    CHECK(readIn(folder, "f.npy", npyBytes(descr, true, "(2, 3)", bytesOf(byColumn))) == twoByThree());
    CHECK(readIn<float>(folder, "s.npy", npyBytes(descr, false, "(2, 3)", bytesOf(values))) == twoByThree());
}

std::string refusal(const std::string& name, const std::string& bytes,
                    const tools::ReadingOptions& options = {}) {
    const TempDir folder;
    try {
        tools::readMatrix<float>(writeFile(folder / name, bytes), options);
    } catch (const std::runtime_error& error) {
        CHECK_THAT(error.what(), Contains(name));
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("factorize reads .npy of every integer and float type, in C and Fortran order") {
    checkType<double>("<f8");
    checkType<float>("<f4");
    checkType<Eigen::half>("<f2");
    checkType<std::int8_t>("|i1");
    checkType<std::uint8_t>("|u1");
    checkType<std::int16_t>("<i2");
    checkType<std::uint16_t>("<u2");
    checkType<std::int32_t>("<i4");
    checkType<std::uint32_t>("<u4");
    checkType<std::int64_t>("<i8");
    checkType<std::uint64_t>("=u8");
}

TEST_CASE("factorize reads big-endian numbers and truth values of .npy files") {
    const TempDir folder;
    CHECK(readIn(folder, "b.npy", npyBytes(">i2", false, "(1, 2)", std::string("\x01\x02\x00\x05", 4))) ==
          (Matrix(1, 2) << 258, 5).finished());
    CHECK(readIn(folder, "t.npy", npyBytes("|b1", false, "(1, 3)", std::string("\x00\x01\x07", 3))) ==
          (Matrix(1, 3) << 0, 1, 1).finished());
}

TEST_CASE("factorize refuses .npy files that are no matrix of numbers, and says why") {
    const std::string six = bytesOf(std::vector<double>(6, 1.0));
    CHECK_THAT(refusal("a.npy", npyBytes("<f8", false, "(6,)", six)), Contains("1-D") && Contains("2-D"));
    CHECK_THAT(refusal("b.npy", npyBytes("<f8", false, "()", six.substr(0, 8))), Contains("0-D"));
    CHECK_THAT(refusal("c.npy", npyBytes("<f8", false, "(1, 2, 3)", six)), Contains("--method tensor"));
    CHECK_THAT(refusal("d.npy", npyBytes("<f8", false, "(0, 3)", "")), Contains("no elements"));
    CHECK_THAT(refusal("e.npy", npyBytes("<c16", false, "(1, 3)", six)), Contains("complex"));
    CHECK_THAT(refusal("f.npy", npyBytes("|O", false, "(1, 3)", six)), Contains("dtype"));
    CHECK_THAT(refusal("g.npy", npyBytes("<U2", false, "(1, 6)", six)), Contains("text"));
    CHECK_THAT(refusal("h.npy", "not numpy at all"), Contains("not a .npy file"));
    CHECK_THAT(refusal("i.npy", ""), Contains("is empty"));
}

TEST_CASE("factorize refuses .npy files that hold less or more than their header says, absurd sizes too") {
    const std::string six = bytesOf(std::vector<double>(6, 1.0));
    CHECK_THAT(refusal("a.npy", npyBytes("<f8", false, "(2, 4)", six)), Contains("damaged"));
    CHECK_THAT(refusal("b.npy", npyBytes("<f8", false, "(2, 2)", six)), Contains("damaged"));
    CHECK_THAT(refusal("c.npy", npyBytes("<f8", false, "(1000000, 1000000)", six)),
               Contains("1000000 x 1000000") && Contains("damaged"));
    CHECK_THAT(refusal("d.npy", npyBytes("<f8", false, "(9223372036854775807, 9223372036854775807)", six)),
               Contains("damaged"));
    CHECK_THAT(refusal("e.npy", npyBytes("<f8", false, "(-2, 3)", six)), Contains("damaged"));
    CHECK_THAT(refusal("f.npy", std::string("\x93NUMPY\x01\x00\xFF\xFF", 10) + "x"),
               Contains("impossible length"));
}

TEST_CASE("factorize does not lose values in single precision without a word") {
    const TempDir folder;
    const auto one = [](double value) {
        return npyBytes("<f8", false, "(1, 2)", bytesOf(std::vector<double>{value, 0}));
    };
    CHECK_THAT(refusal("large.npy", one(1e200)), Contains("--double"));
    CHECK_THAT(refusal("small.npy", one(1e-200)), Contains("--double"));
    CHECK(readIn(folder, "double.npy", one(1e200))(0, 0) == 1e200);
    const Matrix mixed = readIn<float>(
        folder, "mixed.npy", npyBytes("<f8", false, "(1, 2)", bytesOf(std::vector<double>{1, 1e-200})));
    CHECK(mixed == (Matrix(1, 2) << 1, 0).finished());
}

TEST_CASE("factorize reads sparse matrices as scipy saves them: CSR, CSC and COO") {
    const TempDir folder;
    Matrix matrix = Matrix::Zero(4, 5);
    matrix(0, 1) = 2, matrix(3, 4) = 1.5, matrix(2, 0) = 7, matrix(3, 0) = 1;
    for (const char* format : {"csr", "csc", "coo"}) {
        CAPTURE(format);
        const auto path = writeFile(folder / (std::string(format) + ".npz"), sparseNpz(matrix, format));
        const auto data = tools::readMatrix<double>(path, {});
        REQUIRE(data.isSparse());
        CHECK(data.sparse->nonZeros() == 4);
        CHECK(Matrix(*data.sparse) == matrix);
    }
}

TEST_CASE("factorize reads one array of an .npz file, by name where there are several") {
    const TempDir folder;
    const std::string first = npyOf(twoByThree()), second = npyOf(Matrix::Ones(3, 2));
    CHECK(readIn(folder, "one.npz", zipOf({{"x.npy", first}})) == twoByThree());
    const std::string two = zipOf({{"x.npy", first}, {"y.npy", second}});
    CHECK_THAT(refusal("two.npz", two), Contains("--array: x, y"));
    tools::ReadingOptions options;
    options.array = "y";
    CHECK(tools::readMatrix<double>(writeFile(folder / "two.npz", two), options).dense == Matrix::Ones(3, 2));
    options.array = "z";
    CHECK_THAT(refusal("two.npz", two, options), Contains("'z'") && Contains("x, y"));
}

TEST_CASE("factorize refuses damaged sparse matrices: indices outside, falling or too few") {
    const auto npz = [](std::vector<std::int32_t> indices, std::vector<std::int32_t> starts,
                        std::vector<std::int64_t> shape, const std::string& format = "csr") {
        const std::vector<double> data{1, 2};
        const auto size = [](std::size_t n) { return "(" + std::to_string(n) + ",)"; };
        return zipOf({{"indices.npy", npyBytes("<i4", false, size(indices.size()), bytesOf(indices))},
                      {"indptr.npy", npyBytes("<i4", false, size(starts.size()), bytesOf(starts))},
                      {"format.npy", npyBytes("|S3", false, "()", format)},
                      {"shape.npy", npyBytes("<i8", false, size(shape.size()), bytesOf(shape))},
                      {"data.npy", npyBytes("<f8", false, "(2,)", bytesOf(data))}});
    };
    CHECK(refusal("good.npz", npz({0, 1}, {0, 1, 2}, {2, 2})) == "accepted");
    CHECK_THAT(refusal("a.npz", npz({0, 2}, {0, 1, 2}, {2, 2})), Contains("outside"));
    CHECK_THAT(refusal("b.npz", npz({0, -1}, {0, 1, 2}, {2, 2})), Contains("impossible index"));
    CHECK_THAT(refusal("c.npz", npz({0, 1}, {0, 3, 2}, {2, 2})), Contains("indptr"));
    CHECK_THAT(refusal("d.npz", npz({0, 1}, {0, 1}, {2, 2})), Contains("indptr"));
    CHECK_THAT(refusal("e.npz", npz({0}, {0, 1, 2}, {2, 2})),
               Contains("indptr") || Contains("index for each"));
    CHECK_THAT(refusal("f.npz", npz({0, 1}, {0, 1, 2}, {2, 2, 2})), Contains("shape"));
    CHECK_THAT(refusal("g.npz", npz({0, 1}, {0, 1, 2}, {2, 1000000000000})), Contains("2147483647"));
    CHECK_THAT(refusal("h.npz", npz({0, 1}, {0, 1, 2}, {2, 2000000000})), Contains("stores only 2"));
    CHECK_THAT(refusal("i.npz", npz({0, 1}, {0, 1, 2}, {2, 2}, "bsr")),
               Contains("'bsr'") && Contains("tocsr"));
    CHECK_THAT(refusal("j.npz", "PK but no archive"), Contains("npz"));
}

TEST_CASE("what factorize writes it reads back, bit for bit") {
    const TempDir folder;
    const Matrix matrix = lowRank(7, 5, 3, 1);
    std::ostringstream doubles, floats;
    tools::writeNpy(doubles, matrix);
    tools::writeNpy(floats, nmf::Matrix<float>(matrix.cast<float>()));
    CHECK(readIn(folder, "d.npy", doubles.str()) == matrix);
    CHECK(readIn(folder, "f.npy", floats.str()) == matrix.cast<float>().cast<double>());
    CHECK(readWritten(folder / "d.npy") == matrix);
    std::ostringstream csv;
    tools::writeCsv(csv, matrix, {}, {});
    CHECK(readIn(folder, "d.csv", csv.str()) == matrix);
}

TEST_CASE("changed .npy and .npz files are refused or read, and nothing else") {
    const TempDir folder;
    Matrix sparse = lowRank(6, 7, 2, 3);
    sparse = (sparse.array() > 0.5).select(sparse, 0);
    const auto read = [](const std::filesystem::path& path) {
        const auto data = tools::readMatrix<float>(path, {});
        if (data.rows() < 1 || data.columns() < 1 || data.rows() * data.columns() > 100000000)
            throw std::logic_error("a matrix that cannot be");
    };
    const int npy = fuzz(npyOf(lowRank(5, 6, 2, 1)), folder / "x.npy", 600, 11, read);
    CHECK(npy > 40); // changes of values are no damage
    CHECK(npy < 600);
    CHECK(fuzz(sparseNpz(sparse, "csr"), folder / "x.npz", 300, 12, read) < 300);
    CHECK(fuzz(sparseNpz(sparse, "coo"), folder / "y.npz", 300, 13, read) < 300);
}
