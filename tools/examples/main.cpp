// SPDX-License-Identifier: GPL-3.0-or-later
/// winnow_examples: runs applications of NMF, prints their figures and draws their pictures.
#include "tools/examples/example.h"
#include "tools/exit_code.h"
#include "tools/output_guard.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>

namespace {

using winnow::examples::Example;

void show(const Example& example, std::uint64_t seed, const std::filesystem::path& folder) {
    fmt::print("{}: {}\n", example.name, example.sentence);
    const winnow::examples::Outcome outcome = example.run(seed);
    for (const auto& figure : outcome.figures)
        fmt::print("  {:<58} {:>12.6g}\n", figure.what, figure.value);
    if (!folder.empty()) outcome.draw().writePng(folder / (example.name + ".png"));
}

} // namespace

int main(int argc, char** argv) {
    using namespace winnow;
    CLI::App app("Applications of non-negative matrix factorization, each with its figures and a picture",
                 "winnow_examples");
    std::vector<std::string> names{"all"};
    for (const Example& example : examples::allExamples())
        names.push_back(example.name);
    std::string name;
    std::filesystem::path folder;
    std::uint64_t seed = 0;
    bool list = false;
    app.add_option("NAME", name, "Which example, or all")->check(CLI::IsMember(names));
    app.add_option("--out", folder, "Folder for the pictures, NAME.png; none are drawn without it")
        ->type_name("DIR");
    app.add_option("--seed", seed, "Of the generators and the random starts")->type_name("N");
    app.add_flag("--list", list, "Say what there is");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? tools::exitCode::done : tools::exitCode::wrongUsage;
    }
    if (list == !name.empty()) {
        fmt::print(stderr, "winnow_examples: name one example, or all, or give --list.\n");
        return tools::exitCode::wrongUsage;
    }
    try {
        if (!folder.empty()) tools::makeFolder(folder);
        for (const Example& example : examples::allExamples()) {
            if (list) fmt::print("{:<24} {}\n", example.name, example.sentence);
            if (name == "all" || name == example.name) show(example, seed, folder);
        }
    } catch (const std::exception& error) {
        fmt::print(stderr, "winnow_examples: {}\n", error.what());
        return tools::exitCode::failed;
    }
    return tools::exitCode::done;
}
