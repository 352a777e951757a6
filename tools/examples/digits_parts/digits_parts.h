// SPDX-License-Identifier: GPL-3.0-or-later
/// Images as sums of parts: NMF against vector quantisation and PCA.
#pragma once

#include "tools/examples/common/random.h"
#include "tools/examples/example.h"

namespace winnow::examples::digits_parts {

struct Options {
    std::uint64_t seed = 0;
    Index images = 500;
    Index parts = 25;
    int restarts = 5; ///< on the swimmer
};

struct Dictionary {
    Matrix atoms;          ///< 64 x parts
    double sparseness = 0; ///< mean over the atoms, Hoyer's, of their magnitudes
    double error = 0;      ///< |V - model| / |V|
    double negative = 0;   ///< share of the atoms' and activations' elements below zero
    double limbs = 0;      ///< of the swimmer's 16 positions of limbs, how many an atom stands for
    Matrix swimmer;        ///< 1024 x 16: atoms on the swimmer
};

struct Figures {
    Dictionary nmf, sparseNmf, vq, pca; ///< sparseNmf: with Hoyer's constraint (no swimmer)
    Matrix swimmers;                    ///< 1024 x 256: the images
};

/// The swimmer (Donoho & Stodden 2003): 32 x 32 pixels, a torso and four limbs, each in one of 4 positions:
/// all 256 images. Columns are images, column by column.
Matrix swimmerImages();
/// 1024 x 16: the pixels of each limb in each position.
Matrix swimmerLimbs();

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::digits_parts
