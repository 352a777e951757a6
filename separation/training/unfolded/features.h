// SPDX-License-Identifier: GPL-3.0-or-later
/// What the model sees of a mixture, and what it should make of it: constants of the training step.
#pragma once

#include "nmf/types.h"
#include "separation/layered/bands.h"
#include "separation/training/unfolded/sequence_pass.h"

#include <complex>

namespace winnow::separation::unfolded {

template <class T>
using Spectra = Eigen::Matrix<std::complex<T>, Eigen::Dynamic, Eigen::Dynamic>; ///< bins x frames

/// The matrices behind SequenceView.
template <class T> struct SequenceData {
    nmf::Matrix<T> v1, n, A, An, magnitude, target, phase;

    int frames() const { return static_cast<int>(v1.cols()); }
    SequenceView<T> view() const {
        return {frames(),  v1.data(),        n.data(),      A.data(),
                An.data(), magnitude.data(), target.data(), phase.data()};
    }
};

/// The spectra without the frames below -90 dBFS, which the engine passes over: they start and feed nothing
/// and teach nothing. @param X  decides which; @param S  loses the same frames. At least one frame stays.
/// [any]
template <class T> void dropSilence(Spectra<T>& X, Spectra<T>& S);

/// Noise power by the minimum mean-square error with a fixed prior (Gerkmann & Hendriks 2012). @returns q,
/// bins x frames [any]
template <class T> nmf::Matrix<T> trackNoise(const Spectra<T>& X);

/// Computes what a model of some sizes needs of a mixture. Immutable; any number of threads may use one.
/// [any]
template <class T> class FeatureExtractor {
public:
    explicit FeatureExtractor(const Shape& shape);

    const Shape& shape() const { return shape_; }
    FixedView<T> fixed() const { return {bands_.Mb.data(), bands_.Mf.data()}; }
    const layered::BandsOf<T>& bands() const { return bands_; }

    /// Features of the mixture X (no silent frames) with the tracked noise power q: v1, n, A, An.
    void features(const Spectra<T>& X, const nmf::Matrix<T>& q, SequenceData<T>& out) const;
    /// Targets for the loss from mixture X and wanted speech S: magnitude, target, phase.
    static void targets(const Spectra<T>& X, const Spectra<T>& S, SequenceData<T>& out);

private:
    Shape shape_;
    layered::BandsOf<T> bands_;
    nmf::Matrix<T> cosines_; // lagCount x bins: inverse transform of a real spectrum
};

} // namespace winnow::separation::unfolded
