// SPDX-License-Identifier: GPL-3.0-or-later
/// Atoms on a frequency axis in Hz, in named groups.
#pragma once

#include "nmf/types.h"

#include <string>
#include <vector>

namespace winnow::separation {

enum class GroupKind { Speech, Noise };

/// Consecutive atoms of one source.
struct AtomGroup {
    std::string name; ///< "speech", "noise", "fan", ...
    GroupKind kind = GroupKind::Noise;
    int first = 0;
    int count = 0;
};

/// Magnitude spectra (atoms) sampled on an axis in Hz, so that one dictionary serves every sample rate and
/// frame size. Trained at some rate, it is bounded by that rate's half: bandwidthHz(). Above the bound it
/// says nothing; the separator then carries the mask of the highest known bands upward (see
/// SupervisedSeparator). Immutable. [any]
class Dictionary {
public:
    Dictionary() = default; ///< empty
    /// @param frequenciesHz  F (at least 2), increasing from 0; @param atoms  F x K, non-negative and finite,
    /// each column with a positive sum @param groups  cover all atoms in order, without gap or overlap; at
    /// least one; names differ
    /// @throws std::invalid_argument
    Dictionary(std::vector<float> frequenciesHz, nmf::Matrix<float> atoms, std::vector<AtomGroup> groups);

    const std::vector<float>& frequenciesHz() const noexcept { return frequencies_; }
    const nmf::Matrix<float>& atoms() const noexcept { return atoms_; } ///< F x K, columns sum to 1
    const std::vector<AtomGroup>& groups() const noexcept { return groups_; }
    int atomCount() const noexcept { return static_cast<int>(atoms_.cols()); }
    int count(GroupKind kind) const noexcept; ///< atoms of all groups of a kind
    double bandwidthHz() const noexcept {
        return frequencies_.empty() ? 0 : static_cast<double>(frequencies_.back());
    }

    /// Atoms at bins k * sampleRate / frameSize up to min(bandwidthHz, sampleRate/2): bins x K. Moved so that
    /// an atom's energy density in Hz is kept (see moveToAxis): interpolated where the bins are finer than
    /// the axis, averaged where they are coarser. Columns sum to 1 again, unless an atom has next to nothing
    /// (below -80 dB) in the band: then 0.
    /// @throws std::invalid_argument for sampleRate <= 0 or frameSize < 2. [main]
    nmf::Matrix<float> onBins(double sampleRate, int frameSize) const;

    /// This dictionary with further atoms behind its own as a new group; `first` and `count` of `group` are
    /// set here.
    /// @param atoms  F x K', on the same axis
    /// @throws std::invalid_argument (other axis, name taken)
    Dictionary withGroup(const AtomGroup& group, const nmf::Matrix<float>& atoms) const;
    /// Only the groups for which keep is true, in order.
    /// @throws std::invalid_argument for another number of flags than groups, or none true
    Dictionary withGroups(const std::vector<bool>& keep) const;

private:
    std::vector<float> frequencies_;
    nmf::Matrix<float> atoms_;
    std::vector<AtomGroup> groups_;
};

} // namespace winnow::separation
