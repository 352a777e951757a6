// SPDX-License-Identifier: GPL-3.0-or-later
/// Table, CSV and JSON of results that are known.
#include "separation/csv.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"
#include "tools/evaluate/groups.h"
#include "tools/evaluate/report.h"

#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

using namespace winnow;
using namespace winnow::tools;
using Catch::Matchers::Contains;

namespace {

separation::PairResult pairOf(const std::string& id, double before, double after) {
    separation::PairResult result;
    result.id = id;
    result.seconds = 2;
    result.sampleRate = 16000;
    result.noisy = {before, before, before, std::numeric_limits<double>::infinity(), before, 0.5, 0.4};
    result.estimate = {after, after, after, after, after, 0.6, std::nan("")};
    return result;
}

/// Three good pairs and a failed one, with a list.
EvaluationReport someReport() {
    const test::TempDir folder;
    EvaluationReport report;
    report.listing = Listing(
        test::writeFile(folder / "l.csv", "id,snr,kind\nx,10,rain\ny,-5,car\nz,10,car\nw,0,car\n").string());
    report.results = {pairOf("w", 99, 99), pairOf("x", 1, 5), pairOf("y", 2, 4), pairOf("z", 3, 9)};
    report.results[0].error = "broken, \"badly\"";
    report.unusable.push_back({"v", "v.wav", "has no noisy partner"});
    report.estimateName = "m.winnow";
    return report;
}

} // namespace

TEST_CASE("an evaluation's groups hold the good pairs, in the order of their values") {
    const auto report = someReport();
    const auto bySnr = groupsOf(report, "snr");
    REQUIRE(bySnr.size() == 2);
    CHECK(bySnr[0].value == "-5");
    CHECK(bySnr[1].value == "10");
    REQUIRE(bySnr[1].results.size() == 2);
    CHECK(bySnr[1].results[0]->id == "x");
    const auto byKind = groupsOf(report, "kind");
    REQUIRE(byKind.size() == 2);
    CHECK(byKind[0].value == "car");
    CHECK(everyPair(report).results.size() == 3);
    CHECK(report.failed() == 2);
    CHECK(report.total() == 5);
}

TEST_CASE("an evaluation's table holds the means in aligned columns") {
    auto report = someReport();
    report.groupBy = {"snr"};
    std::istringstream lines(toTable(report));
    std::vector<std::string> table;
    for (std::string line; std::getline(lines, line);)
        table.push_back(line);
    REQUIRE(table.size() == 7);
    for (const auto& line : table)
        CHECK(line.size() == table[0].size());
    CHECK_THAT(table[1], Contains("all") && Contains("noisy") && Contains(" 2.00 ") && Contains("inf"));
    CHECK_THAT(table[2], Contains("estimate") && Contains(" 6.00 ") && Contains(" 4.00 ") && Contains(" -"));
    CHECK_THAT(table[3], Contains("snr -5"));
    CHECK_THAT(table[6], Contains(" 7.00 ") && Contains(" 5.00 "));
}

TEST_CASE("an evaluation's CSV reads back, with failed pairs empty but for their error") {
    const auto table = separation::parseCsv(toCsv(someReport()), "csv");
    REQUIRE(table.rows.size() == 4);
    const auto& failed = table.rows[0].cells;
    CHECK(failed[table.require("id")] == "w");
    CHECK(failed[table.require("noisy_si_sdr")].empty());
    CHECK(failed[table.require("error")] == "broken, \"badly\"");
    const auto& x = table.rows[1].cells;
    CHECK(x[table.require("kind")] == "rain");
    CHECK(x[table.require("si_sdr_improvement")] == "4.0000");
    CHECK(x[table.require("noisy_sar")] == "inf");
    CHECK(x[table.require("estimate_estoi")].empty());
    CHECK(x[table.require("sample_rate_hz")] == "16000");
}

TEST_CASE("an evaluation's JSON has errors where scores are not") {
    auto report = someReport();
    report.groupBy = {"kind"};
    const auto json = toJson(report);
    CHECK(json["failed"] == 2);
    CHECK(json["files"].size() == 5);
    CHECK(json["files"][0]["error"] == "broken, \"badly\"");
    CHECK_FALSE(json["files"][0].contains("noisy"));
    CHECK(json["files"][4]["file"] == "v.wav");
    CHECK(json["mean"]["estimate"]["si_sdr_improvement"].get<double>() == Approx(4));
    CHECK(json["groups"]["kind"]["car"]["estimate"]["si_sdr"].get<double>() == Approx(6.5));
    CHECK(nlohmann::ordered_json::parse(json.dump())["mean"]["noisy"]["sar"].is_null());
}
