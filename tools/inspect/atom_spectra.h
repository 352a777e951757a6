// SPDX-License-Identifier: GPL-3.0-or-later
/// What the atoms of a model sound like, as spectra, whatever its engine.
#pragma once

#include "nmf/types.h"
#include "separation/model.h"

#include <string>
#include <vector>

namespace winnow::tools {

/// The fixed atoms of one group.
struct GroupSpectra {
    std::string name;
    separation::GroupKind kind = separation::GroupKind::Noise;
    nmf::Matrix<float> atoms; ///< F x K magnitudes, sorted by spectral centroid from low to high
};

struct AtomSpectra {
    std::vector<float> frequenciesHz; ///< F, increasing from 0
    std::vector<GroupSpectra>
        groups; ///< in the model's order; groups that are learned while audio runs are left out
    double bandwidthHz() const {
        return frequenciesHz.empty() ? 0 : static_cast<double>(frequenciesHz.back());
    }
};

/// Spectra of a model's atoms; empty for an engine that has none to show. [main]
AtomSpectra atomSpectra(const separation::Model& model);

/// Columns in order of their spectral centroid, sum(f * a) / sum(a); those that are all zero come first.
/// [any]
nmf::Matrix<float> sortedByCentroid(const nmf::Matrix<float>& atoms, const std::vector<float>& frequenciesHz);

} // namespace winnow::tools
