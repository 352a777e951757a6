// SPDX-License-Identifier: GPL-3.0-or-later
/// Atoms on a frequency axis in Hz, in named groups.
#include "separation/dictionary.h"

#include "separation/spectral_axis.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <utility>

namespace winnow::separation {

namespace {

/// An atom with less of its sum in a band than this says nothing about the band: -80 dB.
constexpr double leastShareInBand = 1e-4;

void requireAxis(const std::vector<float>& frequencies) {
    if (frequencies.size() < 2 || frequencies.front() != 0.0F)
        throw std::invalid_argument(
            "dictionary: the frequency axis must start at 0 and have at least two values");
    for (std::size_t i = 1; i < frequencies.size(); ++i)
        if (!(frequencies[i] > frequencies[i - 1]) || !std::isfinite(frequencies[i]))
            throw std::invalid_argument("dictionary: the frequency axis must increase");
}

void requireGroups(const std::vector<AtomGroup>& groups, Eigen::Index atoms) {
    std::set<std::string> names;
    Eigen::Index next = 0;
    for (const AtomGroup& group : groups) {
        if (group.first != next || group.count < 1)
            throw std::invalid_argument("dictionary: group '" + group.name +
                                        "' must follow the one before it");
        if (group.name.empty() || !names.insert(group.name).second)
            throw std::invalid_argument("dictionary: group names must differ and not be empty ('" +
                                        group.name + "')");
        next += group.count;
    }
    if (next != atoms || groups.empty())
        throw std::invalid_argument("dictionary: groups of " + std::to_string(next) + " atoms do not cover " +
                                    std::to_string(atoms));
}

/// Divides each column by its sum. Columns that sum to 1 but for rounding stay as they are, so that a
/// dictionary read from a file is the one that was written, to the bit.
void normalise(nmf::Matrix<float>& atoms) {
    for (Eigen::Index a = 0; a < atoms.cols(); ++a) {
        const double sum = atoms.col(a).cast<double>().sum();
        if (!atoms.col(a).allFinite() || !(atoms.col(a).array() >= 0.0F).all() || !(sum > 0.0))
            throw std::invalid_argument("dictionary: atom " + std::to_string(a) +
                                        " must be finite, not negative and not all zero");
        if (std::abs(sum - 1.0) > 1e-5) atoms.col(a) = (atoms.col(a).cast<double>() / sum).cast<float>();
    }
}

} // namespace

Dictionary::Dictionary(std::vector<float> frequenciesHz, nmf::Matrix<float> atoms,
                       std::vector<AtomGroup> groups)
    : frequencies_(std::move(frequenciesHz)), atoms_(std::move(atoms)), groups_(std::move(groups)) {
    requireAxis(frequencies_);
    if (atoms_.rows() != static_cast<Eigen::Index>(frequencies_.size()))
        throw std::invalid_argument("dictionary: atoms of " + std::to_string(atoms_.rows()) +
                                    " values on an axis of " + std::to_string(frequencies_.size()));
    requireGroups(groups_, atoms_.cols());
    normalise(atoms_);
}

int Dictionary::count(GroupKind kind) const noexcept {
    int sum = 0;
    for (const AtomGroup& group : groups_)
        sum += group.kind == kind ? group.count : 0;
    return sum;
}

nmf::Matrix<float> Dictionary::onBins(double sampleRate, int frameSize) const {
    if (!(sampleRate > 0) || !std::isfinite(sampleRate) || frameSize < 2)
        throw std::invalid_argument("dictionary: sample rate and frame size must be positive");
    if (frequencies_.empty()) throw std::invalid_argument("dictionary: it is empty");
    const double limit = std::min(bandwidthHz(), sampleRate / 2);
    const std::vector<double> axis(frequencies_.begin(), frequencies_.end());
    nmf::Matrix<float> moved = moveToAxis(axis, atoms_, binFrequencies(sampleRate / frameSize, limit));

    // What share of an atom lies in the band is judged on its own axis, where its sum is 1.
    const auto known = std::upper_bound(axis.begin(), axis.end(), limit * (1 + 1e-9)) - axis.begin();
    for (Eigen::Index a = 0; a < moved.cols(); ++a) {
        const double sum = moved.col(a).cast<double>().sum();
        if (sum > 0.0 && atoms_.col(a).head(known).cast<double>().sum() > leastShareInBand)
            moved.col(a) = (moved.col(a).cast<double>() / sum).cast<float>();
        else
            moved.col(a).setZero();
    }
    return moved;
}

Dictionary Dictionary::withGroup(const AtomGroup& group, const nmf::Matrix<float>& atoms) const {
    if (atoms.rows() != atoms_.rows())
        throw std::invalid_argument("dictionary: the new group's atoms lie on another frequency axis");
    nmf::Matrix<float> joined(atoms_.rows(), atoms_.cols() + atoms.cols());
    joined.leftCols(atoms_.cols()) = atoms_;
    joined.rightCols(atoms.cols()) = atoms;
    std::vector<AtomGroup> groups = groups_;
    groups.push_back({group.name, group.kind, atomCount(), static_cast<int>(atoms.cols())});
    return Dictionary(frequencies_, std::move(joined), std::move(groups));
}

Dictionary Dictionary::withGroups(const std::vector<bool>& keep) const {
    if (keep.size() != groups_.size())
        throw std::invalid_argument("dictionary: give one flag for each group");
    std::vector<AtomGroup> groups;
    nmf::Matrix<float> atoms(atoms_.rows(), 0);
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        if (!keep[g]) continue;
        AtomGroup group = groups_[g];
        const Eigen::Index first = std::exchange(group.first, static_cast<int>(atoms.cols()));
        atoms.conservativeResize(Eigen::NoChange, atoms.cols() + group.count);
        atoms.rightCols(group.count) = atoms_.middleCols(first, group.count);
        groups.push_back(std::move(group));
    }
    return Dictionary(frequencies_, std::move(atoms), std::move(groups));
}

} // namespace winnow::separation
