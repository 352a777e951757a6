// SPDX-License-Identifier: GPL-3.0-or-later
/// CSV as in RFC 4180.
#include "separation/csv.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

#include <string>
#include <vector>

using namespace winnow::separation;
using Catch::Matchers::Contains;
using Cells = std::vector<std::string>;

TEST_CASE("CSV fields are split at commas, and quotes keep commas, quotes and line ends") {
    const auto table = parseCsv("a,b,c\n1,,3\n\"x,y\",\"he said \"\"so\"\"\",\"two\nlines\"\n", "t");
    CHECK(table.header == Cells{"a", "b", "c"});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0].cells == Cells{"1", "", "3"});
    CHECK(table.rows[1].cells == Cells{"x,y", "he said \"so\"", "two\nlines"});
}

TEST_CASE("CSV takes Windows line ends, a byte-order mark, empty lines and a missing last line end") {
    const auto table = parseCsv("\xEF\xBB\xBF"
                                "a,b\r\n\r\n1,\"2\"\r\n\n3,4",
                                "t");
    CHECK(table.header == Cells{"a", "b"});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0].cells == Cells{"1", "2"});
    CHECK(table.rows[1].cells == Cells{"3", "4"});
}

TEST_CASE("CSV rows know the line they start at, also behind fields of several lines") {
    const auto table = parseCsv("a,b\n\n1,\"x\ny\r\nz\"\n3,4\n", "t");
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0].line == 3);
    CHECK(table.rows[1].line == 6);
    CHECK(table.where(table.rows[1]) == "t, line 6");
}

TEST_CASE("CSV columns are found by name, and a missing one is named with those that are there") {
    const auto table = parseCsv("path,kind\n", "list.csv");
    CHECK(table.find("kind") == 1);
    CHECK(table.find("split") == CsvTable::npos);
    CHECK_THROWS_WITH(table.require("split"),
                      Contains("list.csv") && Contains("'split'") && Contains("path, kind"));
}

TEST_CASE("what is no CSV is refused with its line") {
    CHECK_THROWS_WITH(parseCsv("", "t"), Contains("is empty"));
    CHECK_THROWS_WITH(parseCsv("a,a\n", "t"), Contains("two columns 'a'"));
    CHECK_THROWS_WITH(parseCsv("a,b\n1,2\n3\n", "t"), Contains("line 3") && Contains("1 fields"));
    CHECK_THROWS_WITH(parseCsv("a,b\n1,2,3\n", "t"), Contains("line 2") && Contains("3 fields"));
    CHECK_THROWS_WITH(parseCsv("a\nx\"y\n", "t"), Contains("line 2") && Contains("quote"));
    CHECK_THROWS_WITH(parseCsv("a\n\"x\"y\n", "t"), Contains("line 2") && Contains("after a closing quote"));
    CHECK_THROWS_WITH(parseCsv("a\n1\n\"x\ny\n", "t"), Contains("line 3") && Contains("never closed"));
}

TEST_CASE("lines written as CSV are read back as they were") {
    const Cells cells{"plain", "", "a,b", "say \"so\"", "two\r\nlines", " blanks "};
    const auto table = parseCsv(csvLine({"1", "2", "3", "4", "5", "6"}) + csvLine(cells), "t");
    REQUIRE(table.rows.size() == 1);
    CHECK(table.rows[0].cells == cells);
    CHECK(parseCsv("a\n" + csvLine({""}), "t").rows.size() == 1);
}

TEST_CASE("a CSV file that cannot be read is named") {
    const winnow::test::TempDir folder;
    CHECK_THROWS_WITH(readCsv(folder / "none.csv"), Contains("none.csv") && Contains("cannot be opened"));
    CHECK_THROWS_WITH(readCsv(folder.path()), Contains("is a folder"));
    CHECK(readCsv(winnow::test::writeFile(folder / "t.csv", "a\n1\n")).rows.size() == 1);
}
