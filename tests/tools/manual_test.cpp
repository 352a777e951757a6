// SPDX-License-Identifier: GPL-3.0-or-later
/// Man pages and shell completion keep up with the command line.
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"
#include "tests/tools/run_winnow.h"
#include "tools/commands.h"
#include "tools/manual/bash_completion.h"
#include "tools/manual/man_page.h"

#include <algorithm>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

// Hyphens as a man page has them.
std::string roff(const std::string& text) {
    std::string escaped;
    for (const char c : text)
        escaped += c == '-' ? std::string("\\-") : std::string(1, c);
    return escaped;
}

// What bash offers for a line whose last word is being typed.
std::vector<std::string> completions(const std::vector<std::string>& words) {
    TempDir folder;
    const auto program = tools::makeProgram();
    writeFile(folder / "winnow.bash", tools::bashCompletion(*program.app));
    std::string line = "(";
    for (const auto& word : words)
        line += "'" + word + "' ";
    const std::string script = ". " + (folder / "winnow.bash").string() + "; COMP_WORDS=" + line +
                               "); COMP_CWORD=" + std::to_string(words.size() - 1) +
                               "; _winnow; printf '%s\\n' \"${COMPREPLY[@]}\"";
    const auto result = runProgram("bash", {"--norc", "-c", script});
    CAPTURE(result.err);
    CHECK(result.err.empty());
    std::istringstream lines(result.out);
    std::vector<std::string> offered;
    for (std::string one; std::getline(lines, one);)
        if (!one.empty()) offered.push_back(one);
    return offered;
}

bool offers(const std::vector<std::string>& offered, const std::string& word) {
    return std::find(offered.begin(), offered.end(), word) != offered.end();
}

} // namespace

TEST_CASE("the man page of each command names every option and what it does, and has an example") {
    const auto program = tools::makeProgram();
    for (const auto& command : program.commands) {
        const std::string page = tools::manPage(*command.app, "1.2.3");
        CAPTURE(command.app->get_name());
        CHECK_THAT(page, Contains(".TH ") && Contains(".SH NAME") && Contains(".SH EXAMPLES") &&
                             Contains(".SH EXIT STATUS") && Contains("1.2.3"));
        for (const CLI::Option* option : command.app->get_options()) {
            for (const std::string& name : option->get_lnames())
                CHECK_THAT(page, Contains(roff("--" + name)));
            CHECK_FALSE(option->get_description().empty());
            CHECK(option->get_description().back() == '.');
        }
    }
}

TEST_CASE("the man page of the program names every command") {
    const auto program = tools::makeProgram();
    const std::string page = tools::manPage(*program.app, "1.2.3");
    for (const auto& command : program.commands)
        CHECK_THAT(page, Contains("\\fB" + command.app->get_name() + "\\fR") &&
                             Contains("winnow\\-" + command.app->get_name()));
}

TEST_CASE("no line of a man page is taken for a request by chance") {
    const auto program = tools::makeProgram();
    for (const auto& command : program.commands) {
        std::istringstream lines(tools::manPage(*command.app, "1"));
        for (std::string line; std::getline(lines, line);) {
            if (line.empty() || (line[0] != '.' && line[0] != '\'')) continue;
            const std::string request = line.substr(0, line.find(' '));
            CAPTURE(line);
            CHECK_THAT((std::vector<std::string>{".TH", ".SH", ".TP", ".PP", ".B", ".I", ".BR", ".nf", ".fi",
                                                 ".\\\""}),
                       Catch::Matchers::VectorContains(request));
        }
    }
}

TEST_CASE("completion offers the commands first, and every option of each") {
    const auto first = completions({"winnow", ""});
    const auto program = tools::makeProgram();
    for (const auto& command : program.commands) {
        const std::string name = command.app->get_name();
        CHECK(offers(first, name));
        const auto options = completions({"winnow", name, "-"});
        for (const CLI::Option* option : command.app->get_options())
            for (const std::string& longName : option->get_lnames())
                CHECK(offers(options, "--" + longName));
    }
}

TEST_CASE("completion narrows options, offers fixed choices, and leaves files to bash") {
    CHECK(completions({"winnow", "denoise", "a.wav", "--qua"}) == std::vector<std::string>{"--quality"});
    CHECK(completions({"winnow", "den"}) == std::vector<std::string>{"denoise"});
    CHECK(completions({"winnow", "denoise", "--quality", ""}) ==
          std::vector<std::string>{"standard", "high", "low-latency"});
    CHECK(completions({"winnow", "denoise", "--quality", "h"}) == std::vector<std::string>{"high"});
    CHECK(completions({"winnow", "denoise", "tal"}).empty());
    CHECK_THAT(tools::bashCompletion(*tools::makeProgram().app), Contains("-o default"));
}
