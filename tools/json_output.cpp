// SPDX-License-Identifier: GPL-3.0-or-later
/// Results for programs.
#include "tools/json_output.h"

#include <cstdio>
#include <stdexcept>

namespace winnow::tools {

void printJson(const nlohmann::ordered_json& document) {
    const std::string text =
        document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (!written || std::fflush(stdout) != 0) throw std::runtime_error("cannot write to standard output");
}

} // namespace winnow::tools
