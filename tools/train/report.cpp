// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/train/report.h"

#include "tools/console.h"

#include <fmt/format.h>

namespace winnow::tools {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* kinds[] = {"speech", "noise"};

/// The divergence is each class's with plain NMF; the loss is the whole model's where it was trained as one.
bool isTrainedAsOne(const ordered_json& result) {
    return result.contains("loss");
}

} // namespace

ordered_json trainResult(const std::string& output, const separation::Model& model, double seconds) {
    ordered_json result{{"output", output},
                        {"name", model.name},
                        {"engine", model.engine()},
                        {"content_sha256", model.toFile().contentHash()},
                        {"processing_seconds", seconds}};
    const json &totals = model.dataCard["totals"], &learned = model.dataCard["result"];
    const bool asOne = learned.contains("validation_loss");
    for (const char* kind : kinds) {
        if (!totals.contains(kind)) continue; // nothing was added to it
        const json& sum = totals[kind];
        result[kind] = {{"files", sum["files"]},
                        {"seconds", sum["seconds"]},
                        {"frames_used", sum["frames_used"]},
                        {"atoms", learned[kind]["atoms"]}};
        if (asOne) {
            result[kind]["validation_files"] = learned[kind]["validation_files"];
        } else {
            result[kind]["iterations"] = learned[kind]["iterations"];
            result[kind]["objective"] = learned[kind]["objective"];
        }
    }
    if (asOne) {
        result["loss"] = learned["validation_loss"];
        result["best_step"] = learned["best_step"];
        result["steps"] = model.dataCard["training"]["steps"];
        result["steps_skipped"] = learned["steps_skipped"];
    }
    return result;
}

void printTrainResult(const ordered_json& result) {
    fmt::print("{}\n", result["output"].get<std::string>());
    for (const char* kind : kinds) {
        if (!result.contains(kind)) continue;
        const ordered_json& r = result[kind];
        fmt::print("  {:<7}{:4} atoms from {} frames of {} files ({})", kind, r["atoms"].get<int>(),
                   r["frames_used"].get<long>(), r["files"].get<long>(),
                   formatDuration(r["seconds"].get<double>()));
        if (isTrainedAsOne(result))
            fmt::print("\n");
        else
            fmt::print(", divergence {:.4g} per value\n", r["objective"].get<double>());
    }
    if (!isTrainedAsOne(result)) return;
    const bool apart = result["speech"]["validation_files"] > 0 && result["noise"]["validation_files"] > 0;
    fmt::print("  loss   {:.5f} on mixtures {}, at step {} of {}\n", result["loss"].get<double>(),
               apart ? "of recordings kept for it"
                     : "like those trained on (too few recordings to keep some apart)",
               result["best_step"].get<long>(), result["steps"].get<long>());
}

} // namespace winnow::tools
