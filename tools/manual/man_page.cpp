// SPDX-License-Identifier: GPL-3.0-or-later
/// Man pages from the command line's definition.
#include "tools/manual/man_page.h"

#include "tools/help.h"

#include <fmt/format.h>

#include <sstream>

namespace winnow::tools {
namespace {

// Text as roff takes it: backslashes and hyphens escaped, no line taken for a request.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out;
}

std::string upper(std::string text) {
    for (char& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

std::string synopsis(const CLI::App& app) {
    std::string text;
    if (app.get_parent() != nullptr)
        text += fmt::format(".B {} ", escaped(app.get_parent()->get_name()));
    else
        text += ".B ";
    text += fmt::format("{}\n", escaped(app.get_name()));
    if (!app.get_subcommands({}).empty()) return text + ".I COMMAND\n[\\fIOPTIONS\\fR]\n";
    text += "[\\fIOPTIONS\\fR]\n";
    for (const CLI::Option* option : app.get_options()) {
        if (!option->get_positional()) continue;
        const char* more = option->get_items_expected_max() > 1 ? "..." : "";
        text += fmt::format("\\fI{}\\fR{}\n", escaped(option->get_name(true)), more);
    }
    return text;
}

std::string optionEntry(const CLI::Option& option) {
    std::string entry = ".TP\n";
    const std::string value = valueName(option);
    if (option.get_positional()) {
        entry += fmt::format("\\fI{}\\fR\n", escaped(option.get_name(true)));
    } else {
        entry += fmt::format("\\fB{}\\fR", escaped(option.get_name(false, true)));
        if (!value.empty()) entry += fmt::format(" \\fI{}\\fR", escaped(value));
        entry += '\n';
    }
    entry += escaped(option.get_description());
    if (!option.get_default_str().empty())
        entry += fmt::format(" Default: {}.", escaped(option.get_default_str()));
    return entry + '\n';
}

// Examples are kept line by line; the paragraphs behind them flow.
std::string footerSections(const std::string& footer) {
    std::istringstream lines(footer);
    std::string examples, notes;
    bool inExamples = false;
    for (std::string line; std::getline(lines, line);) {
        if (line == "Examples:" || line == "Example:")
            inExamples = true;
        else if (line.empty())
            inExamples = false, notes += ".PP\n";
        else
            (inExamples ? examples : notes) += escaped(line) + '\n';
    }
    std::string sections;
    if (!examples.empty()) sections += ".SH EXAMPLES\n.nf\n" + examples + ".fi\n";
    if (!notes.empty()) sections += ".SH NOTES\n" + notes;
    return sections;
}

std::string commandList(const CLI::App& app) {
    std::string list;
    for (const CLI::App* command : app.get_subcommands({}))
        list += fmt::format(".TP\n\\fB{}\\fR\n{}\n", escaped(command->get_name()),
                            escaped(command->get_description()));
    return list.empty() ? "" : ".SH COMMANDS\n" + list;
}

std::string seeAlso(const CLI::App& app) {
    if (app.get_parent() != nullptr)
        return fmt::format(".BR {} (1)\n", escaped(app.get_parent()->get_name()));
    std::string list;
    for (const CLI::App* command : app.get_subcommands({}))
        list += fmt::format("{}.BR {} (1)", list.empty() ? "" : ",\n", escaped(manPageName(*command)));
    return list + '\n';
}

} // namespace

std::string manPageName(const CLI::App& app) {
    return app.get_parent() == nullptr ? app.get_name() : app.get_parent()->get_name() + "-" + app.get_name();
}

std::string manPage(const CLI::App& app, const std::string& version) {
    const std::string name = manPageName(app);
    std::string page =
        fmt::format(".\\\" Made from the program's own option list.\n"
                    ".TH {} 1 \"\" \"Winnow {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n",
                    upper(escaped(name)), version, escaped(name), escaped(app.get_description()));
    page += synopsis(app) + ".SH DESCRIPTION\n" + escaped(app.get_description()) + '\n' + commandList(app);
    page += ".SH OPTIONS\n";
    for (const CLI::Option* option : app.get_options())
        page += optionEntry(*option);
    page += footerSections(app.get_footer());
    page += ".SH EXIT STATUS\n0: done. 1: failed. 2: wrong usage. 3: some files of a batch failed, the "
            "others are done.\n"
            "130 or 143: interrupted.\n";
    return page + ".SH SEE ALSO\n" + seeAlso(app);
}

} // namespace winnow::tools
