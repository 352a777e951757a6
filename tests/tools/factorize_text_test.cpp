// SPDX-License-Identifier: GPL-3.0-or-later
/// Reading text: CSV, TSV, columns between spaces, Matrix Market.
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"
#include "tools/factorize/input/matrix_file.h"
#include "tools/factorize/input/text_numbers.h"

#include <cmath>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

tools::MatrixData<double> readText(const std::string& name, const std::string& text,
                                   const tools::ReadingOptions& options = {}) {
    const TempDir folder;
    return tools::readMatrix<double>(writeFile(folder / name, text), options);
}

std::string refusal(const std::string& name, const std::string& text,
                    const tools::ReadingOptions& options = {}) {
    try {
        readText(name, text, options);
    } catch (const std::runtime_error& error) {
        CHECK_THAT(error.what(), Contains(name));
        return error.what();
    }
    return "accepted";
}

const Matrix table = (Matrix(2, 3) << 1, 2.5, 0, 4, 5e2, 6).finished();
const std::vector<std::string> abc{"a", "b", "c"};

} // namespace

TEST_CASE("numbers of text are read in full, whatever the locale, and nothing else is a number") {
    CHECK(tools::numberOf(" 1.5e3 ") == 1500.0);
    CHECK(tools::numberOf("+2") == 2.0);
    CHECK(tools::numberOf("-.5") == -0.5);
    CHECK(tools::numberOf("1e-400") == 0.0);
    CHECK(std::isinf(*tools::numberOf("inf")));
    for (const char* missing : {"", "  ", "NaN", "nan", "NA"})
        CHECK(std::isnan(*tools::numberOf(missing)));
    for (const char* text : {"1,5", "abc", "1.5x", "0x10", "+-1", "--1", "1e400", "1 2"})
        CHECK_FALSE(tools::numberOf(text).has_value());
}

TEST_CASE("fields of a line may be quoted, and runs of blanks count as one") {
    CHECK(tools::splitFields("a,\"b, \"\"c\"\"\",,d\r", ',') ==
          (std::vector<std::string>{"a", "b, \"c\"", "", "d"}));
    CHECK(tools::splitFields("  1 \t 2  3 ", ' ') == (std::vector<std::string>{"1", "2", "3"}));
    CHECK_FALSE(tools::splitFields("\"open", ',').has_value());
    CHECK_FALSE(tools::splitFields("\"a\"b,c", ',').has_value());
}

TEST_CASE("factorize reads CSV, semicolons, TSV and blanks") {
    CHECK(readText("t.csv", "1,2.5,0\n4,5e2,6\n").dense == table);
    CHECK(readText("t.csv", "\xEF\xBB\xBF"
                            "1;2.5;0\r\n4;5e2;6")
              .dense == table);
    CHECK(readText("t.tsv", "# a comment\n1\t2.5\t0\n\n4\t5e2\t6\n").dense == table);
    CHECK(readText("t.txt", " 1  2.5 0\n 4 5e2   6\n").dense == table);
}

TEST_CASE("factorize finds names above and beside the numbers of a text file") {
    const auto header = readText("t.csv", "a,b,c\n1,2.5,0\n4,5e2,6\n");
    CHECK(header.dense == table);
    CHECK(header.columnNames == abc);
    CHECK(header.rowNames.empty());
    const auto both = readText("t.csv", "gene,a,b,c\nx,1,2.5,0\ny,4,5e2,6\n");
    CHECK(both.dense == table);
    CHECK(both.columnNames == abc);
    CHECK(both.rowNames == std::vector<std::string>{"x", "y"});
    CHECK(readText("t.csv", "a,b,c\nx,1,2.5,0\ny,4,5e2,6\n").columnNames == abc); // as R writes it
    CHECK(readText("t.csv", "x,1,2.5,0\ny,4,5e2,6\n").rowNames.size() == 2);
    tools::ReadingOptions options;
    options.header = tools::Names::Yes;
    const auto years = readText("t.csv", "2001,2002,2003\n1,2.5,0\n4,5e2,6\n", options);
    CHECK(years.dense == table);
    CHECK(years.columnNames.front() == "2001");
    options.header = tools::Names::Detect;
    options.rowNames = tools::Names::Yes;
    CHECK(readText("t.csv", "7,1,2.5,0\n8,4,5e2,6\n", options).rowNames ==
          std::vector<std::string>{"7", "8"});
}

TEST_CASE("factorize reads empty fields, NaN and NA as missing") {
    const auto data = readText("t.csv", "1,,3\nNaN,NA,6\n");
    CHECK(std::isnan(data.dense(0, 1)));
    CHECK(std::isnan(data.dense(1, 0)));
    CHECK(std::isnan(data.dense(1, 1)));
    CHECK(data.dense(1, 2) == 6);
}

