// SPDX-License-Identifier: GPL-3.0-or-later
/// What became of each file.
#include "tools/denoise/report.h"

namespace winnow::tools {

nlohmann::ordered_json toJson(const std::vector<FileReport>& reports) {
    nlohmann::ordered_json files = nlohmann::ordered_json::array();
    int failed = 0;
    for (const FileReport& report : reports) {
        nlohmann::ordered_json file{{"input", report.input}};
        if (!report.error.empty()) {
            ++failed;
            file["error"] = report.error;
        } else {
            file["output"] = report.output;
            file["sample_rate"] = report.sampleRate;
            file["channels"] = report.channels;
            file["seconds"] = report.seconds;
            file["processing_seconds"] = report.processingSeconds;
            file["times_real_time"] = report.timesRealTime();
            file["latency_samples"] = report.latencySamples;
        }
        files.push_back(std::move(file));
    }
    return {{"files", std::move(files)}, {"failed", failed}};
}

} // namespace winnow::tools
