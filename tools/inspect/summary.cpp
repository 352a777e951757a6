// SPDX-License-Identifier: GPL-3.0-or-later
/// What is in a model.
#include "tools/inspect/summary.h"

#include "tools/inspect/atom_spectra.h"
#include "tools/plot/canvas.h"
#include "tools/shared_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

namespace winnow::tools {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// A model is a file from anywhere: its texts must not steer the terminal.
std::string printable(const std::string& text) {
    std::string shown = validUtf8(text);
    std::replace_if(
        shown.begin(), shown.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
    return shown;
}

std::string line(const std::string& name, const std::string& value) {
    return fmt::format("{:<14}{}\n", name + ":", value);
}

json storedSettings(const separation::Model& model) {
    const auto file = model.toFile();
    const auto found = file.metadata.find("settings");
    return found == file.metadata.end() ? json() : json::parse(found->second, nullptr, false);
}

std::string groupsLine(const separation::Model& model) {
    std::string groups;
    for (const auto& group : model.groups()) {
        const char* kind = group.kind == separation::GroupKind::Speech ? "speech" : "noise";
        groups += fmt::format("{}{} ({}, {} atoms)", groups.empty() ? "" : ", ", printable(group.name), kind,
                              group.count);
    }
    return groups;
}

std::string settingsLine(const json& settings) {
    std::string text;
    for (const auto& [name, value] : settings.items())
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", printable(name), printable(value.dump()));
    return text;
}

// A number of a sum of the data card, {"files": n, "seconds": s, ...}; nothing in a card is certain.
double number(const json& sum, const char* key) {
    return sum.is_object() && sum.contains(key) && sum[key].is_number() ? sum[key].get<double>() : 0.0;
}

std::string sumText(const json& sum) {
    return fmt::format("{:6.0f} files {:8.2f} h, used {:7.2f} h", number(sum, "files"),
                       number(sum, "seconds") / 3600, number(sum, "seconds_used") / 3600);
}

// The entries of one table of sums that have the most files; the rest in one line.
std::string tableText(const json& table) {
    constexpr std::size_t mostRows = 12;
    if (!table.is_object()) return {};
    std::vector<std::pair<std::string, json>> rows;
    for (const auto& [name, sum] : table.items())
        rows.emplace_back(name, sum);
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return number(a.second, "files") > number(b.second, "files");
    });
    std::string text;
    for (std::size_t i = 0; i < std::min(rows.size(), mostRows); ++i)
        text += fmt::format("    {:<34} {}\n", printable(rows[i].first), sumText(rows[i].second));
    if (rows.size() > mostRows) text += fmt::format("    and {} more\n", rows.size() - mostRows);
    return text;
}

std::string cardText(const json& card) {
    if (!card.is_object() || !card.contains("totals") || !card["totals"].is_object()) return {};
    std::string text = "\nTrained on\n";
    for (const auto& [kind, totals] : card["totals"].items()) {
        text += fmt::format("  {:<36} {}\n", printable(kind), sumText(totals));
        for (const char* table : {"by_licence", "by_category"}) {
            if (!totals.is_object() || !totals.contains(table)) continue;
            text += fmt::format("   {}\n{}", table == std::string("by_licence") ? "licence" : "category",
                                tableText(totals[table]));
        }
    }
    return text;
}

} // namespace

ModelSummary summarise(const std::string& nameOrPath) {
    ModelSummary summary{nameOrPath, 0, {}, openModel(nameOrPath)};
    if (nameOrPath == factoryModelName) {
        const auto file = summary.model->toFile();
        summary.bytes = separation::serialiseModelFile(file).size();
        summary.contentHash = file.contentHash();
    } else {
        summary.bytes = std::filesystem::file_size(nameOrPath);
        summary.contentHash = separation::readModelFile(nameOrPath).contentHash();
    }
    return summary;
}

ordered_json toJson(const ModelSummary& summary) {
    const separation::Model& model = *summary.model;
    const double bandwidth = atomSpectra(model).bandwidthHz();
    ordered_json groups = ordered_json::array();
    int atoms = 0;
    for (const auto& group : model.groups()) {
        const char* kind = group.kind == separation::GroupKind::Speech ? "speech" : "noise";
        groups.push_back({{"name", group.name}, {"kind", kind}, {"atoms", group.count}});
        atoms += group.count;
    }
    return {{"file", summary.file},
            {"name", model.name},
            {"engine", model.engine()},
            {"bytes", summary.bytes},
            {"sha256", summary.contentHash},
            {"frame_seconds", model.frontEnd().frameSeconds},
            {"overlap", model.frontEnd().overlap},
            {"bandwidth_hz", bandwidth},
            {"sample_rate_bound", 2 * bandwidth},
            {"atoms", atoms},
            {"groups", std::move(groups)},
            {"settings", storedSettings(model)},
            {"data_card", model.dataCard}};
}

std::string toText(const ModelSummary& summary) {
    const separation::Model& model = *summary.model;
    const double bandwidth = atomSpectra(model).bandwidthHz();
    std::string text = line("Model", printable(model.name));
    text += line("Engine", model.engine());
    text += line("Frames", fmt::format("{:g} ms, {} cover each sample", 1000 * model.frontEnd().frameSeconds,
                                       model.frontEnd().overlap));
    if (bandwidth > 0)
        text += line("Knows", fmt::format("sounds up to {:g} kHz (trained at {:g} kHz; works at any rate)",
                                          bandwidth / 1000, bandwidth / 500));
    text += line("Groups", groupsLine(model));
    text += line("Settings", settingsLine(storedSettings(model)));
    text += line("Size", fmt::format("{} bytes", summary.bytes));
    text += line("SHA-256", summary.contentHash);
    return text + cardText(model.dataCard);
}

} // namespace winnow::tools
