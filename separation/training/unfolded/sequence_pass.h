// SPDX-License-Identifier: GPL-3.0-or-later
/// One sequence (mixture) through the model and back: the hot part of a training step.
#pragma once

#include "separation/training/unfolded/shape.h"

namespace winnow::separation::unfolded {

/// Features and target of one sequence; matrices are column-major, a column a frame. Constants for the
/// gradient.
template <class T> struct SequenceView {
    int frames = 0;
    const T* v1 = nullptr;        ///< D1 x frames, 1e-4 added
    const T* n = nullptr;         ///< 97 x frames, the tracker's fine bands, levelled
    const T* A = nullptr;         ///< 257 x frames, levelled |X|^p
    const T* An = nullptr;        ///< 257 x frames, the tracker's
    const T* magnitude = nullptr; ///< 257 x frames, |X|/s
    const T* target = nullptr;    ///< 257 x frames, (|S|/s + 1e-4)^0.4
    const T* phase = nullptr;     ///< 257 x frames, 1 - C
};

/// The fixed matrices Mb [97 x dynamic] and Mf [257 x dynamic], column-major.
template <class T> struct FixedView {
    const T* Mb = nullptr;
    const T* Mf = nullptr;
};

/// Holds what the backward pass needs; one object a thread. No Eigen in this interface: the implementation
/// exists once per SIMD level.
template <class T> class SequencePass {
public:
    SequencePass() = default;
    SequencePass(const SequencePass&) = delete;
    SequencePass& operator=(const SequencePass&) = delete;
    virtual ~SequencePass();

    /// Gain (257 x frames, valid until the next call) of all frames. @param weights  in the order of Layout
    /// `weights` and `gradient` below start at multiples of 64 bytes, if results shall not differ in their
    /// last bits.
    virtual const T* forward(const SequenceView<T>& sequence, const T* weights) = 0;

    /// Loss of the sequence last given to `forward` times `scale`; the gradient with respect to the weights
    /// is added to `gradient`. The sequence and the weights must still be there.
    virtual double lossAndGradient(T scale, T* gradient) = 0;

    /// The loss alone.
    virtual double loss(T scale) = 0;
};

// One instance for all SIMD levels.
extern template class SequencePass<float>;
extern template class SequencePass<double>;

} // namespace winnow::separation::unfolded
