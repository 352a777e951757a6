// SPDX-License-Identifier: GPL-3.0-or-later
/// Atoms of a model as spectra.
#include "tools/inspect/atom_spectra.h"

#include "separation/layered/layered_model.h"

#include <algorithm>
#include <numeric>

namespace winnow::tools {
namespace {

using nmf::Index;

AtomSpectra spectraOf(const nmf::Matrix<float>& atoms, std::vector<float> frequenciesHz,
                      const std::vector<separation::AtomGroup>& groups) {
    AtomSpectra spectra{std::move(frequenciesHz), {}};
    for (const separation::AtomGroup& group : groups) {
        if (group.first + group.count > atoms.cols()) continue; // found while audio runs: nothing stored
        spectra.groups.push_back(
            {group.name, group.kind,
             sortedByCentroid(atoms.middleCols(group.first, group.count), spectra.frequenciesHz)});
    }
    return spectra;
}

} // namespace

AtomSpectra atomSpectra(const separation::Model& model) {
    if (const auto* plain = dynamic_cast<const separation::NmfModel*>(&model))
        return spectraOf(plain->dictionary().atoms(), plain->dictionary().frequenciesHz(), model.groups());
    if (const auto* layered = dynamic_cast<const separation::layered::LayeredModel*>(&model)) {
        const nmf::Matrix<float>& R = layered->weights().R;
        // Bins of the engine's own frames, from 0 Hz to half its rate.
        std::vector<float> axis(static_cast<std::size_t>(R.rows()));
        for (std::size_t k = 0; k < axis.size(); ++k)
            axis[k] = static_cast<float>(static_cast<double>(k) / model.frontEnd().frameSeconds);
        return spectraOf(R, std::move(axis), model.groups());
    }
    return {};
}

nmf::Matrix<float> sortedByCentroid(const nmf::Matrix<float>& atoms,
                                    const std::vector<float>& frequenciesHz) {
    const Eigen::Map<const Eigen::VectorXf> axis(frequenciesHz.data(),
                                                 static_cast<Index>(frequenciesHz.size()));
    std::vector<double> centroids;
    for (Index k = 0; k < atoms.cols(); ++k) {
        const double sum = static_cast<double>(atoms.col(k).sum());
        centroids.push_back(sum > 0 ? static_cast<double>(atoms.col(k).dot(axis)) / sum : 0.0);
    }
    std::vector<Index> order(centroids.size());
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
        return centroids[static_cast<std::size_t>(a)] < centroids[static_cast<std::size_t>(b)];
    });
    nmf::Matrix<float> sorted(atoms.rows(), atoms.cols());
    for (Index k = 0; k < atoms.cols(); ++k)
        sorted.col(k) = atoms.col(order[static_cast<std::size_t>(k)]);
    return sorted;
}

} // namespace winnow::tools
