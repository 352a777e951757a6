// SPDX-License-Identifier: GPL-3.0-or-later
/// What `winnow train` tells about a finished model.
#pragma once

#include "separation/model.h"

#include <string>

namespace winnow::tools {

/// For --json: file, name, hash, what was learned from and how well it ended, from the data card.
nlohmann::ordered_json trainResult(const std::string& output, const separation::Model& model, double seconds);

/// The same for people, on standard output.
void printTrainResult(const nlohmann::ordered_json& result);

} // namespace winnow::tools
