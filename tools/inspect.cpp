// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow inspect`: what is in a model.
#include "tools/commands.h"
#include "tools/console.h"
#include "tools/exit_code.h"
#include "tools/inspect/atoms_picture.h"
#include "tools/inspect/explanation.h"
#include "tools/inspect/summary.h"
#include "tools/json_output.h"
#include "tools/output_guard.h"
#include "tools/shared_options.h"

#include <fmt/format.h>

#include <cstdio>

namespace winnow::tools {
namespace {

struct InspectOptions {
    std::string model, plot, explain;
    bool json = false, force = false;
};

void drawPicture(const InspectOptions& options, const separation::ModelPtr& model) {
    std::vector<std::filesystem::path> read{options.model};
    if (!options.explain.empty()) read.emplace_back(options.explain);
    OutputGuard guard(read, options.force);
    guard.claim(options.plot);
    if (!options.explain.empty()) {
        const std::string recording = std::filesystem::path(options.explain).filename().string();
        writeExplanation(options.plot, recording + ", by " + model->name, explain(model, options.explain));
        return;
    }
    const AtomSpectra spectra = atomSpectra(*model);
    if (spectra.groups.empty()) throw FileError(options.model, "has no atoms to draw");
    writeAtomsPicture(options.plot, model->name, spectra);
}

int runInspect(const InspectOptions& options) {
    const ModelSummary summary = summarise(options.model);
    if (!options.plot.empty()) drawPicture(options, summary.model);
    if (options.json)
        printJson(toJson(summary));
    else
        fmt::print("{}", toText(summary));
    return exitCode::done;
}

} // namespace

Command addInspect(CLI::App& program) {
    const auto options = std::make_shared<InspectOptions>();
    CLI::App* app = program.add_subcommand("inspect", "Show what is in a model.");
    app->add_option("MODEL", options->model, "The model: a .winnow file, or 'factory' for the built-in one.")
        ->required();
    app->add_option("--plot", options->plot, "Draw the spectra of its atoms, over kHz, to this PNG picture.")
        ->type_name("PNG");
    app->add_option(
           "--explain", options->explain,
           "Draw instead what the model makes of this recording (its first minute): the mask, and the "
           "activation of every atom.")
        ->type_name("FILE")
        ->needs("--plot");
    addForce(*app, options->force);
    addJson(*app, options->json);
    app->footer("Examples:\n"
                "  winnow inspect factory\n"
                "  winnow inspect my-room.winnow --plot atoms.png\n"
                "  winnow inspect factory --explain talk.wav --plot parts.png\n"
                "  winnow inspect my-room.winnow --json\n"
                "\n"
                "Shows the engine, the groups of atoms, the settings, the size and hash, and from the data "
                "card what the "
                "model was trained on, by licence and category.");
    return {app, [options] { return runInspect(*options); }};
}

} // namespace winnow::tools
