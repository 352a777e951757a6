// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/options.h"

#include "tools/exit_code.h"
#include "tools/factorize/methods/table.h"
#include "tools/factorize/restricted_options.h"
#include "tools/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>

namespace winnow::tools {
namespace {

std::vector<std::string> methodNames() {
    std::vector<std::string> names;
    for (const Method* method : allMethods())
        names.emplace_back(method->name);
    return names;
}

void addInput(CLI::App& app, FactorizeLine& line) {
    app.add_option(
           "IN", line.inputs,
           "The matrix: .npy, .npz, .csv, .tsv, .txt, .mtx, a picture, a folder of pictures, or a sound. "
           "Variables in rows, samples in columns.")
        ->required();
    app.add_option("-o,--output", line.output,
                   "Folder for the factors and report.json; made if it is not there.")
        ->type_name("DIR")
        ->required();
    const auto add = [&](const char* name, auto& value, const char* what) {
        return app.add_option(name, value, what)->group("Reading");
    };
    add("--format", line.reading.format,
        "Format of IN, where its name does not tell it: npy, npz, csv, tsv, text, mtx, image, "
        "images (a folder), sound.")
        ->type_name("NAME")
        ->check(CLI::IsMember(std::vector<std::string>{"auto", "npy", "npz", "csv", "tsv", "text", "mtx",
                                                       "image", "images", "sound"}))
        ->capture_default_str();
    add("--array", line.reading.array, "Array of a .npz file with several.")->type_name("NAME");
    const std::vector<std::string> detect{"auto", "yes", "no"};
    add("--header", line.header, "Whether a text file begins with a line of names.")
        ->check(CLI::IsMember(detect))
        ->capture_default_str();
    add("--row-names", line.rowNames, "Whether the first column of a text file holds names.")
        ->check(CLI::IsMember(detect))
        ->capture_default_str();
    add("--frame-ms", line.reading.frameMs, "Length of a sound's frames; their hop is a quarter of it.")
        ->type_name("MS")
        ->check(numberBetween(1, 1000))
        ->capture_default_str();
    app.add_flag("--dense", line.dense, "Take a sparse matrix as a dense one.")->group("Reading");
}

void addFit(CLI::App& app, FactorizeLine& line) {
    Restricted add(app, line, "Fit");
    app.add_option("--method", line.method, "The model, of those listed below.")
        ->type_name("NAME")
        ->check(CLI::IsMember(methodNames()))
        ->capture_default_str()
        ->group("Fit");
    add.option("-k,--rank", line.rank, "Number of components: columns of W, rows of H.", "K")
        ->check(CLI::Range(Index{1}, Index{1} << 30));
    add.option(
           "--loss", line.loss,
           "What is minimised: frobenius, kl (Kullback-Leibler), is (Itakura-Saito), or beta=B with B from 0 "
           "to 3.",
           "LOSS")
        ->capture_default_str();
    add.option("--solver", line.solver,
               "How: hals, bpp, active-set, nesterov, pgd, plain-hals, accelerated-mu or mu. If not given "
               "hals; mu "
               "for losses other than frobenius, missing entries and weights.",
               "SOLVER")
        ->check(CLI::IsMember(std::vector<std::string>{"mu", "accelerated-mu", "hals", "plain-hals", "pgd",
                                                       "active-set", "bpp", "nesterov"}));
    add.option("--init", line.init, "Start.", "INIT")
        ->check(CLI::IsMember(
            std::vector<std::string>{"random", "nndsvd", "nndsvda", "nndsvdar", "kmeans", "spa"}))
        ->capture_default_str();
    add.option("--init-W", line.initW, "Start from this W (rows of IN x K).", "FILE");
    add.option("--init-H", line.initH, "Start from this H (K x columns of IN).", "FILE");
    add.option("--iterations", line.iterations, "Most iterations; if not given 200, for the variants 500.",
               "N")
        ->check(CLI::Range(0, 1000000000));
    add.option(
           "--tolerance", line.tolerance,
           "Stop when the objective falls by no more than this share of itself in 10 iterations; 0: run all. "
           "If not given 1e-5, for the variants 1e-7.",
           "X")
        ->check(numberBetween(0, 1));
    add.option("--memory", line.memory,
               "Most memory to use, e.g. 500M or 2G: a matrix (.npy, or a sparse .npz or .mtx) that does not "
               "fit is read from disk in blocks, pass after pass, with the same result.",
               "SIZE")
        ->transform(byteSize());
    add.option("--row-shards", line.rowShards,
               "Pieces that the rows of a matrix are cut into (a tall one's columns), for processes under "
               "mpirun to share: what one sums, all add up. 0: by the shape, more than one where both sides "
               "have 8192 and more. Changes the rounding.",
               "N")
        ->check(CLI::Range(0, 4096));
    add.option("--time-limit", line.timeLimit, "Stop after so many seconds, with what there is.", "S")
        ->check(numberBetween(1e-9, unbounded));
    add.option("--threads", line.threads, "Threads; 0: all of the machine. The result does not depend on it.",
               "N")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    app.add_option("--seed", line.seed, "Seed of all that is drawn by chance.")
        ->type_name("N")
        ->capture_default_str()
        ->group("Fit");
    add.option(
           "--restarts", line.restarts,
           "Runs from different seeds: the best is kept; with --ranks they are compared, 10 if not given.",
           "N")
        ->check(CLI::Range(1, 100000));
    add.option("--perturbations", line.perturbations, "Then so many runs from the best, shaken.", "N")
        ->check(CLI::Range(0, 100000));
    const auto penalty = [&](const char* name, double& value, const char* what) {
        add.option(name, value, what, "L")->check(numberBetween(0, unbounded));
    };
    penalty("--l1-W", line.l1W, "Weight of the sum of W in the objective.");
    penalty("--l1-H", line.l1H, "Weight of the sum of H in the objective.");
    penalty("--l2-W", line.l2W, "Weight of half the sum of squares of W.");
    penalty("--l2-H", line.l2H, "Weight of half the sum of squares of H.");
    add.flag("--double", line.doublePrecision, "Compute in double precision; the variants always do.");
}

void addKnown(CLI::App& app, FactorizeLine& line) {
    Restricted add(app, line, "Known factors, missing entries");
    add.option("--weights", line.weights, "A weight for each entry, e.g. 1 / error^2; 0: leave it out.",
               "FILE");
    add.option("--missing", line.missing, "nan: entries that are NaN or empty are left out of the fit.",
               "nan")
        ->check(CLI::IsMember(std::vector<std::string>{"nan"}));
    add.flag("--impute", line.impute, "Write V.npy too, with what was left out filled in by W H.");
    add.option("--fixed-W", line.fixedW,
               "Hold these columns of W; with a larger -k the others are learned beside them.", "FILE");
    add.option("--transform", line.transform,
               "Keep this W (a file, or the folder of an earlier result) and find H for the new data IN.",
               "FILE");
    add.option("--update", line.update,
               "Go on from the result in this folder: IN is its matrix with more columns, rows, or both.",
               "DIR");
}

void addRanks(CLI::App& app, FactorizeLine& line) {
    Restricted add(app, line, "Choosing the rank");
    add.option("--ranks", line.ranks,
               "Try these ranks, 2..20 or 2..20:2 or 2,4,8, and write the suggested one.", "LIST");
    add.option("--held-out", line.heldOut,
               "Share of the entries to hide and predict with each rank; 0: none.", "X")
        ->check(numberBetween(0, 0.9))
        ->capture_default_str();
}

/// "  nmf              V = W H, ..." for each, in 80 columns.
std::string methodList() {
    constexpr std::size_t nameWidth = 22; // of the longest name, with room around it
    std::string list = "Methods:\n";
    for (const Method* method : allMethods()) {
        std::string lead = "  " + method->name;
        std::istringstream lines(wrapText(method->summary, 80 - nameWidth));
        for (std::string line; std::getline(lines, line); lead.clear())
            list += lead + std::string(nameWidth - lead.size(), ' ') + line + "\n";
    }
    return list + "\n";
}

constexpr const char* examples =
    "Examples:\n"
    "  winnow factorize faces.npy -k 20 -o parts\n"
    "  winnow factorize counts.npz -k 50 --loss kl -o topics --csv\n"
    "  winnow factorize expression.csv --ranks 2..10 --restarts 30 --plot -o ranks\n"
    "  winnow factorize ratings.csv -k 8 --missing nan --impute -o filled\n"
    "  winnow factorize song.flac -k 12 --loss kl --method convolutive -o atoms\n"
    "\n";
constexpr const char* notes = "DIR gets W.npy (rows x K), H.npy (K x columns) and report.json, with --csv "
                              "also W.csv and H.csv, with --plot "
                              "pictures. Some methods have other factors, which report.json names. Nothing "
                              "is written unless all is, and no "
                              "file is replaced without --force. The same matrix, options and version give "
                              "the same factors on any number "
                              "of threads.";

} // namespace

bool FactorizeLine::given(const std::string& option) const {
    return app->get_option(option)->count() > 0;
}

CLI::App* addFactorizeOptions(CLI::App& program, FactorizeLine& line) {
    CLI::App* app = program.add_subcommand("factorize", "Factorize a matrix into non-negative parts (NMF).");
    line.app = app;
    addInput(*app, line);
    addFit(*app, line);
    addKnown(*app, line);
    addRanks(*app, line);
    addVariantOptions(*app, line);
    app->add_flag("--csv", line.csv, "Write every factor as CSV too, with the names a text file came with.");
    app->add_flag("--plot", line.plot,
                  "Draw components and residual curve, and with --ranks what chose the rank.");
    app->add_option("--image-height", line.variant.imageHeight,
                    "Rows of the pictures that the columns of V are, pixels column by column; for --plot and "
                    "--method tv. A folder of pictures tells it.")
        ->type_name("N")
        ->check(CLI::Range(Index{1}, Index{1} << 30));
    addForce(*app, line.force);
    addJson(*app, line.json);
    addReporting(*app, line.reporting);
    app->footer(examples + methodList() + notes);
    return app;
}

std::vector<Index> parseRanks(const std::string& text) {
    const auto refuse = [&] {
        throw UsageError(fmt::format(
            "--ranks is '{}', and must be like 2..20, 2..20:2 or 2,4,8, of numbers from 1", text));
    };
    const auto number = [&](const std::string& word) {
        Index value = 0;
        const char* const end = word.data() + word.size();
        const auto [stop, error] = std::from_chars(word.data(), end, value);
        if (error != std::errc() || stop != end || value < 1 || value > 100000) refuse();
        return value;
    };
    std::set<Index> ranks;
    const std::size_t dots = text.find("..");
    if (dots == std::string::npos) {
        for (const std::string& word : CLI::detail::split(text, ','))
            ranks.insert(number(word));
    } else {
        const std::size_t colon = std::min(text.find(':', dots), text.size());
        const Index first = number(text.substr(0, dots)),
                    last = number(text.substr(dots + 2, colon - dots - 2)),
                    step = colon < text.size() ? number(text.substr(colon + 1)) : 1;
        if (last < first) refuse();
        for (Index rank = first; rank <= last; rank += step)
            ranks.insert(rank);
    }
    if (ranks.empty()) refuse();
    return {ranks.begin(), ranks.end()};
}

} // namespace winnow::tools
