// SPDX-License-Identifier: GPL-3.0-or-later
/// Options of `winnow factorize` that only some methods take.
#pragma once

#include "tools/factorize/options.h"

namespace winnow::tools {

/// Upper end of options that have none; numberBetween() refuses NaN and infinity.
inline constexpr double unbounded = 1e300;

/// Adds such options to a group of the help, and notes them: methods name those they take. [main]
class Restricted {
public:
    Restricted(CLI::App& app, FactorizeLine& line, const char* group)
        : app_(app), line_(line), group_(group) {}

    template <class Value>
    CLI::Option* option(const char* name, Value& value, const char* what, const char* type) {
        return keep(app_.add_option(name, value, what)->type_name(type));
    }
    CLI::Option* flag(const char* name, bool& value, const char* what) {
        return keep(app_.add_flag(name, value, what));
    }

private:
    CLI::Option* keep(CLI::Option* option) {
        line_.restricted.push_back(option);
        return option->group(group_);
    }
    CLI::App& app_;
    FactorizeLine& line_;
    const char* group_;
};

/// The options of the variants. [main]
void addVariantOptions(CLI::App& app, FactorizeLine& line);

} // namespace winnow::tools