TEST_CASE("factorize names the line of a text file that is wrong") {
    CHECK_THAT(refusal("t.csv", "1,2\n3\n"), Contains("line 2") && Contains("1 fields"));
    CHECK_THAT(refusal("t.csv", "1,2\n3,x\n"), Contains("line 2") && Contains("'x'"));
    CHECK_THAT(refusal("t.csv", "1,2\n3,\"4\n"), Contains("quote"));
    CHECK_THAT(refusal("t.csv", "a,b\n"), Contains("no numbers"));
    CHECK_THAT(refusal("t.csv", "\n\n"), Contains("no numbers"));
    CHECK_THAT(refusal("t.csv", "a,b,c\n1,2\n"), Contains("3 names"));
    CHECK_THAT(refusal("t.csv", std::string("1,\0,2\n", 6)), Contains("zero byte"));
    CHECK_THAT(refusal("t.unknown", "1,2\n"), Contains("--format"));
}

TEST_CASE("factorize reads Matrix Market files: dense and sparse, general, symmetric and patterns") {
    const auto dense =
        readText("a.mtx", "%%MatrixMarket matrix array real general\n% c\n2 3\n1\n4\n2.5\n5e2\n0\n6\n");
    CHECK(dense.dense == table);
    const auto sparse =
        readText("b.mtx", "%%MatrixMarket matrix coordinate real general\n2 3 3\n1 1 1\n2 3 6\n1 1 2\n");
    REQUIRE(sparse.isSparse());
    CHECK(Matrix(*sparse.sparse) == (Matrix(2, 3) << 3, 0, 0, 0, 0, 6).finished()); // repeated ones add up
    const auto pattern =
        readText("c.mtx", "%%MatrixMarket MATRIX Coordinate Pattern Symmetric\n2 2 2\n1 1\n2 1\n");
    CHECK(Matrix(*pattern.sparse) == (Matrix(2, 2) << 1, 1, 1, 0).finished());
    const auto symmetric = readText("d.mtx", "%%MatrixMarket matrix array integer symmetric\n2 2\n1\n2\n3\n");
    CHECK(symmetric.dense == (Matrix(2, 2) << 1, 2, 2, 3).finished());
    const auto skew =
        readText("e.mtx", "%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n2 1 5\n");
    CHECK(Matrix(*skew.sparse) == (Matrix(2, 2) << 0, -5, 5, 0).finished());
}

TEST_CASE("factorize refuses Matrix Market files that are cut, too long, or absurd") {
    const std::string sparse = "%%MatrixMarket matrix coordinate real general\n",
                      dense = "%%MatrixMarket matrix array real general\n";
    CHECK_THAT(refusal("a.mtx", "1 2 3\n"), Contains("%%MatrixMarket"));
    CHECK_THAT(refusal("b.mtx", "%%MatrixMarket matrix coordinate complex general\n"), Contains("complex"));
    CHECK_THAT(refusal("c.mtx", "%%MatrixMarket matrix coordinate real hermitian\n"), Contains("hermitian"));
    CHECK_THAT(refusal("d.mtx", sparse + "2 2 2\n1 1 1\n"), Contains("after 1 of 2"));
    CHECK_THAT(refusal("e.mtx", sparse + "2 2 1\n1 1 1\n2 2 1\n"), Contains("line 4"));
    CHECK_THAT(refusal("f.mtx", sparse + "2 2 1\n3 1 1\n"), Contains("outside"));
    CHECK_THAT(refusal("g.mtx", sparse + "2 2 1\n0 1 1\n"), Contains("outside"));
    CHECK_THAT(refusal("h.mtx", sparse + "2 2 1000000000000\n1 1 1\n"), Contains("room"));
    CHECK_THAT(refusal("i.mtx", sparse + "1000000000 2 1\n1 1 1\n"), Contains("stores only 1"));
    CHECK_THAT(refusal("j.mtx", dense + "1000000 1000000\n1\n"), Contains("room"));
    CHECK_THAT(refusal("k.mtx", dense + "2 2\n1\n2\n3\n"), Contains("last element"));
    CHECK_THAT(refusal("l.mtx", dense + "1 1\n1\n2\n"), Contains("more elements"));
    CHECK_THAT(refusal("m.mtx", sparse + "0 3 0\n"), Contains("no elements"));
    CHECK_THAT(refusal("n.mtx", sparse + "2 2 1.5\n"), Contains("whole number"));
}

TEST_CASE("changed text files are refused or read, and nothing else") {
    const TempDir folder;
    const auto read = [](const std::filesystem::path& path) {
        const auto data = tools::readMatrix<float>(path, {});
        if (data.rows() < 1 || data.columns() < 1) throw std::logic_error("a matrix that cannot be");
    };
    CHECK(fuzz("gene,a,b,c\n\"x\",1,2.5,0\ny,4,5e2,6\nz,1,2,3\n", folder / "x.csv", 400, 21, read) > 0);
    CHECK(fuzz("%%MatrixMarket matrix coordinate real symmetric\n5 5 4\n1 1 1\n2 1 6\n5 3 2\n4 4 1.5\n",
               folder / "x.mtx", 400, 22, read) > 0);
    CHECK(fuzz("%%MatrixMarket matrix array real general\n2 3\n1\n4\n2.5\n5e2\n0\n6\n", folder / "y.mtx", 400,
               23, read) > 0);
}
