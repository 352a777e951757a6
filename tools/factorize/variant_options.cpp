// SPDX-License-Identifier: GPL-3.0-or-later
/// The options of the variants, each of one method or two.
#include "tools/factorize/restricted_options.h"

namespace winnow::tools {

void addVariantOptions(CLI::App& app, FactorizeLine& line) {
    VariantLine& v = line.variant;
    Restricted add(app, line, "Variants");
    add.option("--column-rank", v.columnRank, "tri: clusters of columns, if not as many as of rows.", "L")
        ->check(CLI::Range(Index{1}, Index{1} << 30));
    add.flag("--orthogonal", v.orthogonal, "tri: F and G with (nearly) orthogonal clusters.");
    add.option("--taps", v.taps,
               "convolutive and online-convolutive: columns of V that an atom extends over.", "T")
        ->check(CLI::Range(Index{1}, Index{1} << 30))
        ->capture_default_str();
    add.option("--shifts", v.shifts, "convolutive: rows by which an atom can be moved down, 1 for none.", "F")
        ->check(CLI::Range(Index{1}, Index{1} << 30))
        ->capture_default_str();
    add.option("--layer", v.layers,
               "convolutive: a further layer K:T:POOL, on the activations below, the largest of POOL columns "
               "each. May be given again.",
               "LAYER")
        ->take_all()
        ->allow_extra_args(false);
    add.option("--batch", v.batch, "online methods: columns a batch.", "N")
        ->check(CLI::Range(Index{1}, Index{1} << 30))
        ->capture_default_str();
    add.option("--passes", v.passes, "online methods: times through the data.", "N")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    add.option("--forgetting", v.forgetting,
               "online methods: weight of what was known before each batch, up to 1.", "X")
        ->check(numberBetween(1e-6, 1))
        ->capture_default_str();
    add.option("--sparseness-W", v.sparsenessW, "hoyer: sparseness of each column of W, 0 to 1.", "X")
        ->check(numberBetween(0, 1));
    add.option("--sparseness-H", v.sparsenessH, "hoyer: sparseness of each row of H, 0 to 1.", "X")
        ->check(numberBetween(0, 1));
    add.option("--smoothness", v.smoothness, "smooth: weight of the changes of H from column to column.", "X")
        ->check(numberBetween(0, unbounded));
    add.option("--variation", v.variation, "tv: weight of the total variation of W's columns as pictures.",
               "X")
        ->check(numberBetween(0, unbounded));
    add.option("--algorithm", v.algorithm, "separable: how the columns are found.", "NAME")
        ->check(CLI::IsMember(std::vector<std::string>{"spa", "xray"}))
        ->capture_default_str();
    add.flag("--keep-scale", v.keepScale, "separable: do not scale the columns to sum 1 before spa picks.");
    add.option("--min-documents", v.minDocuments, "anchor: documents that an anchor word must occur in.", "N")
        ->check(CLI::Range(Index{1}, Index{1} << 30))
        ->capture_default_str();
    add.option("--coupling", v.coupling, "joint: one H for all, or one each with a penalty on differences.",
               "NAME")
        ->check(CLI::IsMember(std::vector<std::string>{"shared", "pairwise", "consensus"}))
        ->capture_default_str();
    add.option("--coupling-strength", v.couplingStrength, "joint: weight of that penalty.", "X")
        ->check(numberBetween(0, unbounded))
        ->capture_default_str();
    add.option("--view-weights", v.viewWeights, "joint: weight of each IN, with commas.", "LIST")
        ->delimiter(',')
        ->allow_extra_args(false);
    add.option("--exact-tolerance", v.exactTolerance,
               "exact, exact-symmetric: what counts as zero, relative.", "X")
        ->check(numberBetween(1e-15, 0.1))
        ->capture_default_str();
}

} // namespace winnow::tools
