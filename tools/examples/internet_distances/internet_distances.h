// SPDX-License-Identifier: GPL-3.0-or-later
/// Internet distances predicted from few measurements.
#pragma once

#include "tools/examples/common/random.h"
#include "tools/examples/example.h"

namespace winnow::examples::internet_distances {

struct Options {
    std::uint64_t seed = 0;
    Index hosts = 400;
    Index references = 32; ///< landmarks, or neighbours of each host
    Index dimensions = 8;
};

struct Accuracy {
    std::string method;
    double median = 0, ninetieth = 0; ///< of |predicted - true| / true over the pairs that were not measured
    double measuredShare = 0;         ///< of all ordered pairs
    std::vector<double> errors;       ///< sorted: their distribution
};

struct Figures {
    std::vector<Accuracy> methods; ///< IDES with NMF, IDES with SVD, Phoenix, Vivaldi
    double violations = 0;         ///< share of triples that violate the triangle inequality
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::internet_distances
