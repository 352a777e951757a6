// SPDX-License-Identifier: GPL-3.0-or-later
/// The fixed matrices of the two-layer engine: bands of frequency and of lag.
#pragma once

#include "nmf/types.h"
#include "separation/layered/config.h"

namespace winnow::separation::layered {

/// Number of equivalent rectangular bandwidths below a frequency in Hz (Glasberg & Moore 1990). [any]
double erbFromHz(double hz) noexcept;
/// Inverse of erbFromHz. [any]
double hzFromErb(double erb) noexcept;

/// T is float on the audio thread; double for checks of the training.
template <class T> struct BandsOf {
    nmf::Matrix<T> E;  ///< erbBands x bins: triangular ERB bands, 0 .. 8 kHz; rows sum to 1
    nmf::Matrix<T> M;  ///< fineBands x bins: the bins to 2 kHz, then triangular bands; rows sum to 1
    nmf::Matrix<T> Mf; ///< bins x dynamicAtoms: wide overlapping bands over ERB; rows sum to 1
    nmf::Matrix<T> Mb; ///< fineBands x dynamicAtoms: M Mf
    nmf::Matrix<T> LG; ///< lagBands x lagCount: lags of 68 .. 444 Hz, logarithmically spaced; rows sum to 1
};
using Bands = BandsOf<float>;

/// The matrices for a model's sizes. [main]
/// @throws std::invalid_argument for dynamicAtoms or lagBands below 2
BandsOf<double> makeBands(int dynamicAtoms, int lagBands);

/// Those of the default sizes, made at the first call. [main]
const BandsOf<double>& bandsDouble();

} // namespace winnow::separation::layered
