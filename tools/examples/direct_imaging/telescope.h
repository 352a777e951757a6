// SPDX-License-Identifier: GPL-3.0-or-later
/// A generator of coronagraph images of a star with a faint companion, and of a reference star.
#pragma once

#include "tools/examples/common/random.h"

#include <vector>

namespace winnow::examples::direct_imaging {

struct Observation {
    Index size = 0;             ///< images are size x size, the star in the middle
    Matrix target;              ///< pixels x frames: the star with the companion, pupil fixed, sky turning
    Matrix references;          ///< pixels x frames: a star without one
    std::vector<double> angles; ///< radians by which the sky of each target frame is turned
    double separation = 0;      ///< pixels from the star to the companion
    double position = 0;        ///< radians, its angle in an unturned sky
    Matrix companion;           ///< size x size: the companion alone, unturned, noiseless
};

struct ObservationOptions {
    std::uint64_t seed = 0;
    Index size = 51;
    Index targets = 40, references = 60;
    double contrast = 6e-5; ///< of the companion to the star without coronagraph
    double separation = 11, position = 0.9;
    double rotation = 0.6; ///< radians of sky rotation over the sequence
    double drift = 0.04;   ///< of the ripples that drift: radians of phase times cycles over the pupil
    double photons = 4e7;  ///< of the star in a frame
};

/// Fourier optics: a round pupil with fixed phase errors (40 ripples) and some that drift (3 ripples, each an
/// autoregressive process, as a telescope's breathing makes them), a perfect coronagraph (the mean of the
/// field over the pupil taken away), the image as the squared magnitude of its Fourier transform, a halo of
/// the atmosphere, photon noise. The speckles are as large as the companion's image and far brighter.
/// Resolution element: 3 pixels. [any]
Observation observe(const ObservationOptions& options);

} // namespace winnow::examples::direct_imaging
