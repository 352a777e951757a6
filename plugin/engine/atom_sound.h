// SPDX-License-Identifier: GPL-3.0-or-later
/// What an atom looks and sounds like.
#pragma once

#include "separation/model.h"

#include <string>
#include <vector>

namespace winnow::plugin {

struct AtomSpectrum {
    std::string group;                ///< name in the model
    int numberInGroup = 0;            ///< from 1
    std::vector<float> frequenciesHz; ///< increasing from 0
    std::vector<float> magnitudes;    ///< as many; empty: learned while audio runs, nothing is stored
    double frameSeconds = 0.032;      ///< of the model: the resolution of the spectrum
};

/// The atom at this place of Separator::activations(). Out of range: an empty group. [main]
AtomSpectrum atomSpectrum(const separation::Model& model, int atom);

/// Between the spectrum's own frequencies in a straight line; 0 above them. [main]
float magnitudeAt(const AtomSpectrum& spectrum, double hz);

/// The spectrum as sound: frames of its magnitudes with phases by chance, overlapping; faded in and out, peak
/// 0.25. The same call gives the same samples. Empty without magnitudes. [main]
std::vector<float> atomSound(const AtomSpectrum& spectrum, double sampleRate, double seconds);

} // namespace winnow::plugin
