// SPDX-License-Identifier: GPL-3.0-or-later
/// An application of NMF as the program shows it: figures and a picture.
#pragma once

#include "tools/plot/canvas.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace winnow::examples {

/// A measured number: "purity, NMF", 0.78.
struct Figure {
    std::string what;
    double value = 0;
};

struct Outcome {
    std::vector<Figure> figures;
    std::function<tools::Canvas()> draw; ///< draws the picture, when asked
};

struct Example {
    std::string name;     ///< as on the command line
    std::string sentence; ///< what it shows
    std::function<Outcome(std::uint64_t seed)> run;
};

/// All of them, in the order of docs/applications/README.md. [any]
const std::vector<Example>& allExamples();

} // namespace winnow::examples
