// SPDX-License-Identifier: GPL-3.0-or-later
/// Completion for bash.
#include "tools/manual/bash_completion.h"

#include "tools/help.h"

#include <fmt/format.h>

namespace winnow::tools {
namespace {

std::string optionNames(const CLI::App& app) {
    std::string names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames())
            names += fmt::format("{}--{}", names.empty() ? "" : " ", name);
        for (const std::string& name : option->get_snames())
            names += fmt::format("{}-{}", names.empty() ? "" : " ", name);
    }
    return names;
}

std::string choiceCases(const CLI::App& command) {
    std::string cases;
    for (const CLI::Option* option : command.get_options()) {
        const std::string list = CLI::detail::join(choicesOf(*option), " ");
        if (list.empty()) continue;
        for (const std::string& name : option->get_lnames())
            cases += fmt::format("    '{} --{}') words='{}' ;;\n", command.get_name(), name, list);
    }
    return cases;
}

} // namespace

std::string bashCompletion(const CLI::App& program) {
    const std::string name = program.get_name();
    std::string commands, commandPattern, options, values;
    for (const CLI::App* command : program.get_subcommands({})) {
        commands += command->get_name() + " ";
        commandPattern += (commandPattern.empty() ? "" : "|") + command->get_name();
        options += fmt::format("    {}) words='{}' ;;\n", command->get_name(), optionNames(*command));
        values += choiceCases(*command);
    }
    return fmt::format(R"(# bash completion for {0}, made from the program's own option list.
_{0}() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} command='' words='' word
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case $word in {1}) command=$word; break ;; esac
    done
    COMPREPLY=()
    case "$command $previous" in
{2}    esac
    if [[ -z $words && ( $current == -* || -z $command ) ]]; then
        case $command in
    '') words='{3}{4}' ;;
{5}        esac
    fi
    [[ -n $words ]] && mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    return 0
}}
complete -o bashdefault -o default -F _{0} {0}
)",
                       name, commandPattern, values, commands, optionNames(program), options);
}

} // namespace winnow::tools
