// SPDX-License-Identifier: GPL-3.0-or-later
/// The steps of a factor on a grid of blocks, tile by tile: least squares, or multiplicative.
#pragma once

#include "nmf/atom_steps.h"
#include "nmf/factorize.h"
#include "nmf/grid/grid_factor.h"
#include "nmf/least_squares/learned_atoms.h"
#include "nmf/penalties.h"
#include "nmf/scaling.h"

#include <memory>
#include <optional>
#include <vector>

namespace winnow::nmf {

/// Half an iteration's steps: prepare() with what all tiles have in common, then apply() to each.
template <class T> class TileSteps {
public:
    struct Half {
        GridFactor<T>& factor;      ///< that is improved
        const GridFactor<T>& other; ///< measured
        bool isW, isLong;
        Index firstAtom; ///< that is learned; those before are held
        int sweeps;      ///< inner ones of least squares
    };

    /// @param solver  null: multiplicative steps; @param denominators  BlockProducts::denominators()
    TileSteps(const Options& options, const Penalties& penalties, const Scaling<T>& scaling,
              std::unique_ptr<GramSolver<T>> solver, bool denominators)
        : options_(options), penalties_(penalties), solver_(std::move(solver)), denominators_(denominators),
          floors_{scaling.floorH, Scaling<T>::floorW}, ceilings_{scaling.ceilingH, Scaling<T>::ceilingW} {}

    bool multiplicative() const noexcept { return solver_ == nullptr; }
    /// @param firstLearned  atoms of W before are held
    void allocate(Index atoms, Index stride, Index firstLearned, int workers);
    /// Keeps the start of multiplicative steps within bounds; zeros stay. @param isW  the factor is W
    void bound(GridFactor<T>& factor, bool isW) const;

    /// @param sizes  of the atoms; @param relaxation  times the multiplicative step's exponent. [main]
    void prepare(const Half& half, const std::vector<AtomSize>& sizes, double relaxation);
    /// @param N, D  of the tile, stride x columns; D null where the denominators are sums of the other factor
    void apply(int worker, Index tile, const T* N, const T* D);

private:
    struct Worker {
        AlignedBuffer<T> N, solver, learned;
    };
    void applyGram(int worker, Index tile, const T* N);

    const Options& options_;
    const Penalties& penalties_;
    std::unique_ptr<GramSolver<T>> solver_;
    bool denominators_;
    double floors_[2], ceilings_[2]; ///< of H, and of W
    Index atoms_ = 0, stride_ = 0;
    std::vector<Worker> workers_;
    // Of the half at work.
    std::optional<Half> half_;
    AlignedBuffer<T> gram_; ///< with penalties
    LearnedAtoms<T> learned_;
    std::vector<T> gramSlopes_;            ///< taken off N
    std::vector<double> slopes_, squares_; ///< of multiplicative steps
    std::optional<AtomSteps<T>> steps_;
    StepKind kind_{};
};

} // namespace winnow::nmf
