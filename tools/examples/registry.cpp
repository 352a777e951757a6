// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/admixture/admixture.h"
#include "tools/examples/astronomy/astronomy.h"
#include "tools/examples/digits_parts/digits_parts.h"
#include "tools/examples/direct_imaging/direct_imaging.h"
#include "tools/examples/drug_targets/drug_targets.h"
#include "tools/examples/example.h"
#include "tools/examples/expression/expression.h"
#include "tools/examples/imputation/imputation.h"
#include "tools/examples/internet_distances/internet_distances.h"
#include "tools/examples/pet/pet.h"
#include "tools/examples/short_ones/short_ones.h"
#include "tools/examples/signatures/signatures.h"
#include "tools/examples/stacked_features/stacked_features.h"
#include "tools/examples/text/text.h"
#include "tools/examples/unmixing/unmixing.h"

#include <memory>

namespace winnow::examples {
namespace {

/// An example from the three functions that its folder has. Data goes one way: options, figures, picture.
template <class Options, class Figures>
Example entry(const char* name, const char* sentence, Figures (*run)(const Options&),
              std::vector<Figure> (*table)(const Figures&), tools::Canvas (*draw)(const Figures&)) {
    return {name, sentence, [=](std::uint64_t seed) {
                Options options;
                options.seed = seed;
                const auto figures = std::make_shared<const Figures>(run(options));
                return Outcome{table(*figures), [=] { return draw(*figures); }};
            }};
}

} // namespace

const std::vector<Example>& allExamples() {
    static const std::vector<Example> examples{
        entry("text", "Topics and clusters of passages from five licences; KL-NMF is PLSA", &text::run,
              &text::table, &text::draw),
        entry("astronomy", "Galaxy spectra with errors and gaps by weighted NMF", &astronomy::run,
              &astronomy::table, &astronomy::draw),
        entry("direct-imaging", "A companion beside a star by sequential NMF", &direct_imaging::run,
              &direct_imaging::table, &direct_imaging::draw),
        entry("imputation", "Missing pixels filled in", &imputation::run, &imputation::table,
              &imputation::draw),
        entry("unmixing", "Materials of a hyperspectral scene by separable NMF", &unmixing::run,
              &unmixing::table, &unmixing::draw),
        entry("internet-distances", "Distances between hosts from few measurements: IDES and Phoenix",
              &internet_distances::run, &internet_distances::table, &internet_distances::draw),
        entry("admixture", "Ancestries of admixed individuals by sNMF", &admixture::run, &admixture::table,
              &admixture::draw),
        entry("expression", "Tumour classes from gene expression by consensus clustering", &expression::run,
              &expression::table, &expression::draw),
        entry("mutational-signatures", "Mutational signatures that were planted, found again",
              &signatures::run, &signatures::table, &signatures::draw),
        entry("drug-targets", "Hidden links of drugs and targets by tri-factorization", &drug_targets::run,
              &drug_targets::table, &drug_targets::draw),
        entry("pet", "Curves and images of dynamic PET by sparse NMF", &pet::run, &pet::table, &pet::draw),
        entry("parts", "Images as sums of parts, against vector quantisation and PCA", &digits_parts::run,
              &digits_parts::table, &digits_parts::draw),
        entry("stacked-features", "Convolutive features of images, pooled and stacked",
              &stacked_features::run, &stacked_features::table, &stacked_features::draw),
        entry("short", "Seven more in short", &short_ones::run, &short_ones::table, &short_ones::draw),
    };
    return examples;
}

} // namespace winnow::examples
