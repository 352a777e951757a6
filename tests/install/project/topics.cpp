// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorizes a small matrix of word counts into two topics.
#include "nmf/factorize.h"

#include <cstdio>

int main() {
    using namespace winnow::nmf;
    Matrix<double> V(4, 4); // words x documents
    V << 4, 3, 0, 0,        //
        2, 3, 0, 1,         //
        0, 0, 5, 4,         //
        0, 1, 3, 3;
    Options options;
    options.rank = 2;
    options.beta = 1; // Kullback-Leibler
    options.seed = 1;
    const Factorization<double> result = factorize<double>(V, options);
    std::printf("divergence %.3f after %d iterations\n", result.trace.back(), result.iterations);
    for (Index topic = 0; topic < result.W.cols(); ++topic) {
        Index word = 0;
        result.W.col(topic).maxCoeff(&word);
        std::printf("topic %d: word %d\n", static_cast<int>(topic), static_cast<int>(word));
    }
    return 0;
}
