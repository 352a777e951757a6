// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/output/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace winnow::tools {
namespace {

using nmf::Matrix;

/// A factor as a matrix; of several matrices, side by side; empty for lists and factors that are not there.
Matrix<double> factorNamed(const MethodResult& result, const std::string& symbol) {
    for (const Factor& factor : result.factors) {
        if (factor.symbol != symbol) continue;
        if (const auto* single = std::get_if<Matrix<float>>(&factor.values)) return single->cast<double>();
        if (const auto* matrix = std::get_if<Matrix<double>>(&factor.values)) return *matrix;
        if (const auto* many = std::get_if<std::vector<Matrix<double>>>(&factor.values)) {
            // Each component's taps beside each other: what it looks like over time.
            const Index taps = static_cast<Index>(many->size()), k = many->front().cols();
            Matrix<double> joined(many->front().rows(), taps * k);
            for (Index a = 0; a < k; ++a)
                for (Index t = 0; t < taps; ++t)
                    joined.col(a * taps + t) = (*many)[static_cast<std::size_t>(t)].col(a);
            return joined;
        }
    }
    return {};
}

std::vector<RankFigures> figuresOf(const nlohmann::ordered_json& details) {
    const auto number = [](const nlohmann::ordered_json& value) {
        return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
    };
    std::vector<RankFigures> figures;
    for (const nlohmann::ordered_json& row : details["ranks"])
        figures.push_back({row["rank"].get<Index>(), number(row["cophenetic"]), number(row["dispersion"]),
                           number(row["silhouette"]), number(row["residual_variance"]),
                           number(row["objective"]), number(row["held_out_error"]),
                           number(row["held_out_error_of_mean"])});
    return figures;
}

Index imageHeightOf(const Problem& problem, const MethodResult& result) {
    if (result.imageHeight > 0) return result.imageHeight;
    if (problem.line.variant.imageHeight > 0) return problem.line.variant.imageHeight;
    if (problem.matrices.empty()) return 0;
    return std::visit([](const auto& data) { return data.imageHeight; }, problem.matrices.front());
}

} // namespace

std::vector<std::string> drawPictures(StagedFolder& folder, const Problem& problem,
                                      const MethodResult& result) {
    std::vector<std::string> names;
    const auto keep = [&](const char* name, const Canvas& canvas) {
        canvas.writePng(folder.stage(name));
        names.emplace_back(name);
    };
    const std::string title =
        fmt::format("{}, {}, rank {}", std::filesystem::path(problem.line.inputs.front()).filename().string(),
                    problem.line.method, result.rank);
    // The factor with components in columns, and what goes with it, under the names of the models that have
    // others.
    Matrix<double> W, H;
    for (const char* symbol : {"W", "F", "W1", "A1"})
        if (W.size() == 0) W = factorNamed(result, symbol);
    for (const char* symbol : {"H", "G"})
        if (H.size() == 0) H = factorNamed(result, symbol);
    if (W.size() == 0) W.swap(H);
    if (W.size() > 0) keep("components.png", drawComponents(W, H, imageHeightOf(problem, result), title));

    if (result.details.contains("residual_variance")) {
        const auto curve = result.details["residual_variance"].get<std::vector<double>>();
        std::vector<double> x;
        for (std::size_t i = 1; i <= curve.size(); ++i)
            x.push_back(static_cast<double>(i));
        keep("residual.png", drawResidual(x, curve, "components", "residual variance", title));
    } else if (result.trace.size() > 1) {
        std::vector<double> x;
        for (std::size_t i = 0; i < result.trace.size(); ++i)
            x.push_back(std::min(static_cast<double>(i) * 10, static_cast<double>(result.iterations)));
        keep("residual.png", drawResidual(x, result.trace, "iterations", "objective", title));
    }
    if (!problem.line.ranks.empty()) {
        keep("ranks.png", drawRanks(figuresOf(result.details), result.rank, title));
        keep("consensus.png", drawConsensus(factorNamed(result, "consensus"), title));
    }
    return names;
}

} // namespace winnow::tools
