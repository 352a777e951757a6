// SPDX-License-Identifier: GPL-3.0-or-later
/// Everything the training finds: the parameters of the two-layer engine, as inference uses them.
#pragma once

#include "nmf/types.h"
#include "separation/layered/config.h"
#include "separation/model_file.h"

#include <map>
#include <string>
#include <vector>

namespace winnow::separation::layered {

/// One layer's NMF: h = NMF(v; W, ...). D rows, K atoms.
struct LayerWeights {
    nmf::Matrix<float> W;        ///< D x K, non-negative; u^T W = 1 for every atom
    std::vector<float> u;        ///< D: weights of the rows in the divergence
    std::vector<float> prior;    ///< K, sums to 1
    std::vector<float> kap, den; ///< K
    std::vector<float> eta;      ///< one exponent an update
};

/// The tensors of a model, under the names of its file (with 1 and 2 for the layers).
struct LayeredWeights {
    LayeredConfig config;
    LayerWeights layer1, layer2;
    std::vector<float> b0, denb;  ///< nb: dynamic atoms' start and denominators
    nmf::Matrix<float> R;         ///< bins x K2: spectra of the second layer's atoms
    std::vector<float> over;      ///< bins: weight of the tracked noise
    std::vector<float> e, c, off; ///< bins: the mask's exponent, its second term's weight, its offset
    std::vector<float> dd;        ///< bins: decision-directed smoothing, 0 .. <1
    nmf::Matrix<float> decay;     ///< traces x K1, 0 .. <1
    std::vector<float> tgain;     ///< traces + 1: gains of h1 and its traces, K1 included
};

/// Checks every size against the configuration and every value's range. [main]
/// @throws std::invalid_argument naming the parameter
void checkWeights(const LayeredWeights& weights);

/// The tensors of a file. [main]
std::map<std::string, Tensor> tensorsFromWeights(const LayeredWeights& weights);

/// The weights in a file's tensors; `config` says which sizes to expect. Tensors of other names are refused.
/// [main]
/// @throws std::invalid_argument naming the tensor that is missing, has another shape or values out of range
LayeredWeights weightsFromTensors(const std::map<std::string, Tensor>& tensors, const LayeredConfig& config);

} // namespace winnow::separation::layered
