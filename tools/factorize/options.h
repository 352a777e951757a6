// SPDX-License-Identifier: GPL-3.0-or-later
/// The command line of `winnow factorize`.
#pragma once

#include "tools/factorize/input/matrix_file.h"
#include "tools/shared_options.h"

#include <CLI/App.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace winnow::tools {

/// Options that one method or another has for itself (docs/FACTORIZE.md).
struct VariantLine {
    Index columnRank = 0;
    bool orthogonal = false;
    Index taps = 8, shifts = 1;
    Index batch = 100;
    int passes = 1;
    double forgetting = 1;
    double sparsenessW = -1, sparsenessH = -1;
    double smoothness = 0;
    double variation = 0;
    Index imageHeight = 0;
    std::string algorithm = "spa";
    bool keepScale = false;
    Index minDocuments = 1;
    std::string coupling = "shared";
    double couplingStrength = 0.1;
    std::vector<double> viewWeights;
    double exactTolerance = 1e-9;
    std::vector<std::string> layers;
};

/// As it was typed.
struct FactorizeLine {
    std::vector<std::string> inputs;
    std::string output;
    std::string method = "nmf";
    ReadingOptions reading;
    std::string header = "auto", rowNames = "auto", missing;
    bool dense = false, doublePrecision = false;

    std::optional<Index> rank;
    std::string loss = "frobenius", solver, init = "random";
    std::optional<int> iterations;
    std::optional<double> tolerance;
    std::uint64_t memory = 0; ///< bytes; 0: no limit
    double timeLimit = std::numeric_limits<double>::infinity();
    int threads = 0;
    int rowShards = 0;
    std::uint64_t seed = 0;
    double l1W = 0, l1H = 0, l2W = 0, l2H = 0;
    int restarts = 1, perturbations = 0;
    std::string initW, initH, weights, fixedW, transform, update;
    bool impute = false;
    std::string ranks; ///< "2..20" or "2,4,8"; empty: one rank
    double heldOut = 0.1;
    VariantLine variant;

    bool csv = false, plot = false, force = false, json = false;
    Reporting reporting;

    CLI::App* app = nullptr;                    ///< owned by the program
    std::vector<const CLI::Option*> restricted; ///< that only some methods take

    bool given(const std::string& option) const; ///< "--rank" was on the command line
    bool missingAllowed() const { return missing == "nan"; }
};

/// Adds the subcommand, its options and help. [main]
CLI::App* addFactorizeOptions(CLI::App& program, FactorizeLine& line);

/// The ranks of "2..20", "2..20:2" or "2,4,8", in rising order. @throws UsageError. [any]
std::vector<Index> parseRanks(const std::string& text);

} // namespace winnow::tools
