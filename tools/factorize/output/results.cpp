// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/output/results.h"

#include "nmf/communicator.h"
#include "tools/factorize/load.h"
#include "tools/factorize/output/factor_files.h"
#include "tools/factorize/output/pictures.h"
#include "tools/factorize/output/report.h"
#include "tools/factorize/output/staged_folder.h"

#include <ostream>

namespace winnow::tools {
namespace {

struct LineNames {
    std::vector<std::string> rows, columns;
};

/// Of the first input's rows and columns.
LineNames namesOf(const Problem& problem) {
    if (problem.matrices.empty()) return {};
    return std::visit(
        [](const auto& data) {
            return LineNames{data.rowNames, data.columnNames};
        },
        problem.matrices.front());
}

void writeCsvOf(StagedFolder& folder, const Factor& factor, const LineNames& names) {
    // Rows of W are those of the input, columns of H its columns. Names are only written where their number
    // fits.
    const bool alongRows = factor.symbol.starts_with("W") || factor.symbol == "F" || factor.symbol == "Pwz",
               alongColumns =
                   factor.symbol.starts_with("H") || factor.symbol == "G" || factor.symbol == "Pzd",
               both = factor.symbol == "V";
    folder.write(factor.symbol + ".csv", [&](std::ostream& out) {
        writeCsv(out, factor.values, alongRows || both ? names.rows : std::vector<std::string>(),
                 alongColumns || both ? names.columns : std::vector<std::string>());
    });
}

} // namespace

nlohmann::ordered_json writeResults(const Problem& problem, const Method& method,
                                    const MethodResult& result) {
    const FactorizeLine& line = problem.line;
    StagedFolder folder(line.output);
    const LineNames names = namesOf(problem);
    for (const Factor& factor : result.factors) {
        folder.write(factor.symbol + ".npy", [&](std::ostream& out) { writeNpy(out, factor.values); });
        if (line.csv) writeCsvOf(folder, factor, names);
    }
    std::vector<std::string> pictures;
    if (line.plot) pictures = drawPictures(folder, problem, result);
    nlohmann::ordered_json report =
        makeReport(line, method, summarise(problem),
                   problem.sharing.active() ? problem.sharing.ranks->size() : 1, result, pictures);
    folder.write("report.json", [&](std::ostream& out) {
        out << report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
    });
    folder.commit();
    return report;
}

} // namespace winnow::tools
