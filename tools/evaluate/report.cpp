// SPDX-License-Identifier: GPL-3.0-or-later
/// Table, CSV and JSON.
#include "tools/evaluate/report.h"

#include "separation/csv.h"
#include "tools/evaluate/groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace winnow::tools {
namespace {

using nlohmann::ordered_json;
using separation::MeanScores;
using separation::Metric;
using separation::PairResult;
using separation::Scores;

constexpr std::size_t largestLabel = 32; // columns of the table

std::string number(double value, int decimals) {
    return std::isnan(value) ? "-" : fmt::format("{:.{}f}", value, decimals);
}

/// Improvement stands behind SI-SDR, and says nothing of the noisy signal.
std::string tableLine(const std::string& label, std::size_t width, const char* signal, std::size_t pairs,
                      const Scores& scores, double improvement) {
    std::string line = fmt::format("{:<{}}  {:<8} {:>6}", label, width, signal, pairs);
    for (const Metric& metric : separation::metrics) {
        line += fmt::format(" {:>8}", number(scores.*metric.value, metric.decimals));
        if (metric.value == &Scores::siSdr)
            line += fmt::format(" {:>8}", number(improvement, metric.decimals));
    }
    return line + "\n";
}

std::string tableHead(std::size_t width) {
    std::string head = fmt::format("{:<{}}  {:<8} {:>6}", "", width, "", "pairs");
    for (const Metric& metric : separation::metrics) {
        head += fmt::format(" {:>8}", metric.title);
        if (metric.value == &Scores::siSdr) head += fmt::format(" {:>8}", "better");
    }
    return head + "\n";
}

ordered_json toJson(const Scores& scores) {
    ordered_json json;
    for (const Metric& metric : separation::metrics)
        json[metric.key] = scores.*metric.value;
    return json;
}

ordered_json toJson(const PairGroup& group) {
    const MeanScores mean = separation::meanOf(group.results);
    ordered_json json{
        {"pairs", mean.pairs}, {"noisy", toJson(mean.noisy)}, {"estimate", toJson(mean.estimate)}};
    json["estimate"]["si_sdr_improvement"] = mean.improvement;
    return json;
}

ordered_json toJson(const PairResult& result, const Listing& listing) {
    ordered_json json{{"id", result.id}};
    for (const std::string& column : listing.columns())
        json["list"][column] = listing.value(result.id, column);
    if (!result.error.empty()) {
        json["error"] = result.error;
        return json;
    }
    json["seconds"] = result.seconds;
    json["sample_rate"] = result.sampleRate;
    json["noisy"] = toJson(result.noisy);
    json["estimate"] = toJson(result.estimate);
    json["estimate"]["si_sdr_improvement"] = result.improvement();
    return json;
}

} // namespace

std::size_t EvaluationReport::failed() const {
    const auto errors =
        std::count_if(results.begin(), results.end(), [](const auto& r) { return !r.error.empty(); });
    return static_cast<std::size_t>(errors) + unusable.size();
}

std::string toTable(const EvaluationReport& report) {
    struct Line {
        std::string label;
        MeanScores mean;
    };
    std::vector<Line> lines{{"all", separation::meanOf(everyPair(report).results)}};
    for (const std::string& column : report.groupBy)
        for (const PairGroup& group : groupsOf(report, column))
            lines.push_back({column + " " + group.value, separation::meanOf(group.results)});

    std::size_t width = 0;
    for (const Line& line : lines)
        width = std::max(width, std::min(line.label.size(), largestLabel));
    std::string table = tableHead(width);
    for (const Line& line : lines) {
        const double nothing = std::nan("");
        table += tableLine(line.label, width, "noisy", line.mean.pairs, line.mean.noisy, nothing);
        table += tableLine("", width, "estimate", line.mean.pairs, line.mean.estimate, line.mean.improvement);
    }
    return table;
}

std::string toCsv(const EvaluationReport& report) {
    std::vector<std::string> head{"id"};
    head.insert(head.end(), report.listing.columns().begin(), report.listing.columns().end());
    head.insert(head.end(),
                {"length_seconds", "sample_rate_hz"}); // names that the listing's columns do not have
    for (const char* signal : {"noisy_", "estimate_"})
        for (const Metric& metric : separation::metrics)
            head.push_back(std::string(signal) + metric.key);
    head.insert(head.end(), {"si_sdr_improvement", "error"});

    std::string csv = separation::csvLine(head);
    for (const PairResult& result : report.results) {
        std::vector<std::string> cells{result.id};
        for (const std::string& column : report.listing.columns())
            cells.push_back(report.listing.value(result.id, column));
        const auto add = [&](double value, int decimals) {
            const bool isThere = result.error.empty() && !std::isnan(value);
            cells.push_back(isThere ? fmt::format("{:.{}f}", value, decimals) : "");
        };
        add(result.seconds, 3);
        add(result.sampleRate, 0);
        for (const Scores* scores : {&result.noisy, &result.estimate})
            for (const Metric& metric : separation::metrics)
                add(scores->*metric.value, metric.decimals + 2);
        add(result.improvement(), 4);
        cells.push_back(result.error);
        csv += separation::csvLine(cells);
    }
    return csv;
}

ordered_json toJson(const EvaluationReport& report) {
    ordered_json json{{"estimate", report.estimateName},   {"learns_profile", report.learnsProfile},
                      {"pairs", report.results.size()},    {"failed", report.failed()},
                      {"without_profile", report.leftOut}, {"mean", toJson(everyPair(report))},
                      {"groups", ordered_json::object()},  {"files", ordered_json::array()}};
    for (const std::string& column : report.groupBy)
        for (const PairGroup& group : groupsOf(report, column))
            json["groups"][column][group.value] = toJson(group);
    for (const PairResult& result : report.results)
        json["files"].push_back(toJson(result, report.listing));
    for (const separation::UnusableFile& file : report.unusable)
        json["files"].push_back({{"id", file.id}, {"file", file.file}, {"error", file.reason}});
    return json;
}

} // namespace winnow::tools
