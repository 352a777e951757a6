// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/nmf_data.h"

#include "nmf/random.h"

#include <cmath>

namespace winnow::bench {

namespace {

float exponentialAt(std::uint64_t stream, nmf::Index index) {
    return static_cast<float>(-std::log(1 - nmf::uniformAt(1, stream, static_cast<std::uint64_t>(index))));
}

} // namespace

nmf::Matrix<float> spectrogram(nmf::Index m, nmf::Index n) {
    constexpr nmf::Index rank = 24;
    nmf::Matrix<float> W(m, rank);
    nmf::Matrix<float> H(rank, n);
    for (nmf::Index i = 0; i < W.size(); ++i)
        W.data()[i] = exponentialAt(1, i);
    for (nmf::Index i = 0; i < H.size(); ++i)
        H.data()[i] = exponentialAt(2, i);
    nmf::Matrix<float> V = W * H;
    for (nmf::Index i = 0; i < V.size(); ++i)
        V.data()[i] = V.data()[i] * exponentialAt(3, i) + 1e-4F;
    return V;
}

nmf::Matrix<float> uniformFactor(nmf::Index rows, nmf::Index columns, unsigned seed) {
    nmf::Matrix<float> result(rows, columns);
    for (nmf::Index i = 0; i < result.size(); ++i)
        result.data()[i] =
            static_cast<float>(0.1 + 0.9 * nmf::uniformAt(seed, 4, static_cast<std::uint64_t>(i)));
    return result;
}

} // namespace winnow::bench
