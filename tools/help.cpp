// SPDX-License-Identifier: GPL-3.0-or-later
/// How --help looks.
#include "tools/help.h"

#include <CLI/Formatter.hpp>

#include <memory>
#include <sstream>

namespace winnow::tools {
namespace {

constexpr std::size_t lineWidth = 80;
constexpr std::size_t optionColumn = 30;
constexpr std::size_t longestChoices =
    60; // of a list shown with its option: longer ones are left to the sentence

/// CLI11's format with wrapped sentences, and without its notes on types and on what excludes what.
class HelpFormatter : public CLI::Formatter {
public:
    HelpFormatter() { column_width(optionColumn); }

    std::string make_usage(const CLI::App* app, std::string name) const override {
        std::string usage = "\nUsage: " + name + " [OPTIONS]";
        for (const CLI::Option* option : app->get_options()) {
            if (option->get_positional())
                usage += " " + make_option_name(option, true) + make_option_opts(option);
        }
        return usage + (app->get_subcommands({}).empty() ? "\n" : " COMMAND\n");
    }

    std::string make_option_opts(const CLI::Option* option) const override {
        if (option->get_positional()) return option->get_items_expected_max() > 1 ? "..." : "";
        const std::string value = valueName(*option);
        return value.empty() ? "" : " " + value;
    }

    std::string make_option_desc(const CLI::Option* option) const override {
        std::string text = option->get_description();
        if (!option->get_default_str().empty()) text += " Default: " + option->get_default_str() + ".";
        return wrapText(text, lineWidth - optionColumn);
    }

    std::string make_description(const CLI::App* app) const override {
        return wrapText(app->get_description(), lineWidth) + "\n";
    }

    std::string make_footer(const CLI::App* app) const override {
        const std::string footer = app->get_footer();
        return footer.empty() ? "" : wrapText(footer, lineWidth) + "\n";
    }
};

} // namespace

std::vector<std::string> choicesOf(const CLI::Option& option) {
    // CLI11 describes a fixed choice as "TYPE:{one,two}".
    const std::string type = option.get_type_name();
    const std::size_t from = type.find('{'), to = type.find('}');
    if (from == std::string::npos || to == std::string::npos || to < from) return {};
    return CLI::detail::split(type.substr(from + 1, to - from - 1), ',');
}

std::string valueName(const CLI::Option& option) {
    if (option.get_items_expected_max() == 0) return {};
    const std::string choices = CLI::detail::join(choicesOf(option), "|");
    if (!choices.empty() && choices.size() <= longestChoices) return choices;
    const std::string type = option.get_type_name();
    return type.substr(0, type.find(':')); // CLI11 puts its validators behind the colon
}

std::string wrapText(const std::string& text, std::size_t width) {
    std::string wrapped;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!wrapped.empty()) wrapped += '\n';
        if (!line.empty() && line.front() == ' ') {
            wrapped += line;
            continue;
        }
        std::istringstream words(line);
        std::size_t column = 0;
        for (std::string word; words >> word;) {
            if (column > 0 && column + 1 + word.size() > width) {
                wrapped += '\n';
                column = 0;
            } else if (column > 0) {
                wrapped += ' ';
                ++column;
            }
            wrapped += word;
            column += word.size();
        }
    }
    return wrapped;
}

void useHelpFormat(CLI::App& app) {
    app.formatter(std::make_shared<HelpFormatter>());
    app.set_help_flag("-h,--help", "Print this help and leave.");
}

} // namespace winnow::tools
