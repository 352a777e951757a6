// SPDX-License-Identifier: GPL-3.0-or-later
/// What a solver on a grid of blocks needs of V: sums over the entries of a block.
#pragma once

#include "nmf/types.h"

namespace winnow::nmf {

/// This rank's blocks of V ~ A B: its shards of rows ("bands", from 0), and of its columns as many at once as
/// suit the storage. A column of a factor has `stride` elements, zeros behind the last atom. Numerators and
/// denominators are those of a multiplicative step; a least-squares step has its A^T V in the place of the
/// numerator. Functions with a `worker` by any number of workers at once, each with its own. [any]
template <class T> class BlockProducts {
public:
    virtual ~BlockProducts() = default;

    /// Before everything else; again for another number of atoms. @param most  workers
    virtual void allocate(Index atoms, Index stride, int most) = 0;
    /// Columns that are worked on at once: a multiple of kernels::kTileColumns.
    virtual Index width() const noexcept = 0;
    /// Whether the denominators are sums of their own, and not of the factors alone.
    virtual bool denominators() const noexcept = 0;
    /// Takes over A (stride x this rank's rows), after each change. [main]
    virtual void setShort(const T* A) = 0;

    /// Columns first .. first+count-1 of this rank's for the functions below.
    virtual void load(int worker, Index first, Index count) = 0;
    /// Whether load() has nothing to do, so that bands may be worked on apart.
    virtual bool inPlace() const noexcept = 0;
    /// Numerator (denominator) of B's step of the band: added to N (D), stride x count, which begin as zeros.
    virtual void addLong(int worker, int band, const T* B, T* N, T* D) = 0;
    /// Whether to use columns for both factors while they are in the cache pays more than to use one band of
    /// A while it is.
    virtual bool onePassPays() const noexcept = 0;
    /// Elements of a sum for A's part of the band, in an order of the implementation's own.
    virtual Index totalSize(int band) const noexcept = 0;
    /// The columns' part of the numerator (denominator) of A's step is added.
    virtual void addShort(int worker, int band, const T* B, T* total, T* totalD) = 0;
    /// Whether that order is another than stride x the band's rows.
    virtual bool packed() const noexcept = 0;
    /// A total as stride x the band's rows, where it is packed.
    virtual void unpack(int band, const T* total, T* sum) const = 0;

    /// Before a round of divergence(). [main]
    virtual void prepareDivergence() {}
    /// Divergence of the band's columns; without the model's sum where modelSumApart().
    virtual double divergence(int worker, int band, const T* B) = 0;
    /// Whether there is one. There is none of least squares on stored entries alone.
    virtual bool hasDivergence() const noexcept { return true; }
    virtual bool modelSumApart() const noexcept { return false; }
    /// Sum of squares of the band's columns.
    virtual double squares(int worker, int band) const = 0;
};

} // namespace winnow::nmf
