// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow factorize`: a matrix into non-negative parts.
#include "tools/commands.h"
#include "tools/console.h"
#include "tools/exit_code.h"
#include "tools/factorize/load.h"
#include "tools/factorize/methods/known_factors.h"
#include "tools/factorize/methods/table.h"
#include "tools/factorize/output/results.h"
#include "tools/factorize/output/staged_folder.h"
#include "tools/factorize/rank_selection.h"
#include "tools/interrupt.h"
#include "tools/json_output.h"
#include "tools/output_guard.h"
#include "tools/ranks.h"

#include <fmt/format.h>

#include <filesystem>
#include <new>
#include <optional>

namespace winnow::tools {
namespace {

Names namesOption(const std::string& word) {
    return word == "yes" ? Names::Yes : word == "no" ? Names::No : Names::Detect;
}

void checkOutputs(const FactorizeLine& line) {
    std::vector<std::filesystem::path> inputs = namedFiles(line);
    inputs.insert(inputs.end(), line.inputs.begin(), line.inputs.end());
    checkOutputFolder(line.output, inputs, line.force);
}

/// Runs the method; what the library refuses is about the data, as the options were checked before.
MethodResult runMethod(const Problem& problem, const Method& method) {
    const std::string& file = problem.line.inputs.front();
    try {
        return problem.line.ranks.empty() ? method.run(problem) : selectRank(problem);
    } catch (const nmf::InvalidInput& error) {
        throw FileError(file, error.what());
    } catch (const std::bad_alloc&) {
        throw FileError(file, "cannot be factorized: there is not enough memory");
    }
}

int runFactorize(FactorizeLine& line) {
    line.reading.header = namesOption(line.header);
    line.reading.rowNames = namesOption(line.rowNames);
    const Method& method = methodNamed(line.method);
    nmf::Communicator* const ranks = startedRanks();
    const bool first = ranks == nullptr || ranks->rank() == 0; // speaks and writes
    Console console(line.reporting.quiet || !first, line.reporting.progress && first);
    const std::string name = std::filesystem::path(line.inputs.front()).filename().string();
    const nmf::ProgressCallback progress = [&](const nmf::Progress& p) {
        const double share = p.maxIterations > 0 ? static_cast<double>(p.iteration) / p.maxIterations : -1;
        if (first) console.progress(fmt::format("{}, objective {:.4g}", name, p.objective), share);
        return !interrupted();
    };
    std::optional<Problem> problem;
    inAgreement([&] {
        checkUsage(method, line);
        if (!line.ranks.empty()) parseRanks(line.ranks);
        if (first) checkOutputs(line);
        problem.emplace(loadProblem(line, method, progress));
    });
    MethodResult result;
    if (interruptCodeOfAny() == 0) result = runMethod(*problem, method);
    console.finishProgress();
    if (const int code = interruptCodeOfAny(); code != 0) {
        if (first)
            console.error(
                "", "interrupted; nothing was written (with --time-limit a run ends by itself and is kept)");
        return code;
    }
    inAgreement([&] {
        if (!first) return;
        const nlohmann::ordered_json report = writeResults(*problem, method, result);
        if (line.json)
            printJson(report);
        else if (!line.reporting.quiet)
            printReport(report, line.output);
    });
    return exitCode::done;
}

} // namespace

Command addFactorize(CLI::App& program) {
    const auto line = std::make_shared<FactorizeLine>();
    CLI::App* app = addFactorizeOptions(program, *line);
    return {app, [line] { return runFactorize(*line); }};
}

} // namespace winnow::tools
