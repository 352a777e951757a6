// SPDX-License-Identifier: GPL-3.0-or-later
/// What is in a model, for people and for programs.
#pragma once

#include "separation/model.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace winnow::tools {

struct ModelSummary {
    std::string file; ///< as named on the command line
    std::uintmax_t bytes = 0;
    std::string contentHash; ///< SHA-256, the model's identity
    separation::ModelPtr model;
};

/// Opens a model, with the size and hash of what is stored. @throws separation::ModelFileError. [main]
ModelSummary summarise(const std::string& nameOrPath);

/// Everything, the data card included. [main]
nlohmann::ordered_json toJson(const ModelSummary& summary);

/// Lines of "Name:  value", then the data card's sums by licence and category. Control characters of a
/// model's texts are not passed on to the terminal. [main]
std::string toText(const ModelSummary& summary);

} // namespace winnow::tools
