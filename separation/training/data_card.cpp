// SPDX-License-Identifier: GPL-3.0-or-later
/// The data card.
#include "separation/training/data_card.h"

#include "separation/sha256.h"

#include <cmath>
#include <cstdint>
#include <span>

namespace winnow::separation {
namespace {

using nlohmann::json;

// A model file's header holds at most 4 MiB, and quotes are escaped in it.
constexpr std::size_t longestFileList = std::size_t{2500} << 10; // bytes of JSON
constexpr std::size_t mostFiles = 10000;

/// To the millisecond: enough to tell recordings apart, and the same text everywhere.
double rounded(double seconds) {
    return std::round(seconds * 1000) / 1000;
}

struct Sum {
    std::int64_t files = 0, frames = 0;
    double seconds = 0;

    void add(const RecordingSurvey& survey) {
        files += 1;
        frames += survey.framesUsed;
        seconds += survey.length.seconds;
    }
    json toJson(double hopSeconds) const {
        return {{"files", files},
                {"seconds", rounded(seconds)},
                {"frames_used", frames},
                {"seconds_used", rounded(static_cast<double>(frames) * hopSeconds)}};
    }
};

json toJson(const std::map<std::string, Sum>& sums, double hopSeconds) {
    json out = json::object();
    for (const auto& [name, sum] : sums)
        out[name.empty() ? "(not given)" : name] = sum.toJson(hopSeconds);
    return out;
}

json fileEntry(const std::string& kind, const Recording& recording, const RecordingSurvey& survey,
               double hopSeconds) {
    json entry = {{"kind", kind},
                  {"path", recording.shownPath},
                  {"sha256", survey.sha256},
                  {"seconds", rounded(survey.length.seconds)},
                  {"sample_rate", survey.length.fileSampleRate},
                  {"frames_used", survey.framesUsed},
                  {"seconds_used", rounded(static_cast<double>(survey.framesUsed) * hopSeconds)}};
    if (!recording.category.empty()) entry["category"] = recording.category;
    if (!recording.licence.empty()) entry["licence"] = recording.licence;
    if (!recording.source.empty()) entry["source"] = recording.source;
    return entry;
}

} // namespace

std::string winnowVersion() {
    return WINNOW_VERSION;
}

json makeDataCard(const json& options, const std::vector<CardClass>& classes) {
    json card = {{"winnow", winnowVersion()}, {"training", options}};
    json files = json::array();
    for (const CardClass& c : classes) {
        Sum all;
        std::map<std::string, Sum> byLicence, byCategory;
        for (std::size_t r = 0; r < c.surveys.size(); ++r) {
            const Recording& recording = c.corpus.recordings[r];
            all.add(c.surveys[r]);
            byLicence[recording.licence].add(c.surveys[r]);
            byCategory[recording.category].add(c.surveys[r]);
            files.push_back(fileEntry(c.kind, recording, c.surveys[r], c.hopSeconds));
        }
        json total = all.toJson(c.hopSeconds);
        total["by_licence"] = toJson(byLicence, c.hopSeconds);
        total["by_category"] = toJson(byCategory, c.hopSeconds);
        card["totals"][c.kind] = total;
        card["result"][c.kind] = {
            {"atoms", c.atoms}, {"iterations", c.iterations}, {"objective", c.objective}};
    }
    const std::string list = files.dump(-1, ' ', false, json::error_handler_t::replace);
    if (list.size() <= longestFileList && files.size() <= mostFiles)
        card["files"] = json::parse(list); // names that are not UTF-8 are mended, as no JSON can hold them
    else
        card["files_sha256"] = sha256(std::as_bytes(std::span(list)));
    return card;
}

} // namespace winnow::separation
