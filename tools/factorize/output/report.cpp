// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/output/report.h"

#include "system/process_memory.h"
#include "tools/factorize/output/factor_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace winnow::tools {
namespace {

using nlohmann::ordered_json;

constexpr int checkEvery = 10; // iterations between evaluations, the library's default

ordered_json finite(double value) {
    return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

/// What was given on the command line, by the options' long names.
ordered_json givenOptions(const FactorizeLine& line) {
    ordered_json given = ordered_json::object();
    for (const CLI::Option* option : line.app->get_options()) {
        if (option->count() == 0 || option->get_lnames().empty()) continue;
        const std::string& name = option->get_lnames().front();
        if (option->get_items_expected_max() == 0)
            given[name] = true;
        else if (option->results().size() == 1)
            given[name] = option->results().front();
        else
            given[name] = option->results();
    }
    return given;
}

ordered_json traceOf(const MethodResult& result) {
    ordered_json iterations = ordered_json::array(), objective = ordered_json::array(),
                 relative = ordered_json::array();
    for (std::size_t i = 0; i < result.trace.size(); ++i) {
        iterations.push_back(std::min(static_cast<int>(i) * checkEvery, result.iterations));
        objective.push_back(finite(result.trace[i]));
        if (result.squaredNorm)
            relative.push_back(finite(
                *result.squaredNorm > 0 ? std::sqrt(std::max(2 * result.trace[i], 0.0) / *result.squaredNorm)
                                        : 0));
    }
    ordered_json trace{{"iteration", iterations}, {"objective", objective}};
    if (result.squaredNorm) trace["relative_error"] = relative;
    return trace;
}

ordered_json inputsOf(const std::vector<InputSummary>& inputs) {
    ordered_json list = ordered_json::array();
    for (const InputSummary& input : inputs) {
        ordered_json one{{"file", input.file}, {"kind", input.kind}, {"shape", input.shape}};
        if (input.storedEntries) one["stored_entries"] = *input.storedEntries;
        one["precision"] = input.precision;
        list.push_back(one);
    }
    return list;
}

} // namespace

std::string statusName(nmf::Status status) {
    switch (status) {
    case nmf::Status::Converged:
        return "converged";
    case nmf::Status::IterationLimit:
        return "iteration limit";
    case nmf::Status::TimeLimit:
        return "time limit";
    case nmf::Status::Cancelled:
        break;
    }
    return "cancelled";
}

ordered_json makeReport(const FactorizeLine& line, const Method& method,
                        const std::vector<InputSummary>& inputs, int ranks, const MethodResult& result,
                        const std::vector<std::string>& pictures) {
    ordered_json report{
        {"program", "winnow factorize"}, {"version", WINNOW_VERSION},  {"method", method.name},
        {"model", method.summary},       {"inputs", inputsOf(inputs)}, {"rank", result.rank},
        {"options", givenOptions(line)}, {"seed", line.seed},          {"threads", result.threads}};
    if (ranks > 1) report["ranks"] = ranks;
    report["peak_memory_bytes"] = system::peakResidentBytes();
    report["status"] = result.status ? statusName(*result.status) : "done";
    report["iterations"] = result.iterations;
    report["solver_seconds"] = result.seconds;
    report["relative_error"] = finite(result.relativeError);
    if (!result.trace.empty()) {
        report["objective"] = finite(result.trace.back());
        report["objective_is"] = result.objective;
        report["trace"] = traceOf(result);
    }
    ordered_json files = ordered_json::array();
    for (const Factor& factor : result.factors)
        files.push_back({{"file", factor.symbol + ".npy"},
                         {"symbol", factor.symbol},
                         {"shape", shapeOf(factor.values)},
                         {"meaning", factor.meaning}});
    report["factors"] = files;
    if (!pictures.empty()) report["pictures"] = pictures;
    if (!result.details.is_null()) report["details"] = result.details;
    return report;
}

void printReport(const ordered_json& report, const std::string& folder) {
    fmt::print("{}\n", folder);
    for (const ordered_json& factor : report["factors"]) {
        std::string shape;
        for (const ordered_json& size : factor["shape"])
            shape += fmt::format("{}{}", shape.empty() ? "" : " x ", size.get<long>());
        fmt::print("  {:<14} {:<16} {}\n", factor["file"].get<std::string>(), shape,
                   factor["meaning"].get<std::string>());
    }
    fmt::print("  {}, {} iterations in {:.3g} s", report["status"].get<std::string>(),
               report["iterations"].get<int>(), report["solver_seconds"].get<double>());
    if (report["relative_error"].is_number())
        fmt::print(", relative error {:.4g}", report["relative_error"].get<double>());
    fmt::print("\n");
}

} // namespace winnow::tools
