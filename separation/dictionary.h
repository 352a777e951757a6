// SPDX-License-Identifier: GPL-3.0-or-later
/// Atoms on a frequency axis in Hz, in named groups.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nmf/types.h"

namespace winnow::separation {

enum class GroupKind { Speech, Noise };

/// Consecutive atoms of one source.
struct AtomGroup {
    std::string name; ///< "speech", "noise", "fan", ...
    GroupKind kind = GroupKind::Noise;
    int first = 0;
    int count = 0;
};

/// Magnitude spectra (atoms) sampled on an axis in Hz, so that one dictionary serves every sample rate and frame size.
/// Trained at some rate, it is bounded by that rate's half: bandwidthHz(). Above the bound it says nothing; the separator
/// then carries the mask of the highest known bands upward (see SupervisedSeparator).
class Dictionary {
public:
    Dictionary() = default;
    /// @param frequenciesHz  F, increasing from 0; @param atoms  F x K, non-negative, each column with a positive sum
    /// @param groups  cover all atoms in order, without overlap; at least one
    /// @throws std::invalid_argument
    Dictionary(std::vector<float> frequenciesHz, nmf::Matrix<float> atoms, std::vector<AtomGroup> groups);

    const std::vector<float>& frequenciesHz() const noexcept { return frequencies_; }
    const nmf::Matrix<float>& atoms() const noexcept { return atoms_; } ///< F x K, columns sum to 1
    const std::vector<AtomGroup>& groups() const noexcept { return groups_; }
    int atomCount() const noexcept { return static_cast<int>(atoms_.cols()); }
    int count(GroupKind kind) const noexcept;
    double bandwidthHz() const noexcept { return frequencies_.empty() ? 0 : frequencies_.back(); }

    /// Atoms at bins k * sampleRate / frameSize up to min(bandwidthHz, sampleRate/2): bins x K. Linear interpolation
    /// where the bins are finer than the axis, mean over the bin's width where they are coarser, so that an atom's
    /// energy density in Hz is kept; columns sum to 1 again unless an atom has nothing in the band (then 0). [main]
    nmf::Matrix<float> onBins(double sampleRate, int frameSize) const;

    /// This dictionary with further atoms behind its own as a new group. Their axis must be the same.
    /// @throws std::invalid_argument (other axis, name taken)
    Dictionary withGroup(const AtomGroup& group, const nmf::Matrix<float>& atoms) const;
    /// Only the groups for which keep is true, in order.
    Dictionary withGroups(const std::vector<bool>& keep) const;

private:
    std::vector<float> frequencies_;
    nmf::Matrix<float> atoms_;
    std::vector<AtomGroup> groups_;
};

} // namespace winnow::separation
