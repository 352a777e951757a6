// SPDX-License-Identifier: GPL-3.0-or-later
/// Results for programs.
#pragma once

#include <nlohmann/json.hpp>

namespace winnow::tools {

/// Prints one document, indented, to standard output. Bytes of file names that are not UTF-8 become U+FFFD;
/// numbers that are not finite become null. @throws std::runtime_error when it cannot be written (a full disk
/// behind `>`). [main]
void printJson(const nlohmann::ordered_json& document);

} // namespace winnow::tools
